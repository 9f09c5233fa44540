#!/usr/bin/env node
// Two colleagues at one referral: who saves second sees who changed what and when, keeps every word
// that was typed, and decides; the first one's change stays in the timeline. A double click on
// 受入可 and a post whose answer got lost do one thing.
import { Office, check, filled, forms_of, plain, unescaped } from './lib/office.mjs';

const office = await Office.open({ demo: true });

try {
  await office.serve();
  const saeki = await office.sign_in('saeki', 'kakehashi');
  const omura = await office.sign_in('omura', 'kakehashi');
  const id = office.number("SELECT max(id) FROM referral WHERE state = 'awaiting_decision'");
  const here = `/referrals/${id}`;
  const stored = (column) => office.sql(`SELECT ${column} FROM referral WHERE id = ${id}`);

  // Both open it, both type, both save.
  const [first, second] = await Promise.all([saeki.form(here), omura.form(here)]);
  const own = '第二の入力「<検査>」& 経過';
  const saved = await saeki.post(here, filled(first, { purpose: '第一の入力', remarks: '第一の備考' }));
  check('the first one saves', saved.status === 303, plain(saved.body).slice(0, 300));
  const conflict = await omura.post(here, filled(second, { purpose: own, course: '第二の経過' }));
  check('the second one is told of a conflict', conflict.status === 409, String(conflict.status));
  const told = plain(conflict.body);
  check('by whom', told.includes('佐伯さんが先に変更しました'), told.slice(0, 800));
  check('and when', /佐伯さんが先に変更しました\([^)]*\d{1,2}:\d{2}/.test(told));
  check('and what', told.includes(`紹介目的:${own} → 第一の入力`));
  check('what was typed stands in the form', unescaped(conflict.body).includes(`${own}</textarea>`) && unescaped(conflict.body).includes('第二の経過'));
  check('typed text is no markup', !conflict.body.includes('<検査>'));
  check('nothing of the second one is stored yet', stored('purpose') === '第一の入力');

  // 自分の入力を残す: the form of the conflict page, as it stands.
  const again = forms_of(conflict.body).find((one) => one.action === here);
  const kept = await omura.post(here, filled(again));
  check('自分の入力を残す saves', kept.status === 303, plain(kept.body).slice(0, 300));
  check('the own words are stored', stored('purpose') === own && stored('course') === '第二の経過');
  check('a field that only the first one changed stays as the first one left it', stored('remarks') === '第一の備考', stored('remarks'));
  const page = plain((await saeki.get(here)).body);
  check('the first change is in the timeline, with its words', page.includes('第一の入力'), page.slice(-1500));

  // A double click: the same post twice at once, then once more because its answer got lost.
  const accept = await saeki.form(here, `${here}/acceptance`);
  const events = () => office.number(`SELECT count(*) FROM event WHERE case_kind = 'referral' AND case_id = ${id}`);
  const before = events();
  const clicks = await Promise.all([0, 1].map(() => saeki.post(accept.action, filled(accept))));
  check('both clicks are answered alike', clicks.every((one) => one.status === 303 && one.headers.location === clicks[0].headers.location), clicks.map((one) => one.status).join(' '));
  const after = events();
  const lost = await saeki.post(accept.action, filled(accept));
  check('a repeated post leads to the same place', lost.status === 303 && lost.headers.location === clicks[0].headers.location);
  check('and nothing happens again', events() === after && after > before, `${before} ${after} ${events()}`);
  check('it was accepted once', office.number(`SELECT count(*) FROM event WHERE case_kind = 'referral' AND case_id = ${id} AND kind LIKE 'referral.accept%'`) === 1);

  // The other colleague's page still offers 受入可: told what happened, nothing done twice.
  const late = await omura.post(accept.action, filled(accept, { form_key: 'late', csrf: second.fields.find((one) => one.name === 'csrf').value }));
  check('a late 受入可 is told that the referral moved on', [409, 422].includes(late.status), String(late.status));
  check('and changes nothing', events() === after);

  // A registration whose answer got lost: the same place, one referral.
  const empty = await saeki.form('/referrals/new');
  const form = filled(empty, { door: 'phone', urgency: 'routine', patient: 'new', 'patient.name': '試験 花子', referring_facility: '二人試験クリニック', referrer_pick: 'new', diagnoses: '二人試験' });
  const places = await Promise.all([0, 1, 2].map(() => saeki.post('/referrals/new', form)));
  check('three posts of one form lead to one place', places.every((one) => one.status === 303) && new Set(places.map((one) => one.headers.location)).size === 1, places.map((one) => one.status).join(' '));
  check('and make one referral', office.number("SELECT count(*) FROM referral WHERE diagnoses = '二人試験'") === 1);

  await office.stop();
  const doctor = office.tried('doctor');
  check('the doctor finds all in order', doctor.status === 0, doctor.stdout);
  console.log('two people, one referral: told who, when and what, nothing lost; double clicks did one thing');
} finally {
  await office.close();
}
