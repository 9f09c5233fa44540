#!/usr/bin/env node
// Disk errors come and go (EIO, no room, half a write, an fsync that fails) under the database's
// files and the audit journal while colleagues register referrals and look at pages. Nobody gets a
// broken answer, what was acknowledged is there once, also after a power cut that leaves only what an
// fsync brought to the disk, and when the disk is well again so is the office, by itself.
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Disk } from './lib/disk.mjs';
import { Office, check, filled, on_postgres, plain, sleep } from './lib/office.mjs';

if (on_postgres) {
  console.log('not run: the faults are those of SQLite\'s files');
  process.exit();
}

const office = await Office.open({ demo: true });
const disk = new Disk(office);
office.log = openSync(join(disk.folder, 'log'), 'a');  // full of what is wrong with the disk
const acknowledged = new Map();  // command -> where it led
const unanswered = new Set();
let next = 0;
let refused = 0;
let pages = 0;
let person;
let form;

/** Each acknowledged registration is there once, at its place. */
function check_all() {
  const stored = new Map();
  for (const row of office.sql("SELECT diagnoses, id FROM referral WHERE diagnoses LIKE 'disk-%'").split('\n')) {
    const [, command, id] = /^disk-(\d+)\.\|(\d+)$/.exec(row);
    check('no command happened twice', !stored.has(Number(command)), row);
    stored.set(Number(command), id);
  }
  for (const [command, place] of acknowledged)
    check('an acknowledged referral is there', `/referrals/${stored.get(command)}` === place, `disk-${command} ${place}`);
}

const only_shows = (answer) => answer.body.includes('いまは保存できません');

async function register() {
  const command = unanswered.size > 0 ? [...unanswered][0] : next++;
  unanswered.delete(command);
  try {
    const answer = await person.post('/referrals/new', filled(form, {
      form_key: `disk-${command}`, door: 'phone', urgency: 'routine', 'patient.name': '試験 花子', born_on: '昭37.4.8',
      patient: 'new', referring_facility: 'みなと内科クリニック', referrer_pick: 'new', diagnoses: `disk-${command}.`, purpose: '精査のお願い' }));
    if (answer.status === 303) return acknowledged.set(command, answer.headers.location);
    check('who cannot save is told so', answer.status === 503 && only_shows(answer), `${answer.status} ${plain(answer.body).slice(0, 300)}`);
    check('and keeps what was typed', answer.body.includes('精査のお願い'), plain(answer.body).slice(0, 300));
    ++refused;
    await sleep(20);
  } catch {
    await sleep(5);  // it was killed
  }
  unanswered.add(command);
}

const pages_to_see = ['/today', '/referrals', '/replies', '/patients', '/referrals/1'];
async function look(may_refuse) {
  const path = pages_to_see[pages++ % pages_to_see.length];
  try {
    const answer = await person.get(path);
    const shown = answer.status === 200;
    const told = answer.status === 503 && /いまは(表示|読み出し)できません|いまは読み出せません/.test(answer.body);
    check(`${path} shows`, shown || (may_refuse && told), `${answer.status} ${plain(answer.body).slice(0, 300)}`);
  } catch {
    await sleep(5);
  }
}

/** Three who register and one who looks, while `during` runs. */
async function with_work(during, may_refuse = false) {
  let over = false;
  const until_over = async (work) => {
    while (!over) await work();
  };
  const everybody = [register, register, register, () => look(may_refuse)].map(until_over);
  await during();
  over = true;
  await Promise.all(everybody);
}

async function comes_back(what) {
  const before = acknowledged.size;
  for (let waited = 0; acknowledged.size === before && waited < 10000; waited += 50) {
    await register();
    await sleep(50);
  }
  if (!check(`${what}: saving works again by itself`, acknowledged.size > before)) throw new Error('no more to be seen');
}

