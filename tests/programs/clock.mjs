#!/usr/bin/env node
// The machine's clock jumps (Debian's faketime under the running program; the steady clock is left
// alone): back an hour, forward two days, forward a year and back, back a year, and is right again. Nobody is locked out,
// no session lasts for ever, a form that is sent again is not done twice, what is registered later is
// due at its right hour, the audit trail stays whole, the daily backup is not made twice, and a disk
// that fails is still noticed and left behind.
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Disk } from './lib/disk.mjs';
import { Office, check, filled, on_postgres, plain, sleep } from './lib/office.mjs';

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const hour = 3600;
const day = 24 * hour;
const office = await Office.open({ demo: true });
const disk = new Disk(office);
const time = join(disk.folder, 'time');

/** The clock is `ahead` seconds ahead of the right time from now on, and the clerk has noticed. */
async function set_clock(ahead) {
  writeFileSync(`${time}.new`, `${ahead >= 0 ? '+' : ''}${ahead}\n`);
  renameSync(`${time}.new`, time);
  await sleep(400);
}

let number = 0;
async function register(person, key = `clock-${++number}`) {
  const form = await person.form('/referrals/new');
  const fields = filled(form, { form_key: key, door: 'phone', urgency: 'routine', 'patient.name': '試験 花子', born_on: '昭37.4.8', patient: 'new',
    referring_facility: 'みなと内科クリニック', referrer_pick: 'new', diagnoses: `${key}.`, purpose: '精査のお願い' });
  const answer = await person.post('/referrals/new', fields);
  check(`${key}: it is registered`, answer.status === 303, plain(answer.body).slice(0, 300));
  return fields;
}
const of = (key, what) => office.number(`SELECT ${what} FROM referral WHERE diagnoses = '${key}.'`);
/** When the newest registration was received, in seconds ahead of the right time. */
const received_ahead = () => of(`clock-${number}`, 'received_at') - Date.now() / 1000;

try {
  await set_clock(0);
  office.log = 'ignore';
  office.environment = { ...office.environment, LD_PRELOAD: `${library} ${office.environment.LD_PRELOAD}`, FAKETIME_TIMESTAMP_FILE: time, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  office.run('backup', 'key', '--backup-key', join(disk.folder, 'key'));
  await office.serve('--backup-at', '00:00', '--backup-folder', disk.folder, '--backup-key', join(disk.folder, 'key'));
  const backups = () => readdirSync(disk.folder).filter((name) => /^\d{8}-\d{6}$/.test(name));
  let person = await office.sign_in('saeki', 'kakehashi');
  const first = await register(person);
  check('the clock is right', Math.abs(received_ahead()) < 10, String(received_ahead()));
  const first_due = of('clock-1', "(SELECT due_at FROM duty WHERE case_kind = 'referral' AND case_id = referral.id ORDER BY due_at LIMIT 1)");

  await set_clock(-hour);
  check('an hour back, who works goes on', (await person.get('/today')).status === 200);
  await register(person);
  check('the clock was set', Math.abs(received_ahead() + hour) < 10, String(received_ahead()));

  await set_clock(2 * day);
  check('two days on, the sign-in asks again', (await person.get('/today')).status === 303);
  for (let guess = 0; guess < 9; ++guess) await office.request('POST', '/sign-in', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'login=saeki&password=wrong');
  const other = await office.sign_in('omura', 'kakehashi');
  await register(other);
  const told = await person.post('/referrals/new', first);
  check('a form of a session that is over is not done again', told.status !== 303 || told.headers.location.startsWith('/sign-in'), `${told.status} ${told.headers.location}`);

  await set_clock(-365 * day);
  check('a session of next year is over', (await other.get('/today')).status === 303);
  person = await office.sign_in('saeki', 'kakehashi');
  check('a year back, pages show', (await person.get('/today')).status === 200);
  await register(person);

  await set_clock(365 * day);
  await register(await office.sign_in('fujii', 'kakehashi'));

  await set_clock(0);
  person = await office.sign_in('saeki', 'kakehashi');
  await register(person);
  check('the clock is right again', Math.abs(received_ahead()) < 10, String(received_ahead()));
  const due = of(`clock-${number}`, "(SELECT due_at FROM duty WHERE case_kind = 'referral' AND case_id = referral.id ORDER BY due_at LIMIT 1)");
  check('what is registered now is due as before', Math.abs(due - first_due) < 600, `${due} ${first_due}`);
  check('what was registered before is due as it was', first_due === of('clock-1', "(SELECT due_at FROM duty WHERE case_kind = 'referral' AND case_id = referral.id ORDER BY due_at LIMIT 1)"));
  for (let n = 1; n <= number; ++n) check(`clock-${n} is there once`, office.number(`SELECT count(*) FROM referral WHERE diagnoses = 'clock-${n}.'`) === 1);

  // The disk fails and recovers while the clock jumps: the probe goes by the steady clock.
  if (!on_postgres) {
    disk.fail('write office.db-wal EIO 0 -1');
    await set_clock(-365 * day);
    const sign_in = () => office.request('POST', '/sign-in', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'login=saeki&password=kakehashi');
    const is_spare = (answer) => answer.status === 303 && answer.headers['set-cookie'][0].includes('=spare.');
    const asks = await sign_in();
    check('nothing can be saved: the session is not kept', is_spare(asks), String(asks.status));
    disk.heal();
    await set_clock(0);
    let answer = asks;
    for (let waited = 0; waited < 6000 && is_spare(answer); waited += 250) {
      await sleep(250);
      answer = await sign_in();
    }
    check('saving works again within seconds', answer.status === 303 && !is_spare(answer), String(answer.status));
  }
  // On PostgreSQL the first look comes before this program leads, the next a minute later.
  check('the daily backup was made once', on_postgres || backups().length === 1, backups().join(' '));
  await sleep(600);  // the clerk has chained everything
  await office.stop();
  const verified = office.tried('audit', 'verify');
  check('the audit trail is whole', verified.status === 0, verified.stdout);
  const closed = office.number('SELECT count(*) FROM audit_root');
  check('days were closed on the way', closed >= 4, String(closed));
  check('each in a file of its own', readdirSync(join(office.data, 'audit', 'roots')).filter((name) => name.endsWith('.json')).length === closed);
  const doctor = office.tried('doctor');
  check('the doctor is content', doctor.status === 0, doctor.stdout);
  if (!process.exitCode) console.log(`the clock jumped 7 times: ${number} registrations, each once; ${closed} days closed, the audit trail whole`);
} finally {
  await office.close();
  disk.close();
}
