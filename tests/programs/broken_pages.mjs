#!/usr/bin/env node
// Pages of the database that are not as they were written. SQLite: bytes flipped inside office.db, in
// tables, indexes and free pages, while the program is stopped and while it serves. PostgreSQL: a page
// whose checksum does not fit. Wherever the engine can tell, the office says so and saves nothing on
// top of it, never crashes, the doctor says what to do, and the last backup brings everything back.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Office, check, filled, on_postgres, plain, sleep } from './lib/office.mjs';

const office = await Office.open({ demo: true });
office.log = 'ignore';
const folder = mkdtempSync(join(tmpdir(), 'kakehashi-pages-'));
const file = join(office.data, 'office.db');
const page_size = 4096;

/** A random sequence that is the same every time. */
let seed = 20261122;
const random = (below) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return Math.floor((seed / 2147483648) * below);
};
/** Flips `bytes` bytes of a page from `at` on. */
function flip(page, at, bytes = 48, path = file, size = page_size) {
  const handle = openSync(path, 'r+');
  const held = Buffer.alloc(bytes);
  readSync(handle, held, 0, bytes, (page - 1) * size + at);
  writeSync(handle, held.map((byte) => byte ^ (1 + random(255))), 0, bytes, (page - 1) * size + at);
  closeSync(handle);
}
/** The first pages of these tables and indexes, by SQLite's own account. */
const page_of = (name, leaf) => office.number(`SELECT pageno FROM dbstat WHERE name = '${name}' AND pagetype = '${leaf ? 'leaf' : 'internal'}' ORDER BY pageno LIMIT 1 OFFSET ${leaf ? 1 : 0}`);
const integrity = () => execFileSync('sqlite3', [file, 'PRAGMA integrity_check(1); PRAGMA foreign_key_check'], { encoding: 'utf8', stdio: 'pipe' }).trim();

const looks = ['/today', '/referrals', '/patients', '/replies', '/referrals/3', '/patients/5', '/facilities'];
/** Every page shows or says why not; whether one of them met the damage. */
async function look_around(what, person) {
  let met = false;
  for (const path of looks) {
    const answer = await person.get(path);
    const told = answer.status === 503 && answer.body.includes('いまは読み出せません');
    met ||= told;
    check(`${what}: ${path} shows or says why not`, told || [200, 303, 401].includes(answer.status), `${answer.status} ${plain(answer.body).slice(0, 200)}`);
  }
  check(`${what}: the program runs on`, office.child.exitCode === null && office.child.signalCode === null, `${office.child.exitCode} ${office.child.signalCode}`);
  return met;
}
let number = 0;
async function register(person) {
  const form = await person.form('/referrals/new');
  if (!form) return { status: 503, body: '' };
  return person.post('/referrals/new', filled(form, { form_key: `page-${++number}`, door: 'phone', urgency: 'routine', 'patient.name': '試験 花子', born_on: '昭37.4.8',
    patient: 'new', referring_facility: 'みなと内科クリニック', referrer_pick: 'new', diagnoses: `page-${number}.`, purpose: '精査のお願い' }));
}

