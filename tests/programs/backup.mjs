#!/usr/bin/env node
// 控え: a restore drill on an empty machine, from the command line as an operator does it, while the
// office is open; wrong keys, damaged and missing disks, the living office that is not overwritten,
// and the daily backup of the running program.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Office, check, sleep } from './lib/office.mjs';

const program = resolve(process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi');
const folder = mkdtempSync(join(tmpdir(), 'kakehashi-backup-'));
const disk = join(folder, 'disk');
const key = join(folder, 'safe', 'key');
mkdirSync(disk);
mkdirSync(join(folder, 'safe'));

function expect(status, words, ...line) {
  const ran = spawnSync(program, line, { encoding: 'utf8', input: '' });
  const said = ran.stdout + ran.stderr;
  check(`kakehashi ${line.slice(0, 3).join(' ')}`, ran.status === status && said.includes(words), `gave ${ran.status}: ${said.slice(0, 400)}`);
  return said;
}
const sql = (data, text) => spawnSync('sqlite3', ['-readonly', join(data, 'office.db'), text], { encoding: 'utf8' }).stdout.trim();
/** Everything an office knows, table by table, but not the sessions that come and go and the trail that grows. */
function known(data) {
  const tables = sql(data, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_text%' AND name NOT LIKE 'audit%' AND name NOT IN ('session', 'event') ORDER BY 1").split('\n');
  return tables.map((table) => `${table} ${createHash('sha256').update(sql(data, `SELECT * FROM "${table}" ORDER BY 1`)).digest('hex')}`);
}
const with_disk = ['--backup-folder', disk, '--backup-key', key];

const office = await (await Office.open({ demo: true })).serve();
try {
  const data = office.data;
  expect(0, 'を作りました', 'backup', 'key', '--backup-key', key);
  check('the key is its owner\'s alone', (statSync(key).mode & 0o777) === 0o600);
  expect(1, 'かぎを上書きすると', 'backup', 'key', '--backup-key', key);
  expect(2, 'かぎ', 'backup', 'create', '--backup-folder', disk, '--backup-key', join(folder, 'no-key'), '--data', data);
  expect(2, '3つ以上', 'backup', 'create', ...with_disk, '--backup-keep', '1', '--data', data);
  expect(2, 'create、list', 'backup', 'bake', ...with_disk);
  expect(0, 'まだありません', 'backup', 'list', ...with_disk);

  // While the office is open.
  const made = expect(0, '記録', 'backup', 'create', ...with_disk, '--data', data).slice(0, 15);
  check('it has the moment for a name', /^\d{8}-\d{6}$/.test(made), made);
  expect(0, made, 'backup', 'list', ...with_disk);
  expect(0, '作ったときと同じ', 'backup', 'verify', made, ...with_disk, '--data', data);
  check('that it was verified is written down', sql(data, "SELECT count(*) FROM event WHERE kind = 'office.backup_verified'") === '1');
  expect(3, '外付けのディスク', 'backup', 'create', '--backup-folder', join(folder, 'unplugged'), '--backup-key', key, '--data', data);
  expect(1, '別の kakehashi が使っています', 'serve', '--data', data, '--listen', '127.0.0.1:0');

  // A living office is not overwritten: not at all, not while it runs, not under a wrong name.
  expect(1, '上書きはしません', 'backup', 'restore', made, ...with_disk, '--data', data);
  expect(1, '別の kakehashi が使っています', 'backup', 'restore', made, ...with_disk, '--data', data, '--replace', '--confirm', 'みなと市立総合病院');
  await office.stop();
  expect(1, '病院の名前', 'backup', 'restore', made, ...with_disk, '--data', data, '--replace');
  expect(1, '病院の名前', 'backup', 'restore', made, ...with_disk, '--data', data, '--replace', '--confirm', '別の病院');

  // The drill: an empty machine, the disk and the key.
  const machine = join(folder, 'machine');
  expect(0, 'もどしました', 'backup', 'restore', made, ...with_disk, '--data', machine);
  const before = known(data), after = known(machine);
  check('every table is as it was', JSON.stringify(before) === JSON.stringify(after), before.filter((line, i) => line !== after[i]).join(' '));
  expect(0, 'よい', 'doctor', '--data', machine);
  check('the audit trail\'s public key came back', readFileSync(join(machine, 'keys', 'audit.pub'), 'utf8') === readFileSync(join(data, 'keys', 'audit.pub'), 'utf8'));
  check('its secret key did not', !existsSync(join(machine, 'keys', 'audit.key')));
  expect(0, '変わったところはありません', 'audit', 'verify', '--data', machine);
  const original = sql(data, "SELECT number FROM referral WHERE original_id IS NOT NULL LIMIT 1");
  const bytes = (from) => spawnSync(program, ['export', '--document', original, '--data', from]).stdout;
  check('an original is given back byte for byte', bytes(data).length > 0 && bytes(data).equals(bytes(machine)));

  // Twice told, the office steps aside whole.
  expect(0, 'もどしました', 'backup', 'restore', made, ...with_disk, '--data', machine, '--replace', '--confirm', 'みなと市立総合病院');
  check('what was there is kept', existsSync(join(`${machine}.before-${made}`, 'office.db')));

  // A wrong key, a damaged page, a backup cut in the middle: told, and nothing is replaced.
  const other = join(folder, 'safe', 'other');
  expect(0, 'を作りました', 'backup', 'key', '--backup-key', other);
  expect(1, '別のかぎ', 'backup', 'verify', made, '--backup-folder', disk, '--backup-key', other, '--data', machine);
  const sealed = join(disk, made, 'office.db');
  const whole = readFileSync(sealed);
  for (const [what, damaged] of [['a changed byte', Buffer.from(whole.map((byte, i) => (i === 5000 ? byte ^ 1 : byte)))], ['a cut end', whole.subarray(0, whole.length - 100)]]) {
    writeFileSync(sealed, damaged);
    expect(3, '壊れています', 'backup', 'verify', made, ...with_disk, '--data', machine);
    expect(3, '壊れています', 'backup', 'restore', made, ...with_disk, '--data', machine, '--replace', '--confirm', 'みなと市立総合病院');
    check(`${what}: the office stands`, existsSync(join(machine, 'office.db')));
  }
  writeFileSync(sealed, whole);
  check('a failed check is written down', Number(sql(machine, "SELECT count(*) FROM event WHERE kind = 'office.backup_failed'")) >= 2);

  // The running program makes its own, and looks at it.
  const nightly = join(folder, 'nightly');
  mkdirSync(nightly);
  await office.serve('--at', '2026-11-24T20:00', '--backup-at', '02:00', '--backup-folder', nightly, '--backup-key', key);
  for (let tries = 0; sql(data, "SELECT count(*) FROM event WHERE kind = 'office.backup_verified'") !== '2'; ++tries) {
    if (tries > 200) throw new Error('no daily backup');
    await sleep(100);
  }
  check('one generation a day', readdirSync(nightly).filter((name) => /^\d{8}-\d{6}$/.test(name)).length === 1);
  check('no scratch room is left', [data, resolve(data, '..')].every((place) => readdirSync(place).every((name) => !name.includes('verify-'))));
  await office.stop();
  console.log('a backup of the open office stood again on an empty machine');
} finally {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
}
