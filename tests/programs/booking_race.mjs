#!/usr/bin/env node
// Fifty hands at one place: of fifty holds for fifty referrals, sent at once by two colleagues, one
// gets the place and forty-nine are told that it is gone. Then one hold sent fifty times with one
// form key holds one place, and a post whose answer got lost is answered the same again.
import { Office, check, filled, plain } from './lib/office.mjs';

const hands = 50;
const office = await Office.open({ demo: true });

/** A referral by phone, registered and accepted: it waits for a place. */
async function awaiting_booking(person, form, number) {
  const taken = await person.post('/referrals/new', filled(form, {
    form_key: `race-${number}`, door: 'phone', urgency: 'routine', patient: 'new', 'patient.name': '試験 花子', born_on: '昭37.4.8',
    referring_facility: '競合試験クリニック', referrer_pick: 'new', diagnoses: `競合${number}`, purpose: '精査のお願い' }));
  if (!check('a referral is registered', taken.status === 303, plain(taken.body).slice(0, 300))) return 0;
  const here = taken.headers.location;
  const accept = await person.form(here, `${here}/acceptance`);
  const accepted = await person.post(accept.action, filled(accept));
  check('it is accepted', accepted.status === 303, plain(accepted.body).slice(0, 300));
  return Number(here.split('/').at(-1));
}

/** A bookable of our own with one place a week, and the first of its slots that the week view offers. */
async function one_place(person, name, referral) {
  const plan = await person.form('/bookings/templates', '/bookings/bookables');
  const made = await person.post(plan.action, filled(plan, { name, kind: 'equipment', position: '900' }));
  check('equipment is added', made.status === 303, plain(made.body).slice(0, 300));
  const id = office.number(`SELECT id FROM bookable WHERE name = '${name}'`);
  const rule = await person.form(`/bookings/templates?sel=${id}`, '/bookings/templates');
  for (const weekday of ['1', '2', '3', '4', '5']) {
    const added = await person.post(rule.action, filled(rule, { form_key: `${name}-${weekday}`, weekday, time: '9:30', minutes: '30', places: '1' }));
    check('it has a place', added.status === 303, plain(added.body).slice(0, 300));
  }
  for (let week = 1; week < 8; ++week) {
    const day = new Date(Date.now() + week * 7 * 86400e3).toISOString().slice(0, 10);
    const page = await person.get(`/bookings?week=${day}&sel=${referral}`);
    const slot = new RegExp(`name="slot" value="(${id}\\.[^"]+)"`).exec(page.body);
    if (slot) return slot[1];
  }
  throw new Error('the week view offers no place');
}

const taken = (slot) => {
  const [bookable, day, time] = slot.split('.');
  return office.number(`SELECT count(*) FROM booking WHERE bookable_id = ${bookable} AND on_date = '${day}' AND starts_at = '${time}' AND state IN ('held', 'confirmed', 'kept')`);
};

try {
  await office.serve();
  const people = [await office.sign_in('saeki', 'kakehashi'), await office.sign_in('omura', 'kakehashi')];
  const form = await people[0].form('/referrals/new');
  const referrals = [];
  for (let i = 0; i < hands; ++i) referrals.push(await awaiting_booking(people[0], form, i));
  const slot = await one_place(people[0], '競合試験', referrals[0]);
  const take = await Promise.all(people.map((one) => one.form(`/bookings?sel=${referrals[0]}`, '/bookings/holds')));

  const answers = await Promise.all(referrals.map((referral, i) =>
    people[i % 2].post('/bookings/holds', filled(take[i % 2], { form_key: `hold-${i}`, referral: String(referral), slot }))));
  const won = answers.filter((one) => one.status === 303);
  const told = answers.filter((one) => (one.status === 409 || one.status === 422) && plain(one.body).includes('この枠はいま埋まりました。ほかの時刻を選んでください'));
  check('exactly one gets the place', won.length === 1, String(won.length));
  check('all others are told that it is gone', told.length === hands - 1,
        `${told.length}; ${[...new Set(answers.map((one) => one.status))].join(' ')}`);
  check('the database has the place once', taken(slot) === 1, String(taken(slot)));

  const again = await one_place(people[0], '反復試験', referrals[1]);
  const loser = String(referrals[(answers.indexOf(won[0]) + 1) % hands]);
  const repeated = await Promise.all(Array.from({ length: hands }, () =>
    people[0].post('/bookings/holds', filled(take[0], { form_key: 'one-hold', referral: loser, slot: again }))));
  check('every repeated post is answered', repeated.every((one) => one.status === 303), [...new Set(repeated.map((one) => one.status))].join(' '));
  check('with the same place', new Set(repeated.map((one) => one.headers.location)).size === 1);
  check('and made one booking', taken(again) === 1, String(taken(again)));
  check('that is the referral\'s only one', office.number(`SELECT count(*) FROM booking WHERE referral_id = ${loser}`) === 1);
  const lost = await people[0].post('/bookings/holds', filled(take[0], { form_key: 'one-hold', referral: loser, slot: again }));
  check('a post whose answer got lost leads to the same page', lost.headers.location === repeated[0].headers.location);

  await office.stop();
  const doctor = office.tried('doctor');
  check('the doctor finds all in order', doctor.status === 0, doctor.stdout);
  console.log(`${hands} hands at one place: ${won.length} has it, ${told.length} were told; ${hands} times the same post: 1 booking`);
} finally {
  await office.close();
}
