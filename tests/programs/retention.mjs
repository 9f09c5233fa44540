#!/usr/bin/env node
// 保存期限: in a demonstration office whose ended cases are made old, one colleague prepares a
// deletion, is refused the approval, another gives it; the run is killed (kill -9) again and again,
// goes on each time, and nothing of a deleted case is left but the proof. KAKEHASHI_RETENTION_KILLS
// (default 4) times while it deletes.
import { Office, check, on_postgres, sleep, summary } from './lib/office.mjs';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const kills = Number(process.env.KAKEHASHI_RETENTION_KILLS ?? 4);
const program = process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi';
const office = await Office.open({ demo: true });
const documents = join(office.data, 'documents');

/** The whole database as text. */
function dump() {
  const options = { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, PGOPTIONS: '-c kakehashi.viewer=program' } };
  if (on_postgres) return execFileSync('pg_dump', ['--data-only', '--inserts', '--enable-row-security', `${process.env.KAKEHASHI_TEST_POSTGRES}/${office.database}`], options);
  return execFileSync('sqlite3', [join(office.data, 'office.db'), '.dump'], options);
}
function files(folder = documents) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => one.isDirectory() ? files(join(folder, one.name)) : [join(folder, one.name)]);
}
const lines_of = (sql) => office.sql(sql).split('\n').filter(Boolean);
/** A paper of a case, as the program keeps it: the bytes under their hash, and the row. */
function add_paper(referral, content) {
  const hash = execFileSync('b2sum', ['-l', '256'], { input: content, encoding: 'utf8' }).slice(0, 64);
  const folder = join(documents, hash.slice(0, 2), hash.slice(2, 4));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, hash), content);
  office.sql(`INSERT INTO case_document (facility_id, case_kind, case_id, patient_id, hash, size, media_type, kind, title, created_at)
    SELECT facility_id, 'referral', id, patient_id, '${hash}', ${content.length}, 'text/plain', 'original', 'paper', 1500000000 FROM referral WHERE id = ${referral}`);
  return hash;
}
/** Cases that are half gone: the list and the rows say different things. */
const torn = () => office.number(`SELECT count(*) FROM retention_case line WHERE (line.outcome = 'deleted') =
  EXISTS (SELECT 1 FROM referral WHERE referral.id = line.referral_id)
  OR (line.outcome = 'deleted' AND (EXISTS (SELECT 1 FROM event WHERE case_kind = 'referral' AND case_id = line.referral_id)
      OR EXISTS (SELECT 1 FROM case_document WHERE case_kind = 'referral' AND case_id = line.referral_id)))
  OR line.outcome = 'deleting'`);
/** `kakehashi retention run`, killed after so many milliseconds. */
function killed_run(after_ms) {
  const child = spawn(program, ['retention', 'run', ...office.place], { stdio: 'ignore' });
  const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal === 'SIGKILL')));
  setTimeout(() => child.kill('SIGKILL'), after_ms);
  return ended;
}

