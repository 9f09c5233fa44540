#!/usr/bin/env node
// kill -9 at any moment loses no acknowledged write and doubles none. KAKEHASHI_KILLS (default 20)
// times: the program runs under load from four clients that register referrals, is killed without
// warning, started again, and every unanswered command is sent once more with its own form key.
// At the end each acknowledged referral is there exactly once, no command happened twice, and the
// doctor finds every document and every open case in order.
import { Office, check, filled, plain, sleep } from './lib/office.mjs';

const kills = Number(process.env.KAKEHASHI_KILLS ?? 20);
const office = await Office.open();
const acknowledged = new Map();  // command -> where it led
const unanswered = new Set();
let next = 0;
let person = null;
let form = null;

function register(command) {
  return person.post('/referrals/new', filled(form, {
    form_key: `kill-${command}`, door: 'phone', urgency: 'routine', 'patient.name': '試験 花子', 'patient.kana': 'シケン ハナコ',
    born_on: '昭37.4.8', patient: 'new', referring_facility: 'みなと内科クリニック', referrer_pick: 'new',
    diagnoses: `kill-${command}.`, purpose: '精査のお願い' }));
}

async function client(stop) {
  while (!stop.now) {
    const command = unanswered.size > 0 ? [...unanswered][0] : next++;
    unanswered.delete(command);
    try {
      const answer = await register(command);
      if (check('a registration is answered with its place', answer.status === 303, `${answer.status} ${plain(answer.body).slice(0, 300)}`))
        acknowledged.set(command, answer.headers.location);
    } catch {
      unanswered.add(command);
      if (stop.now) return;
      await sleep(2);
    }
  }
}

try {
  office.run('user', 'add', '--login', 'saeki', '--name', '佐伯 真理', '--office', 'みなと市立総合病院', '--password', 'umi-wo-wataru-hashi', '--own-password');
  for (let round = 0; round < kills && !process.exitCode; ++round) {
    await office.serve();
    if (!person) {
      person = await office.sign_in('saeki', 'umi-wo-wataru-hashi');
      form = await person.form('/referrals/new');
    }
    const stop = { now: false };
    const clients = Array.from({ length: 4 }, () => client(stop));
    await sleep(20 + ((round * 37) % 180));
    await office.stop('SIGKILL');
    stop.now = true;
    await Promise.all(clients);
  }
  await office.serve();
  for (const command of [...unanswered]) {
    const answer = await register(command);
    check('an unanswered command can be sent again', answer.status === 303, String(answer.status));
    acknowledged.set(command, answer.headers.location);
  }
  await office.stop();

  const stored = new Map();
  for (const row of office.sql("SELECT diagnoses, id FROM referral WHERE diagnoses LIKE 'kill-%'").split('\n')) {
    const [, command, id] = /^kill-(\d+)\.\|(\d+)$/.exec(row);
    check('no command happened twice', !stored.has(Number(command)), row);
    stored.set(Number(command), id);
  }
  for (const [command, place] of acknowledged)
    check('an acknowledged referral is there', `/referrals/${stored.get(command)}` === place, `kill-${command} ${place}`);
  const doctor = office.tried('doctor');
  check('the doctor finds all in order', doctor.status === 0, doctor.stdout);
  check('there was work under load', acknowledged.size >= kills, String(acknowledged.size));
  console.log(`${kills} kills, ${acknowledged.size} acknowledged registrations, none lost, none doubled`);
} finally {
  await office.close();
}
