#!/usr/bin/env node
// What the audit trail takes of the processor: four colleagues open pages of a demonstration office
// for some seconds; then the clerk's thread is held against the whole program. What a page itself
// does for its line is a few microseconds (tools/audit_growth.cpp measures it) and stands in the
// pages' part.
//   node tools/audit_share.mjs [seconds]
import { readFileSync, readdirSync } from 'node:fs';
import { Office, sleep } from '../tests/programs/lib/office.mjs';

const seconds = Number(process.argv[2] ?? 8);
const office = await (await Office.open({ demo: true })).serve();

/// Processor seconds of the program and of the clerk's thread.
function used() {
  const ticks = (stat) => {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  const task = `/proc/${office.child.pid}/task`;
  const clerk = readdirSync(task).find((id) => readFileSync(`${task}/${id}/comm`, 'utf8').trim() === 'audit-clerk');
  return { all: ticks(readFileSync(`/proc/${office.child.pid}/stat`, 'utf8')), clerk: ticks(readFileSync(`${task}/${clerk}/stat`, 'utf8')) };
}

try {
  const people = [];
  for (const login of ['saeki', 'omura', 'fujii', 'hasegawa']) people.push(await office.sign_in(login, 'kakehashi'));
  await sleep(1500);  // what the demonstration left is chained
  const patient = office.sql('SELECT max(id) FROM patient');
  const referral = office.sql('SELECT max(id) FROM referral');
  console.log('| page | pages | CPU a page | of it the clerk |\n|---|--:|--:|--:|');
  for (const page of ['/today', '/referrals', '/replies', `/patients/${patient}`, `/referrals/${referral}`]) {
    const rows = office.number('SELECT count(*) FROM audit');
    const before = used();
    let pages = 0;
    const end = Date.now() + seconds * 1000;
    await Promise.all(people.map(async (person) => {
      for (; Date.now() < end; ++pages)
        if ((await person.get(page)).status !== 200) throw new Error(`${page} is refused`);
    }));
    while (office.number('SELECT count(*) FROM audit') < rows + pages) await sleep(50);
    const after = used();
    const all = after.all - before.all, clerk = after.clerk - before.clerk;
    console.log(`| ${page} | ${pages} | ${((all / pages) * 1e3).toFixed(2)} ms | ${((clerk / all) * 100).toFixed(1)} % |`);
  }
} finally {
  await office.close();
}