async function on_sqlite() {
  const with_disk = ['--backup-folder', folder, '--backup-key', join(folder, 'key')];
  office.run('backup', 'key', ...with_disk);
  const generation = office.run('backup', 'create', ...with_disk).slice(0, 15);
  office.sql('PRAGMA wal_checkpoint(TRUNCATE)');
  const good = join(folder, 'good.db');
  copyFileSync(file, good);
  const know = (path) => execFileSync('sqlite3', ['-readonly', path, 'SELECT count(*), total(version) FROM referral; SELECT count(*) FROM patient; SELECT count(*), max(id) FROM event'], { encoding: 'utf8' });
  const before = know(file);
  const put_back = () => {
    for (const part of ['-wal', '-shm']) rmSync(file + part, { force: true });
    copyFileSync(good, file);
  };

  // While it is stopped: heads and cells of tables and indexes, the text index, anywhere at all.
  const pages = office.number('PRAGMA page_count');
  const places = [
    ['a table', page_of('referral', true), 0], ['an inner page', page_of('event', false), 0], ['an index', page_of('event_by_case', true), 0],
    ['the patients', page_of('patient', true), 8], ['the list of tables', 1, 100], ['the head of the file', 1, 0],
    ...Array.from({ length: 10 }, (_, n) => [`page ${n} anywhere`, 2 + random(pages - 2), random(page_size - 64)]),
  ];
  let found = 0;
  let silent = 0;
  for (const [what, page, at] of places) {
    flip(page, at);
    const broken = integrity_says();
    const doctor = office.tried('doctor');
    check(`${what}: the doctor ends by itself`, doctor.signal === null && doctor.status !== null, String(doctor.signal));
    if (broken) {
      ++found;
      check(`${what}: the doctor finds it`, doctor.status !== 0, doctor.stdout);
      check(`${what}: and says what to do`, /故障のとき/.test(doctor.stdout + doctor.stderr), doctor.stdout + doctor.stderr);
    } else {
      ++silent;
    }
    const started = spawnSync('timeout', ['--signal=TERM', '0.7', 'build/release/kakehashi', 'serve', ...office.place, '--listen', `127.0.0.1:${office.port}`], { encoding: 'utf8' });
    check(`${what}: serve runs, or says why not`, [0, 1, 3, 124].includes(started.status), `${started.status} ${started.signal} ${started.stderr}`);
    put_back();
  }
  check('most of it could be found', found >= 8, `${found} of ${places.length}`);

  // While it serves: read-only from the moment SQLite meets it, and until somebody restores.
  await office.serve();
  let person = await office.sign_in('saeki', 'kakehashi');
  check('before, it is saved', (await register(person)).status === 303);
  office.sql('PRAGMA wal_checkpoint(TRUNCATE)');
  const leaves = office.sql("SELECT pageno FROM dbstat WHERE name = 'referral' AND pagetype = 'leaf'").split('\n').map(Number);
  await office.stop('SIGKILL');
  rmSync(`${file}-shm`, { force: true });
  await office.serve();
  person = await office.sign_in('saeki', 'kakehashi');
  for (const page of leaves) flip(page, 0, 64);
  for (let tries = 0; tries < 20 && !(await look_around('while it serves', person)); ++tries) await sleep(100);
  let refused;
  for (let tries = 0; tries < 20 && refused?.status !== 503; ++tries) refused = await register(person);
  check('nothing is saved on top of damage', refused.status === 503, String(refused.status));
  await sleep(3000);  // the probe has looked meanwhile
  check('and it stays so', (await register(person)).status === 503);
  check('pages that can be read say that they only show', (await person.get('/menu')).body.includes('いまは見るだけです'));
  await office.stop();

  // The daily backup of a damaged office is not made, also of an index that only leads astray (a copy
  // takes it over as it is): it would push out a good one.
  put_back();
  flip(page_of('event_by_case', true), page_size - 1, 1);
  check('the index leads astray', integrity_says());
  const nightly = join(folder, 'nightly');
  mkdirSync(nightly);
  await office.serve('--backup-at', '00:00', '--backup-folder', nightly, '--backup-key', join(folder, 'key'));
  await sleep(2000);
  check('no backup is made of damage', readdirSync(nightly).length === 0, readdirSync(nightly).join(' '));
  await office.stop();

  const restored = office.tried('backup', 'restore', generation, ...with_disk, '--replace', '--confirm', 'みなと市立総合病院');
  check('the backup is restored', restored.status === 0, restored.stdout + restored.stderr);
  check('everything of the backup is there', know(file) === before, `${before} ${know(file)}`);
  const doctor = office.tried('doctor');
  check('the doctor is content', doctor.status === 0, doctor.stdout);
  await office.serve();
  person = await office.sign_in('saeki', 'kakehashi');
  check('and it is saved again', (await register(person)).status === 303);
  rmSync(`${office.data}.before-${generation}`, { recursive: true });
  if (!process.exitCode) console.log(`${places.length} places flipped in a stopped office: ${found} found, ${silent} of no meaning to SQLite; damage met while serving: only shown, restored`);
}

/** Whether SQLite itself can tell. */
function integrity_says() {
  try {
    return integrity() !== 'ok';
  } catch {
    return true;
  }
}

async function on_a_server() {
  const admin = (statement) => execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', statement, `${process.env.KAKEHASHI_TEST_POSTGRES_ADMIN}/${office.database}`], { encoding: 'utf8' }).trim();
  const data = admin('SHOW data_directory');
  const path = join(data, office.sql("SELECT pg_relation_filepath('referral')"));
  const control = join(admin("SELECT setting FROM pg_config WHERE name = 'BINDIR'"), 'pg_ctl');
  // The pages must come from the disk again, not from the server's memory.
  const words = [control, '-D', data, '-m', 'fast', '-w', 'restart'];
  execFileSync(process.getuid() === 0 ? 'runuser' : 'env', process.getuid() === 0 ? ['-u', 'postgres', '--', ...words] : words, { stdio: 'ignore' });
  flip(1, 2000, 64, path, 8192);
  await office.serve();
  const person = await office.sign_in('saeki', 'kakehashi');
  check('a page that is broken is met', await look_around('a broken page', person));
  for (const path of ['/menu', '/settings', '/patients/new']) check(`${path}, which does not need it, goes on`, (await person.get(path)).status === 200);
  const doctor = office.tried('doctor');
  check('the doctor finds it', doctor.status === 1 && doctor.stdout.includes('referral') && doctor.stdout.includes('XX001'), doctor.stdout);
  check('and says what to do', doctor.stdout.includes('故障のとき'), doctor.stdout);
  if (!process.exitCode) console.log('a broken page of PostgreSQL is said, and the office goes on around it');
}

try {
  await (on_postgres ? on_a_server() : on_sqlite());
} finally {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
}
