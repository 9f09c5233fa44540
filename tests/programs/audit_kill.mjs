#!/usr/bin/env node
// 監査: what was shown stays told. KAKEHASHI_AUDIT_KILLS (default 10) times four colleagues open
// patients' pages and the program is killed (kill -9) in the middle; after the next start each page
// that somebody saw is in the chain, none is there twice that was asked for once, and the chain is
// whole. Then two commands and the running program write at the same time.
import { Office, check, sleep } from './lib/office.mjs';

const kills = Number(process.env.KAKEHASHI_AUDIT_KILLS ?? 10);
const office = await Office.open({ demo: true });
const seen = new Map();   // patient -> answers that came
const asked = new Map();  // patient -> requests that were sent

async function look(person, patient) {
  asked.set(patient, (asked.get(patient) ?? 0) + 1);
  const answer = await person.get(`/patients/${patient}`);
  if (answer.status === 200) seen.set(patient, (seen.get(patient) ?? 0) + 1);
  return answer;
}

try {
  const patients = office.sql('SELECT id FROM patient WHERE merged_into_id IS NULL').split('\n').map(Number);
  const people = [];
  for (let round = 0; round < kills && !process.exitCode; ++round) {
    await office.serve();
    if (people.length === 0)
      for (const login of ['saeki', 'omura', 'fujii', 'hasegawa']) people.push(await office.sign_in(login, 'kakehashi'));
    const stop = { now: false };
    const work = people.map(async (person, n) => {
      for (let i = 0; !stop.now; ++i) {
        try {
          await look(person, patients[(round * 97 + n * 31 + i * 7) % patients.length]);
        } catch {
          return;
        }
      }
    });
    await sleep(30 + ((round * 137) % 700));
    await office.stop('SIGKILL');
    stop.now = true;
    await Promise.all(work);
  }

  // The last thing before the end: one page, and no time for the clerk.
  await office.serve();
  const answer = await look(people[0], patients[0]);
  await office.stop('SIGKILL');
  check('the page was shown', answer.status === 200, String(answer.status));

  await office.serve();
  const list = (n) => office.tried('audit', 'list', '--patient', String(patients[n]));
  const commands = [list(0), list(1)];
  for (const ran of commands) check('kakehashi audit list beside the server', ran.status === 0, ran.stderr);
  check('it says who looked', commands[0].stdout.includes('佐伯 真理') && commands[0].stdout.includes('GET /patients/{id}'), commands[0].stdout.slice(0, 300));
  await sleep(700);
  let looks = 0;
  for (const [patient, times] of asked) {
    const told = office.number(`SELECT count(*) FROM audit WHERE what = 'GET /patients/{id}' AND case_id = ${patient} AND action = 'read'`);
    check(`each look at patient ${patient} is told`, told >= (seen.get(patient) ?? 0), `${told} of ${seen.get(patient)}`);
    check(`no look at patient ${patient} is told twice`, told <= times, `${told} of ${times}`);
    looks += seen.get(patient) ?? 0;
  }
  check('the list itself is a look', office.number("SELECT count(*) FROM audit WHERE what = 'audit list'") === 2);
  check('nothing was lost from a journal', office.number("SELECT count(*) FROM audit WHERE action = 'lost'") === 0);
  const verified = office.tried('audit', 'verify');
  check('the chain is whole', verified.status === 0, verified.stdout);
  const doctor = office.tried('doctor');
  check('the doctor looks at the end of the chain', doctor.stdout.includes('監査'), doctor.stdout);
  if (!process.exitCode) console.log(`${kills + 1} kills: each of ${looks} looks is in the audit trail, none twice`);
} finally {
  await office.close();
}