try {
  // Every second ended case ended six years ago; the papers have been lying there as long.
  office.sql("UPDATE referral SET closed_at = closed_at - 200000000 WHERE state = 'replied' AND id % 2 = 0");
  const [one, two, three] = lines_of("SELECT id FROM referral WHERE state = 'replied' AND id % 2 = 0 ORDER BY id LIMIT 4").slice(1);
  const own_papers = [add_paper(one, 'paper one'), add_paper(two, 'paper two'), add_paper(three, 'paper three')];
  const shared = add_paper(one, 'the same paper');
  add_paper(office.number('SELECT min(id) FROM referral WHERE id % 2 = 1'), 'the same paper');
  for (const file of files()) utimesSync(file, new Date(2020, 1, 1), new Date(2020, 1, 1));
  const old = office.number("SELECT count(*) FROM referral WHERE state = 'replied' AND id % 2 = 0");
  const young = office.number('SELECT count(*) FROM referral') - old;
  check('there are old cases', old > 20, String(old));

  await office.serve();
  const hasegawa = await office.sign_in('hasegawa', 'kakehashi');
  const omura = await office.sign_in('omura', 'kakehashi');
  const send = async (person, page, action, fields = []) => {
    const form = await person.form(page, action);
    check(`${page} has a form to ${action}`, form !== undefined);
    return person.post(action, [...(form?.fields ?? []).filter((one) => one.sent).map((one) => [one.name, one.value]), ...fields]);
  };

  const page = await hasegawa.get('/settings/retention');
  check('the page shows', page.status === 200 && page.body.includes('受診した紹介'), String(page.status));
  check('the settings lead to it', (await hasegawa.get('/settings')).body.includes('href="/settings/retention"'));

  // One of them is held before.
  const held = office.number("SELECT min(id) FROM referral WHERE state = 'replied' AND id % 2 = 0");
  const hold_form = await hasegawa.form(`/referrals/${held}/hold`);
  const placed = await hasegawa.post(`/referrals/${held}/hold`, [...hold_form.fields.filter((one) => one.sent && one.name !== 'reason').map((one) => [one.name, one.value]), ['reason', '訴訟のため']]);
  check('a case is held', placed.status === 303, String(placed.status));

  const prepared = await send(hasegawa, '/settings/retention', '/settings/retention/jobs');
  check('a deletion is prepared', prepared.status === 303, String(prepared.status));
  const job = prepared.headers.location;
  const number = job.split('/').pop();
  check('the list holds all but the held one', office.number('SELECT count(*) FROM retention_case') === old - 1);
  check('who prepared sees no button', (await hasegawa.form(job, `${job}/approval`)) === undefined);
  const token = (await hasegawa.form(job, `${job}/withdrawal`)).fields.filter((one) => one.sent).map((one) => [one.name, one.value]);
  const own = await hasegawa.post(`${job}/approval`, token);
  check('who prepared is refused in a sentence', own.status >= 400 && own.body.includes('準備した人は承認できません'), `${own.status} ${summary(own.body)}`);
  const by_command = office.tried('retention', 'approve', number, '--login', 'hasegawa', '--password', 'kakehashi');
  check('at the command line too', by_command.status === 1 && by_command.stderr.includes('準備した人は承認できません'), by_command.stderr);
  const nobody = office.tried('retention', 'approve', number);
  check('nobody approves without a name', nobody.status === 1 && nobody.stderr.includes('職員として'), nobody.stderr);
  check('nothing runs before the approval', office.run('retention', 'run').includes('削除 0件'));
  const approved = await send(omura, job, `${job}/approval`);
  check('another person approves', approved.status === 303, String(approved.status));

  // Another is held after the approval.
  const late = office.number("SELECT max(referral_id) FROM retention_case");
  const late_form = await omura.form(`/referrals/${late}/hold`);
  await omura.post(`/referrals/${late}/hold`, [...late_form.fields.filter((one) => one.sent && one.name !== 'reason').map((one) => [one.name, one.value]), ['reason', '開示の請求']]);

  // A case that ended years ago is found and readable until its time comes.
  const found = async (words) => {
    const csrf = token.filter(([name]) => name === 'csrf');
    const answer = await hasegawa.post('/search', [...csrf, ['to', '/search'], ['q', words]]);
    check('a search is answered', answer.status === 303, String(answer.status));
    return (await hasegawa.get(answer.headers.location)).body.includes(`>${words}`);
  };
  const held_number = office.sql(`SELECT number FROM referral WHERE id = ${held}`);
  check('a case that ended years ago is found', await found(held_number));
  check('its page shows its letter and timeline', (await hasegawa.get(`/referrals/${held}`)).body.includes('返書がすべて済み、終結'));

  // Whose name stands nowhere but in what will go, not inside a longer name either (林 英明, 小林 英明).
  const patients = lines_of(`SELECT patient.name FROM patient JOIN referral ON referral.patient_id = patient.id
    JOIN retention_case line ON line.referral_id = referral.id
    WHERE line.referral_id <> ${late}
      AND (SELECT count(*) FROM referral r WHERE r.patient_id = patient.id) = 1
      AND (SELECT count(*) FROM patient p WHERE p.name LIKE '%' || patient.name || '%') = 1
      AND NOT EXISTS (SELECT 1 FROM user_account u WHERE u.name LIKE '%' || patient.name || '%')
      AND NOT EXISTS (SELECT 1 FROM doctor d WHERE d.name LIKE '%' || patient.name || '%')
      AND patient.merged_into_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM contact WHERE contact.case_kind = 'patient' AND contact.case_id = patient.id)`);
  check('some patients will go', patients.length > 5, String(patients.length));
  const listed_numbers = lines_of(`SELECT number FROM retention_case WHERE referral_id <> ${late}`);
  const before = dump();
  check('their names are there', patients.every((name) => before.includes(name)));
  const papers = files().length;

  // Killed a little later each time until it had begun to delete, then again where it was: so a run is
  // met in the middle on a fast machine and on a slow one.
  const deleted = () => office.number("SELECT count(*) FROM retention_case WHERE outcome = 'deleted'");
  let met = 0;
  for (let after_ms = 5; met < kills && deleted() < old - 2;) {
    const before_it = deleted();
    const was_killed = await killed_run(after_ms);
    check('no case is half gone after a kill', torn() === 0, String(torn()));
    if (!was_killed) break;
    if (deleted() > before_it) ++met; else after_ms += 5;
  }
  check('a run was killed in the middle', met > 0, `${met} times, ${deleted()} of ${old - 2} deleted`);
  const ran = office.run('retention', 'run');
  check('the run goes on to its end', ran.includes('終わった予定 1'), ran);
  check('all but the held ones are deleted', office.number("SELECT count(*) FROM retention_case WHERE outcome = 'deleted'") === old - 2);
  check('the late one was left, and the job says why', office.sql(`SELECT outcome FROM retention_case WHERE referral_id = ${late}`) === 'held');
  check('no case is half gone', torn() === 0);
  check('the others are all there', office.number('SELECT count(*) FROM referral') === young + 2);
  check('each deletion has its proof', office.number("SELECT count(*) FROM retention_case WHERE outcome = 'deleted' AND length(hash) = 64 AND deleted_rows LIKE '%\"referral\":1%'") === old - 2);

  const after = dump();
  for (const name of patients) check('a name is gone from every table', !after.includes(name), name);
  for (const one of listed_numbers) {
    const rest = after.split('\n').filter((line) => line.includes(one) && !/^INSERT INTO (public\.)?retention_case/.test(line));
    check('a number stands in the proof alone', rest.length === 0, `${one}: ${rest[0]?.slice(0, 120)}`);
  }
  const is_there = (hash) => existsSync(join(documents, hash.slice(0, 2), hash.slice(2, 4), hash));
  check('the papers of deleted cases are gone', own_papers.every((hash) => !is_there(hash)));
  check('a paper that another case has too stays', is_there(shared));
  check('no other paper was taken', files().length === papers - own_papers.length, `${files().length} of ${papers}`);

  check('what was deleted is not found any more', !(await found(listed_numbers[0])));
  check('what ended and was kept is found', await found(held_number));
  const gone = office.number("SELECT min(referral_id) FROM retention_case WHERE outcome = 'deleted'");
  check('the page of a deleted case is gone', (await hasegawa.get(`/referrals/${gone}`)).status === 404);
  check('the page of another shows', (await hasegawa.get(`/referrals/${held}`)).body.includes('訴訟のため'));
  const proof = await hasegawa.get(job);
  check('the job shows its proof', proof.status === 200 && proof.body.includes('差し止めのため残した') && proof.body.includes('終了'), String(proof.status));
  check('the command line lists it', office.run('retention', 'list').includes(`第${number}号\t終了`));

  await sleep(700);
  const chained = office.number("SELECT count(*) FROM audit WHERE what = 'retention.deleted' AND case_kind = 'referral'");
  check('each deletion is in the audit trail', chained === old - 2, String(chained));
  const verified = office.tried('audit', 'verify');
  check('the audit trail is whole', verified.status === 0, verified.stdout);
  await office.stop();
  const doctor = office.tried('doctor');
  check('the doctor finds nothing', doctor.status === 0, doctor.stdout);
  if (!process.exitCode) console.log(`${old - 2} of ${old} old cases deleted over ${met} kills, ${patients.length} names gone, ${own_papers.length} papers; ${young + 2} cases as they were`);
} finally {
  await office.close();
}
