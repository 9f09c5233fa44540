#!/usr/bin/env node
// An office moves from its file to another database (PostgreSQL where the tests have one), works
// there, and moves back into a file: every row is what it was, its audit trail holds, and the next
// case gets a number of its own. What cannot be moved stays where it is, and the command says why.
import { Office, check, filled, on_postgres } from './lib/office.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const program = process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi';
const migrate = (from, to) => spawnSync(program, ['migrate', '--from', from, '--to', to], { encoding: 'utf8' });
const file = (office) => join(office.data, 'office.db');
const where = (office) => (on_postgres ? office.place.at(-1) : `sqlite:${file(office)}`);

/** The lines "table rows hash" a move prints. */
const told = (answer) => answer.stdout.split('\n').filter((line) => /^\w+ +\d+ {2}\w{16}$/.test(line)).sort().join('\n');

/** One letter by telephone. */
async function register(person, key) {
  const letter = filled(await person.form('/referrals/new'), {
    form_key: key, door: 'phone', urgency: 'routine', 'patient.name': '引越 花子', born_on: '昭37.4.8', patient: 'new',
    referring_facility: 'みなと内科クリニック', referrer_pick: 'new', diagnoses: key, purpose: '精査のお願い' });
  const answer = await person.post('/referrals/new', letter);
  check(`${key} is registered`, answer.status === 303, String(answer.status));
}

const first = await Office.open();  // always a file; the demo data goes into it
const grown = await Office.open();
const home = await Office.open();
const demo = spawnSync(program, ['demo', '--scale', 'small', '--seed', '7', '--data', first.data], { encoding: 'utf8' });
check('the first office is made', demo.status === 0, demo.stderr);
try {
  const out = migrate(`sqlite:${file(first)}`, where(grown));
  check('the office moves', out.status === 0, out.stderr);
  check('and says what it moved', /\d+表・\d+件をうつし/.test(out.stdout), out.stdout);

  const again = migrate(`sqlite:${file(first)}`, where(grown));
  check('a place that is not empty is not written to', again.status === 1 && again.stderr.includes('migrate.not_empty'), again.stderr);
  const nowhere = migrate(`sqlite:${join(first.data, 'no.db')}`, where(home));
  check('an office that is not there is told', nowhere.status !== 0 && nowhere.stderr.includes('data.no_office'), nowhere.stderr);
  check('and no file is made for it', !existsSync(join(first.data, 'no.db')));

  const cases = grown.number('SELECT count(*) FROM referral');
  await grown.serve();
  if (!on_postgres) {
    const busy = migrate(where(grown), `sqlite:${file(home)}`);
    check('an office at work is not moved', busy.status === 1 && busy.stderr.includes('data.in_use'), busy.stderr);
  }
  const saeki = await grown.sign_in('saeki', 'kakehashi');
  await register(saeki, 'move-1');
  check('the new place counts on', grown.number('SELECT count(*) FROM referral') === cases + 1);
  await grown.stop();

  const back = migrate(where(grown), `sqlite:${file(home)}`);
  check('it moves back', back.status === 0, back.stderr);
  const third = await Office.open();
  const copy = migrate(`sqlite:${file(home)}`, `sqlite:${join(third.data, 'other.db')}`);
  check('every table is what it was, on every way', told(back) === told(copy) && told(back).length > 1000, told(copy));
  await third.close();

  const verified = spawnSync(program, ['audit', 'verify', '--data', home.data], { encoding: 'utf8' });
  check('the trail that came along holds', verified.status === 0, verified.stdout + verified.stderr);
  const numbers = spawnSync('sqlite3', [file(home), 'SELECT count(DISTINCT number) = count(*) FROM referral'], { encoding: 'utf8' });
  check('every case has its own number', numbers.stdout.trim() === '1', numbers.stdout);
  check('the first file was not touched', readFileSync(file(first)).length > 0 && Number(spawnSync('sqlite3', [file(first), 'SELECT count(*) FROM referral'], { encoding: 'utf8' }).stdout) === cases);
  console.log(`an office of ${told(back).split('\n').length} tables moved there and back`);
} finally {
  for (const office of [first, grown, home]) await office.close();
}
