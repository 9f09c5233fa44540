#!/usr/bin/env node
// 監査: an office is worked in over three days, then its database is copied and changed in every way
// somebody with the database could think of. `kakehashi audit verify` and the independent verifier
// (tools/audit_verify.mjs) must both say that, and where; and of the untouched copy that it is whole.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Office, check, sleep } from './lib/office.mjs';

const program = resolve(process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi');
const folder = mkdtempSync(join(tmpdir(), 'kakehashi-audit-'));
const carried = join(folder, 'carried');
const office = await Office.open({ demo: true });

async function work(day) {
  await office.serve('--at', `${day}T10:12`);
  const person = await office.sign_in('saeki', 'kakehashi');
  for (const page of ['/today', '/patients/1', '/patients/2', '/patients/3', '/patients/999999', '/referrals', '/patients/4'])
    await person.get(page);
  const patients = office.sql('SELECT name FROM patient').split('\n');
  await sleep(600);
  await office.stop();
  return patients;
}

const without_triggers = ['audit_is_append_only', 'audit_is_kept', 'audit_subject_is_append_only', 'audit_subject_is_kept',
  'audit_root_is_append_only', 'audit_root_is_kept'].map((name) => `DROP TRIGGER ${name};`).join('');

const columns = 'facility_id, at, actor_id, actor_name, address, action, what, case_kind, case_id, seen, purpose, result, times';
const sql = (data, text) => execFileSync('sqlite3', [join(data, 'office.db'), text], { encoding: 'utf8', maxBuffer: 1 << 26 }).trim();

function verifiers(data, roots) {
  const more = roots ? ['--roots', roots] : [];
  const ours = spawnSync(program, ['audit', 'verify', '--data', data, ...more], { encoding: 'utf8' });
  const theirs = spawnSync('node', ['tools/audit_verify.mjs', '--sqlite', join(data, 'office.db'), '--public-keys', join(data, 'keys', 'audit.pub'), ...more], { encoding: 'utf8' });
  return [['kakehashi audit verify', ours], ['tools/audit_verify.mjs', theirs]];
}

/** `where`: what each verifier must say; one word for both, or one each. */
function tampered(what, change, where, { roots } = {}) {
  const data = join(folder, 'copy');
  rmSync(data, { recursive: true, force: true });
  cpSync(office.data, data, { recursive: true, filter: (path) => !path.includes('documents') });
  if (typeof change === 'string') sql(data, without_triggers + change);
  else change(data);
  for (const [n, [name, ran]] of verifiers(data, roots).entries()) {
    const expected = Array.isArray(where) ? where[n] : where;
    check(`${name} finds ${what}`, ran.status === 1 && new RegExp(`^${expected}`, 'm').test(ran.stdout), `gave ${ran.status}: ${(ran.stdout + ran.stderr).slice(0, 500)}`);
  }
}

/** What somebody without the key can do: every hash from `first` on is made anew. */
function rehash(data, first) {
  let hash = sql(data, `SELECT hash FROM audit WHERE number = ${first - 1}`);
  const rows = JSON.parse(sql(data, `SELECT json_group_array(json_array(${['number', ...columns.split(', ')].map((name) => `CAST(${name} AS TEXT)`).join(', ')})) FROM (SELECT * FROM audit WHERE number >= ${first} ORDER BY number)`));
  const updates = rows.map((row) => {
    hash = createHash('sha256').update(JSON.stringify([hash, ...row])).digest('hex');
    return `UPDATE audit SET hash = '${hash}' WHERE number = ${row[0]};`;
  });
  sql(data, updates.join(''));
}

try {
  let patients = [];
  for (const day of ['2026-11-22', '2026-11-23', '2026-11-24']) patients = await work(day);
  const data = office.data;
  const last = Number(sql(data, 'SELECT max(number) FROM audit'));
  const closed = Number(sql(data, 'SELECT max(last_number) FROM audit_root'));
  const n = last - 5;   // of the third day
  const old = closed - 5;  // of the second, which is closed
  check('two days are closed', sql(data, 'SELECT count(*) FROM audit_root') === '2');
  check('each day has its file', existsSync(join(data, 'audit', 'roots', '2026-11-22.json')) && existsSync(join(data, 'audit', 'roots', '2026-11-23.json')));
  check('the key is its owner\'s alone', (statSync(join(data, 'keys', 'audit.key')).mode & 0o777) === 0o600);
  execFileSync(program, ['audit', 'export', '--to', carried, '--data', data]);
  check('what is carried away', readdirSync(carried).length === 4, readdirSync(carried).join(' '));

  for (const roots of [undefined, carried])
    for (const [name, ran] of verifiers(data, roots))
      check(`${name} finds an untouched trail whole`, ran.status === 0, `gave ${ran.status}: ${(ran.stdout + ran.stderr).slice(0, 500)}`);
  const trail = sql(data, 'SELECT * FROM audit');
  for (const name of patients) check('no row names a patient', !trail.includes(name), name);
  const secret = readFileSync(join(data, 'keys', 'audit.key'), 'utf8').trim().split(' ')[1];
  check('the key is not in the database', !readFileSync(join(data, 'office.db')).includes(secret));

  for (const column of columns.split(', '))
    tampered(`a changed ${column}`, `UPDATE audit SET ${column} = ${/id|at|times/.test(column) ? `${column} + 1` : "'x'"} WHERE number = ${n}`, `changed ${n}\\b`);
  tampered('a changed hash', `UPDATE audit SET hash = '${'0'.repeat(64)}' WHERE number = ${n}`, `changed ${n}\\b`);
  tampered('a changed first row', "UPDATE audit SET result = 'x' WHERE number = 1", 'changed 1\\b');
  tampered('a changed last row', `UPDATE audit SET result = 'x' WHERE number = ${last}`, `changed ${last}\\b`);
  tampered('a deleted first row', 'DELETE FROM audit WHERE number = 1', 'missing 1\\b');
  tampered('a deleted row', `DELETE FROM audit WHERE number = ${n}`, `missing ${n}\\b`);
  tampered('three deleted rows', `DELETE FROM audit WHERE number BETWEEN ${n} AND ${n + 2}`, `missing ${n}-${n + 2}`);
  tampered('a deleted row whose number was closed up',
           `DELETE FROM audit WHERE number = ${n}; UPDATE audit SET number = -number WHERE number > ${n}; UPDATE audit SET number = -number - 1 WHERE number < 0`,
           [`missing ${n}\\b`, `changed ${n}\\b`]);
  tampered('a deleted last row', `DELETE FROM audit WHERE number = ${last}`, `tail ${last}\\b`);
  tampered('a cut tail', `DELETE FROM audit WHERE number > ${n}`, `tail ${n + 1}-${last}`);
  tampered('everything deleted', 'DELETE FROM audit', `tail 1-${last}`);
  tampered('two rows that changed places',
           `UPDATE audit SET number = -1 WHERE number = ${n}; UPDATE audit SET number = ${n} WHERE number = ${n + 1}; UPDATE audit SET number = ${n + 1} WHERE number = -1`,
           [`order ${n}-${n + 1}`, `changed ${n}\\b`]);
  tampered('an inserted row',
           `UPDATE audit SET number = -number WHERE number >= ${n}; UPDATE audit SET number = 1 - number WHERE number < 0; INSERT INTO audit SELECT ${n}, ${columns}, hash FROM audit WHERE number = 3`,
           [`inserted ${n}\\b`, `changed ${n}\\b`]);
  tampered('a row added at the end', `INSERT INTO audit SELECT ${last + 1}, ${columns}, hash FROM audit WHERE number = 3`, `inserted ${last + 1}-${last + 1}`);
  tampered('a chain made anew from a row of today', (copy) => {
    sql(copy, `${without_triggers} UPDATE audit SET actor_id = 99 WHERE number = ${n}`);
    rehash(copy, n);
  }, 'head');
  tampered('a chain made anew from a row of a closed day', (copy) => {
    sql(copy, `${without_triggers} UPDATE audit SET actor_id = 99 WHERE number = ${old}`);
    rehash(copy, old);
  }, 'root 2026-11-23');
  tampered('a head that fits the chain made anew', (copy) => {
    sql(copy, `${without_triggers} UPDATE audit SET actor_id = 99 WHERE number = ${n}`);
    rehash(copy, n);
    sql(copy, `UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE number = ${last})`);
  }, 'head');
  tampered('a cut tail with a head that fits', `DELETE FROM audit WHERE number > ${n}; UPDATE audit_head SET number = ${n}, hash = (SELECT hash FROM audit WHERE number = ${n})`, 'head');
  tampered('a head that was taken away', 'DELETE FROM audit_head', 'head');
  tampered('a changed signature', "UPDATE audit_head SET signature = replace(signature, '0', '1')", 'head');
  for (const column of ['day', 'last_hash', 'previous', 'hash', 'signature', 'public_key'])
    tampered(`a root's changed ${column}`, `UPDATE audit_root SET ${column} = 'x' WHERE sequence = 1`, 'root');
  for (const column of ['first_number', 'last_number'])
    tampered(`a root's changed ${column}`, `UPDATE audit_root SET ${column} = ${column} + 1 WHERE sequence = 2`, 'root 2026-11-23');
  tampered('a root that was taken away', 'DELETE FROM audit_root WHERE sequence = 1', 'root 2026-11-23');
  tampered('the last root taken away', 'DELETE FROM audit_root WHERE sequence = 2', 'root 2');
  tampered('an entry of the index taken away', 'DELETE FROM audit_subject WHERE block = (SELECT max(block) FROM audit_subject) AND subject = \'p1\'', 'index');
  tampered('an entry of the index added', "INSERT INTO audit_subject VALUES (1, 'p99999', 0)", 'index');

  // With the office's own key: only what was carried away tells.
  const renewed = (copy) => {
    sql(copy, `${without_triggers} DELETE FROM audit; DELETE FROM audit_subject; DELETE FROM audit_root; DELETE FROM audit_head;
      INSERT INTO audit_pending (${columns}) VALUES (1, 1795483920, 1, '佐伯 真理', '10.0.0.5', 'read', 'GET /today', '', 0, 'p1', 'care', '200', 1)`);
    const server = spawnSync('timeout', ['-s', 'TERM', '3', program, 'serve', '--data', copy, '--listen', '127.0.0.1:0'], { encoding: 'utf8' });
    check('the renewed office served', server.stdout.includes('http'), server.stderr);
  };
  tampered('a chain written anew with the office\'s key, by what was carried away', renewed, 'root 2026-11-22', { roots: carried });
  tampered('an older copy put back, by what was carried away', (copy) => {
    sql(copy, `${without_triggers} DELETE FROM audit WHERE number > ${closed}`);
  }, `(head ${last}|tail)`, { roots: carried });
} finally {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
}
if (!process.exitCode) console.log('every tampering is found by both verifiers');