/** Faults of which the office says that it only shows while they last. */
const lasting = ['write office.db-wal ENOSPC 3 -1', 'write office.db-wal EIO 0 -1', 'sync office.db-wal EIO 2 -1', 'write office.db-wal half 3 -1'];
/** Faults that pass, or that nobody needs to notice. */
const passing = ['write office.db-wal half 5 1', 'sync office.db-wal EIO 3 1', 'sync office.db EIO 0 3', 'write office.db EIO 2 40', 'write office.db ENOSPC 0 -1', 'truncate office.db-wal EIO 0 -1',
  'read office.db-wal EIO 1 2', 'sync .journal EIO 0 -1'];
/** Faults that keep pages from being shown. */
const hiding = ['write .journal ENOSPC 2 -1', 'write .journal half 3 -1', 'read office.db EIO 0 -1', 'read office.db-wal EIO 0 -1'];

/** How often the log was begun anew: only when all of it lies in the database file, on the disk. */
function log_begun() {
  const header = Buffer.alloc(32);
  const log = openSync(join(office.data, 'office.db-wal'));
  try {
    return readSync(log, header) === 32 ? header.readUInt32BE(12) : 0;
  } finally {
    closeSync(log);
  }
}

async function serve() {
  await office.serve();
  person ??= await office.sign_in('saeki', 'kakehashi');
  form ??= await person.form('/referrals/new');
}

try {
  await serve();
  for (const fault of lasting) {
    await with_work(async () => {
      await sleep(100);
      disk.fail(fault);
      await sleep(500);
      const page = await person.get('/referrals');
      check(`${fault}: every page says so`, page.status === 200 && page.body.includes('いまは見るだけです'), plain(page.body).slice(0, 200));
      disk.heal();
    });
    await comes_back(fault);
  }
  for (const fault of passing) {
    await with_work(async () => {
      disk.fail(fault);
      await sleep(400);
      disk.heal();
    }, fault.startsWith('read'));
    await comes_back(fault);
  }
  for (const fault of hiding) {
    await with_work(async () => {
      disk.fail(fault);
      await sleep(500);
      disk.heal();
    }, true);
    await comes_back(fault);
    await look(false);
  }

  // The fsync that fails, and then goes well: the kernel has forgotten what it did not write. The
  // program is killed while it fails, starts again, acknowledges more; then the power is cut.
  for (const file of ['office.db-wal', 'office.db', 'office.db-wal', 'office.db', 'office.db-wal']) {
    await with_work(async () => {
      disk.fail(`sync ${file} EIO 5 -1`);
      await sleep(200);
      await office.stop('SIGKILL');
      disk.heal();
      await serve();
      const before = acknowledged.size;
      while (acknowledged.size < before + 3) await sleep(1);
      await disk.power_cut();
      await serve();
    });
    check_all();
  }
  // The same without a new start: when the disk is well, the log goes into the database file again,
  // with all that was copied before; so it grows no further, and the power may be cut.
  for (let round = 0; round < 3; ++round) {
    if (round > 0) await serve();
    await with_work(async () => {
      disk.fail('sync office.db EIO 0 -1');
      await sleep(1500);
      disk.heal();
      const begun = log_begun();
      for (const end = Date.now() + 20000; log_begun() < begun + 2 && Date.now() < end;) await sleep(20);
      check('the log is begun anew after an fsync of the database failed', log_begun() >= begun + 2, `${begun}`);
    });
    await disk.power_cut();
    check_all();
  }
  for (const words of [['doctor'], ['audit', 'verify']]) {
    const ran = office.tried(...words);
    check(`kakehashi ${words.join(' ')} is content`, ran.status === 0, ran.stdout + ran.stderr);
  }
  check('there was work, and some of it was refused', acknowledged.size > 100 && refused > 10, `${acknowledged.size} ${refused}`);
  if (!process.exitCode) console.log(`${lasting.length + passing.length + hiding.length} faults of the disk, 8 power cuts after fsyncs that failed: ${acknowledged.size} acknowledged, none lost, none doubled; ${refused} refused in words, ${pages} pages`);
} finally {
  await office.close();
  disk.close();
}
