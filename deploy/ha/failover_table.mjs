#!/usr/bin/env node
// failover_table.mjs DIR ROUNDS: loses the primary of the cluster in DIR again and again while
// colleagues register referrals at both programs and look at them, and prints what became of what
// they had saved and of the pages they asked for meanwhile. Exit 1 when an acknowledged registration
// was lost or not shown to who had saved it, one was doubled, or nothing could be saved for longer
// than 30 s. HA_WAYS names other ways to lose it (lib/failures.sh). Runs on the machine `desk`: cluster enter DIR desk failover_table.mjs DIR ROUNDS.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Office, check, filled } from '../../tests/programs/lib/office.mjs';
import { Readers } from './readers.mjs';
import { Writers, sleep } from './writers.mjs';

const [dir, rounds] = [process.argv[2], Number(process.argv[3] ?? 20)];
const ways = (process.env.HA_WAYS ?? 'killed frozen unplugged split crashed').split(' ');
const limit_seconds = 30;
const databases = ['db1', 'db2', 'db3'];
const applications = { app1: '192.0.2.21', app2: '192.0.2.22' };

const cluster_program = join(dirname(fileURLToPath(import.meta.url)), 'cluster');
const run = promisify(execFile);
const cluster = (verb, ...words) => run(cluster_program, [verb, dir, ...words], { maxBuffer: 1 << 28 });

/** Who leads, as `witness` knows it; undefined when it does not know. */
async function leader(witness) {
  try {
    const { stdout } = await cluster('members', witness);
    return stdout.split('\n').map((line) => line.split(' ')).find(([, role]) => role === 'leader')?.[0];
  } catch {
    return undefined;
  }
}

/** What a database machine holds, asked past HAProxy: command -> where its referral is found. */
async function stored(machine) {
  const { stdout } = await cluster('run', machine, 'psql', '-XAtq', '-h', join(dir, machine, 'run/postgresql'), '-U', 'postgres', 'kakehashi', '-c',
                                   "SELECT diagnoses, id FROM referral WHERE diagnoses LIKE 'failover-%'");
  const places = new Map();
  let doubled = 0;
  for (const row of stdout.trim().split('\n')) {
    const [, command, id] = /^failover-(\d+)\.\|(\d+)$/.exec(row);
    if (places.has(Number(command))) doubled++;
    places.set(Number(command), `/referrals/${id}`);
  }
  return { places, doubled };
}

const people = {};
for (const [name, address] of Object.entries(applications)) {
  const person = await Office.at(address, 8080, 10000).sign_in('saeki', 'umi-wo-wataru-hashi');
  people[name] = { person, form: await person.form('/referrals/new'), newest: undefined };
}

async function register(application, command) {
  const { person, form } = people[application];
  const answer = await person.post('/referrals/new', filled(form, {
    form_key: `failover-${command}`, door: 'phone', urgency: 'routine', 'patient.name': '試験 花子', 'patient.kana': 'シケン ハナコ',
    born_on: '昭37.4.8', patient: 'new', referring_facility: 'みなと内科クリニック', referrer_pick: 'new',
    diagnoses: `failover-${command}.`, purpose: '精査のお願い' }));
  const place = answer.headers.location ?? '';
  if (answer.status !== 303 || !/^\/referrals\/\d+$/.test(place)) throw new Error(`answered ${answer.status} ${place}`);
  people[application].newest = place;
  return place;
}

/** The referral that was acknowledged last at this program: it must be there, and be shown. */
async function look(application) {
  const { person, newest } = people[application];
  const { status } = await person.get(newest ?? '/today');
  return { 200: 'shown', 404: 'stale' }[status] ?? 'failed';
}

const rows = [];
const sum = (figure) => rows.reduce((total, row) => total + figure(row), 0);
const line = (...cells) => console.log(`| ${cells.join(' | ')} |`);

async function lose_primary(writers, round) {
  const how = ways[round % ways.length];
  const machine = await leader('db1');
  const witness = databases.find((one) => one !== machine);
  writers.round = round;
  await sleep(3000);
  check(`round ${round + 1}: both programs save`, await writers.are_back(limit_seconds));

  writers.watch();
  await cluster('fail', machine, how);
  const failed_at = performance.now();
  // Until another leads and both programs have saved something since.
  let back = false;
  while (!back && performance.now() - failed_at < 4 * limit_seconds * 1000) {
    const now = await leader(witness);
    back = now && now !== machine && (await writers.are_back(limit_seconds));
    await sleep(200);
  }
  await sleep(2000);
  const seconds = writers.seconds_until_back();
  const pages = readers.between(failed_at, failed_at + seconds * 1000);
  const next = await leader(witness);

  writers.watch();
  await cluster('repair', machine, how);
  const repaired_at = performance.now();
  await cluster('whole', '180');
  const whole_seconds = (performance.now() - repaired_at) / 1000;
  const pause = writers.longest_seconds();

  const acknowledged = [...writers.acknowledged].filter(([, { round: when }]) => when === round);
  const { places, doubled } = await stored(await leader(witness));
  const lost = acknowledged.filter(([command, { place }]) => places.get(command) !== place).length;
  rows.push({ acknowledged: acknowledged.length, lost, doubled, seconds, pages });
  line(round + 1, `${machine} → ${next}`, how, acknowledged.length, lost, doubled, seconds.toFixed(1), pages.shown, pages.failed, pages.slowest.toFixed(1), pause.toFixed(1), whole_seconds.toFixed(1));
  check(`round ${round + 1}: another takes over and both programs save again`, back);
  check(`round ${round + 1}: nothing acknowledged is lost, nothing doubled`, lost === 0 && doubled === 0);
  check(`round ${round + 1}: saving is possible again within ${limit_seconds} s`, seconds <= limit_seconds);
  check(`round ${round + 1}: there was work`, acknowledged.length > 0);
  check(`round ${round + 1}: pages were shown meanwhile`, pages.shown > 0);
  check(`round ${round + 1}: no page was older than what was saved`, pages.stale === 0, String(pages.stale));
}

const writers = new Writers(Object.keys(applications), 2, register);
const readers = new Readers(Object.keys(applications), 2, look);
line('round', 'primary', 'how', 'acknowledged', 'lost', 'doubled', 'saving again after s', 'pages shown meanwhile', 'not shown', 'slowest page s', 'longest pause at its return s', 'whole again after s');
line(...Array(12).fill('---'));
for (let round = 0; round < rounds; ++round) await lose_primary(writers, round);

await writers.finish();
await cluster('whole', '180');
check('no page was older than what was saved, to the end', readers.between(0, 0).stale === 0);
console.log();
for (const name of databases) {
  const { places, doubled } = await stored(name);
  const lost = [...writers.acknowledged].filter(([command, { place }]) => places.get(command) !== place).length;
  console.log(`${name}: ${writers.acknowledged.size} acknowledged, ${places.size} stored, ${lost} lost, ${doubled} doubled`);
  check(`${name} holds what was acknowledged, once, and nothing else`, lost === 0 && doubled === 0 && places.size === writers.acknowledged.size);
}
console.log(`${rounds} failovers, ${writers.acknowledged.size} registrations acknowledged, ${writers.failures} tries unanswered and repeated, ` +
            `saving again after ${Math.max(...rows.map((row) => row.seconds)).toFixed(1)} s at most; ` +
            `meanwhile ${sum((row) => row.pages.shown)} pages shown, ${sum((row) => row.pages.failed)} not`);
process.exit();
