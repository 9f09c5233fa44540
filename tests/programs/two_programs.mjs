#!/usr/bin/env node
// Two programs on one PostgreSQL: a change made in one refreshes the open page of a colleague in the
// other, one of them leads and the other takes over when it is killed, and a form sent to both at
// once happens once. SQLite has one program; the second says why it stops.
import { Office, check, filled, on_postgres, plain, sleep } from './lib/office.mjs';
import { spawnSync } from 'node:child_process';
import http from 'node:http';

/** The events that arrive at an open page within some seconds. */
function live(office, person, seconds) {
  return new Promise((resolve) => {
    let heard = '';
    const sent = http.get({ host: '127.0.0.1', port: office.port, path: '/live', headers: { Cookie: person.cookie } }, (answer) => {
      answer.on('data', (part) => { heard += part; });
    });
    sent.on('error', () => {});
    setTimeout(() => { sent.destroy(); resolve(heard); }, seconds * 1000);
  });
}

const sessions_of_leaders = "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 1801547628 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
async function leaders(office) {
  return office.number(sessions_of_leaders);
}

async function alone() {
  const office = await Office.open({ demo: true });
  try {
    await office.serve();
    const second = spawnSync('build/release/kakehashi', ['serve', '--data', office.data, '--listen', '127.0.0.1:1'], { encoding: 'utf8', timeout: 10000 });
    check('a second program on one SQLite file stops', second.status === 1, String(second.status));
    check('it says why', second.stderr.includes('data.in_use'), second.stderr);
  } finally {
    await office.close();
  }
}

async function together() {
  const one = await Office.open({ demo: true });
  const other = await one.colleague();
  try {
    await one.serve();
    await other.serve();
    const saeki = await one.sign_in('saeki', 'kakehashi');
    const omura = await other.sign_in('omura', 'kakehashi');

    const heard = live(other, omura, 4);
    await sleep(1500);
    const form = await saeki.form('/referrals/new');
    const letter = filled(form, { form_key: 'two-1', door: 'phone', urgency: 'routine', 'patient.name': '試験 花子', born_on: '昭37.4.8', patient: 'new',
                                  referring_facility: 'みなと内科クリニック', referrer_pick: 'new', diagnoses: '二台', purpose: '精査のお願い' });
    const answers = await Promise.all([saeki.post('/referrals/new', letter), new_hand(other, saeki).post('/referrals/new', letter)]);
    check('both programs answer', answers.every((one) => one.status === 303), answers.map((one) => `${one.status} ${plain(one.body).slice(0, 200)}`).join(' | '));
    check('with the same place', answers[0].headers.location === answers[1].headers.location);
    check('it happened once', one.number("SELECT count(*) FROM referral WHERE diagnoses = '二台'") === 1);
    check('the open page in the other program hears of it', /data: /.test(await heard));

    check('one of them leads', (await leaders(one)) === 1);
    await one.stop('SIGKILL');
    let seconds = 0;
    while ((await leaders(other)) !== 1 && seconds < 10) {
      await sleep(500);
      seconds += 0.5;
    }
    check('the other leads after a kill', (await leaders(other)) === 1);
    const still = await omura.get('/today');
    check('and goes on working', still.status === 200, String(still.status));
    console.log('two programs: refreshed across, led by one, once');
  } finally {
    await other.stop('SIGKILL');
    other.agent.destroy();
    await one.close();
  }
}

/** The same person's browser, at the other program. */
function new_hand(office, person) {
  return Object.assign(Object.create(Object.getPrototypeOf(person)), { office, cookie: person.cookie });
}

await (on_postgres ? together() : alone());
