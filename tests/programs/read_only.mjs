#!/usr/bin/env node
// When nothing can be saved any more (the folder's disk is full), the program goes on showing, says so
// on every page, gives back what was typed, and takes changes again by itself when there is room.
// SQLite: a small file system of its own, filled. PostgreSQL: every
// table that is tried answers disk_full, as it does when a tablespace is full.
import { Office, check, filled, forms_of, on_postgres, plain, sleep } from './lib/office.mjs';
import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const office = await Office.open();
let mounted = false;

const fillers = [];
/** Takes the room away. */
function fill_up() {
  if (on_postgres) {
    office.sql('CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE disk_full; END$$');
    for (const table of ['schema_migration', 'referral', 'patient', 'facility', 'session'])
      office.sql(`CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION no_room()`);
  } else {
    fill_rest();
  }
}
/** What became free again (a file of the journal went) is filled too. */
function fill_rest() {
  if (on_postgres) return;
  const room = statfsSync(office.data);
  fillers.push(join(office.data, `filler-${fillers.length}`));
  try {
    writeFileSync(fillers.at(-1), Buffer.alloc(room.bavail * room.bsize));
  } catch {
    // Somebody was quicker: then that much is taken.
  }
}
function make_room() {
  if (on_postgres) {
    office.sql('DROP FUNCTION no_room CASCADE');
  } else {
    for (const filler of fillers) rmSync(filler, { force: true });
  }
}

try {
  if (!on_postgres) {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', office.data], { stdio: 'ignore' });
      mounted = true;
    } catch {
      console.log('not run: a small file system needs the right to mount one (root)');
    }
  }
  if (on_postgres || mounted) {
    office.run('user', 'add', '--login', 'saeki', '--name', '佐伯 真理', '--office', 'みなと市立総合病院', '--password', 'umi-wo-wataru-hashi', '--own-password');
    await office.serve();
    const person = await office.sign_in('saeki', 'umi-wo-wataru-hashi');
    const form = await person.form('/referrals/new');
    let number = 0;
    const register = () => person.post('/referrals/new', filled(form, {
      form_key: `full-${++number}`, door: 'phone', urgency: 'routine', 'patient.name': '試験 花子', born_on: '昭37.4.8', patient: 'new',
      referring_facility: 'みなと内科クリニック', referrer_pick: 'new', diagnoses: `full-${number}.`, purpose: '精査のお願い' }));
    const before = await register();
    check('before, it is saved', before.status === 303, plain(before.body).slice(0, 200));

    fill_up();
    let refused;
    for (let tries = 0; tries < 400; ++tries) {
      refused = await register();
      if (refused.status !== 303) break;
    }
    check('the first that finds no room is not called saved', refused.status === 500 || refused.status === 503, String(refused.status));
    const again = await register();
    check('the next is refused at once', again.status === 503, String(again.status));
    check('in words', plain(again.body).includes('いまは保存できません'), plain(again.body).slice(0, 300));
    check('and what was typed is there', again.body.includes('精査のお願い'));
    const page = await person.get('/referrals');
    check('pages still show', page.status === 200, String(page.status));
    check('and say that they only show', page.body.includes('いまは見るだけです'));

    // Who comes now has to see whom to call.
    const gone = await person.post('/sign-out', [['csrf', form.fields.find((one) => one.name === 'csrf').value]]);
    check('a colleague can sign out', gone.status === 303, String(gone.status));
    const wrong = await office.request('POST', '/sign-in', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'login=saeki&password=kakehashi-tset');
    check('a wrong password stays wrong', wrong.status === 403, String(wrong.status));
    let morning, seen;
    let came = 0;
    do {
      fill_rest();
      await register();
      morning = await office.sign_in('saeki', 'umi-wo-wataru-hashi');
      ++came;
      seen = await morning.get('/referrals');
    } while (!seen.body.includes('いまは見るだけです') && came < 10);
    check('who signs in now sees the pages', seen.status === 200 && seen.body.includes('いまは見るだけです'), String(seen.status));
    const box = forms_of(seen.body).find((one) => one.action === '/search');
    const led = await morning.post('/search', filled(box, { to: '/patients', q: '試験 花子' }));
    const found = await morning.get(led.headers.location ?? '/patients');
    check('and finds a patient', plain(found.body).includes('試験 花子'), `${led.status} ${led.headers.location}`);
    check('by words that nobody else can read', !decodeURIComponent(led.headers.location ?? '').includes('花子'));

    make_room();
    let answer;
    let seconds = 0;
    do {
      await sleep(250);
      seconds += 0.25;
      answer = await register();
    } while (answer.status !== 303 && seconds < 20);
    check('with room again it is saved', answer.status === 303, String(answer.status));
    check('who signed in meanwhile goes on', (await morning.get('/referrals')).status === 200);
    check('and no page says otherwise', !(await person.get('/referrals')).body.includes('いまは見るだけです'));
    await office.stop();
    const traces = (action) => office.number(`SELECT count(*) FROM audit WHERE action = '${action}'`) + office.number(`SELECT count(*) FROM audit_pending WHERE action = '${action}'`);
    check('who came while nothing could be saved is in the trail', traces('sign_in') === 1 + came, String(traces('sign_in')));
    check('and who went', traces('sign_out') === 1, String(traces('sign_out')));
    const doctor = office.tried('doctor');
    check('nothing was harmed', doctor.status === 0, doctor.stdout + doctor.stderr);
    console.log(`nothing could be saved: said, and over ${seconds} s after there was room`);
  }
} finally {
  await office.stop('SIGKILL');
  if (mounted) execFileSync('umount', ['-l', office.data]);
  await office.close();
}
