#!/usr/bin/env node
// Whatever is typed into a form, the answer is a page that names the field in Japanese and still
// holds what was typed, or the thing done; never a 5xx. Every text field of the office's real forms
// is tried with text too long, control characters, NUL, bytes that are no UTF-8, attacks and dates
// that do not exist. Afterwards the office has what it had, and the doctor finds all in order.
import { Office, bytes, check, filled, plain, summary, unescaped } from './lib/office.mjs';

const long = 'あ'.repeat(100000);
const attack = `'; DROP TABLE referral; --<script>alert("鍵")</script>`;
/** Values that no field takes: [what, sent, what of it must be shown again]. */
const never = [
  ['too long', long, long],
  ['a control character', '検査\u0007済', '検査'],
  ['an overriding direction', '検査\u202e済', '検査\u202e済'],
];
/** Bytes that no browser sends: the page says so and names the field. */
const no_text = [
  ['NUL', bytes('%E6%A4%9C%00')],
  ['a lone surrogate', bytes('%ED%A0%80')],
  ['invalid UTF-8', bytes('%FF%FE%E3%81')],
  ['a control character in Shift_JIS', bytes('%8D%82%01')],
];
/** Values that some fields take: the answer is 303, or 422 with the field's name. */
const perhaps = [
  ['an attack', attack, attack],
  ['emoji', '花子😀👨‍👩‍👧', '花子😀'],
  ['a formula', '=1+1|cmd', '=1+1|cmd'],
  ['a long number', '９'.repeat(39), '９'.repeat(39)],
];
/** Fields that would be refused as they stand in a new form. */
const fine = {
  'patient.name': '試験 花子', name: '試験 花子', referring_facility: 'みなと内科クリニック', time: '9:00', first_on: '2031-01-06',
  note: 'ご本人に確認', closure_reason: '改修', 'department.name': '内科', 'doctor.name': '試験 花子', reason: '患者さんの都合', to_whom: 'みなと西病院',
};
const bad_days = ['昭和65年1月1日', '1962年2月30日', '20230229', '1962-13-01', '明日', '昭和37年', 'S999999', '0000-00-00', '９９９９９９９９９'];
const is_day = (name) => /(_on|_until|^from)$/.test(name) && !/^answer_due/.test(name);
const is_birth = (name) => name === 'born_on';
const is_name = (page, name) => /^(patient|doctor)\.name$/.test(name) || (name === 'name' && page.startsWith('/patients'));

const office = await Office.open({ demo: true });
let tried = 0;
let forms_tried = 0;

/** A reply's inputs are called differently on each stage's page; messages have one name for all. */
const reply_labels = { 'reply.diagnosis': '診断名', 'reply.course': '治療と経過', 'reply.prescription': '処方の変更', 'reply.next_report_on': '期日' };
/** The label as it stands in the page, without 必須 and what explains it. */
const label_of = (control) => reply_labels[control.name] ?? control.label.replace(/(必須|[(\uff08]).*/s, '').trim().split(' ')[0];

async function expect_refused(person, page, action, control, what, value, shown) {
  const form = await person.form(page, action);
  if (!check(`${page} has a form that leads to ${action}`, form, what)) return;
  const answer = await person.post(form.action, typed(form, control, value));
  named(answer, `${action} ${control.name}, ${what}`, control, [422], shown);
}

function named(answer, where, control, good, shown) {
  ++tried;
  check(`${where}: answered ${good.join(' or ')}`, good.includes(answer.status), String(answer.status));
  if (answer.status !== 422) return;
  const words = summary(answer.body);
  check(`${where}: the summary names ${label_of(control)}`, words.includes(label_of(control)), words.slice(0, 400) || plain(answer.body).slice(0, 400));
  if (shown) check(`${where}: what was typed is kept`, unescaped(answer.body).includes(shown));
  check(`${where}: nothing typed becomes markup`, !answer.body.includes('<script>alert'));
}

/** The form's own values, those it needs when they are empty, and the one that is tried. */
function typed(form, control, value) {
  const values = {};
  for (const one of form.fields) if (one.value === '' && fine[one.name]) values[one.name] = fine[one.name];
  return filled(form, { ...values, [control.name]: value });
}

async function try_field(person, page, action, control, forgiving) {
  for (const [what, value, shown] of never) await expect_refused(person, page, action, control, what, value, shown);
  const form = await person.form(page, action);
  for (const [what, value] of no_text) {
    const answer = await person.post(form.action, typed(form, control, value));
    ++tried;
    check(`${action} ${control.name}, ${what}: refused`, answer.status === 422 || answer.status === 400, String(answer.status));
    check(`${action} ${control.name}, ${what}: says what is wrong`, plain(answer.body).includes('読めない文字があります'), plain(answer.body).slice(0, 200));
  }
  if (control.required || /必須/.test(control.label)) await expect_refused(person, page, action, control, 'empty', '', '');
  if (is_day(control.name)) for (const day of bad_days) await expect_refused(person, page, action, control, day, day, day);
  if (is_birth(control.name)) await expect_refused(person, page, action, control, 'tomorrow', tomorrow(), tomorrow());
  if (is_name(page, control.name)) await expect_refused(person, page, action, control, 'emoji', '花子😀', '花子😀');
  if (!forgiving) return;
  for (const [what, value, shown] of perhaps) {
    const again = await person.form(page, action);
    if (!check(`${page} still has its form`, again, `after ${what} in ${control.name}`)) return;
    const answer = await person.post(again.action, typed(again, control, value));
    named(answer, `${action} ${control.name}, ${what}`, control, [303, 422], shown);
    if (answer.status !== 303) continue;
    const after = await person.get(answer.headers.location);
    check(`${action} ${control.name}, ${what}: the page after it`, after.status === 200 && !after.body.includes('<script>alert'), String(after.status));
  }
}

function tomorrow() {
  const day = new Date(Date.now() + 33 * 3600e3);
  return day.toISOString().slice(0, 10);
}

/** Every text field of the forms of a page that lead to these places. */
async function try_forms(person, page, actions, forgiving = true) {
  for (const action of actions) {
    const form = await person.form(page, action);
    if (!check(`${page} has a form that leads to ${action}`, form)) continue;
    ++forms_tried;
    const typed = form.fields.filter((one) => ['text', 'textarea', 'tel', 'email', 'search'].includes(one.kind));
    for (const control of typed) await try_field(person, page, action, control, forgiving);
    await try_choices(person, page, action, form);
  }
}

/** Ids, versions and choices that no page offers: refused or ignored, never a 5xx. */
async function try_choices(person, page, action, form) {
  const chosen = form.fields.filter((one) => ['hidden', 'select', 'radio', 'checkbox'].includes(one.kind) && !['csrf', 'form_key'].includes(one.name));
  for (const control of new Map(chosen.map((one) => [one.name, one])).values())
    for (const value of ['-1', '999999999', '99999999999999999999', '0x1', attack]) {
      const again = await person.form(page, action);
      if (!check(`${page} still has its form`, again, `after ${control.name}=${value}`)) return;
      const answer = await person.post(again.action, filled(again, { [control.name]: value }));
      ++tried;
      check(`${action} ${control.name}=${value}: no failure`, answer.status < 500, String(answer.status));
      check(`${action} ${control.name}=${value}: nothing typed becomes markup`, !answer.body.includes('<script>alert'));
    }
}

/** Addresses that no page has: said in Japanese, never a 5xx. */
async function try_addresses(person) {
  const ids = ['0', '-1', '999999999', '9223372036854775807', '9223372036854775808', '99999999999999999999', '1e3', '%00', '%ED%A0%80', '..', '1%2F2', 'あ'.repeat(300)].map((id) => (id.includes('あ') ? encodeURIComponent(id) : id));
  const pages = ['/referrals/{}', '/referrals/{}/decline', '/patients/{}', '/patients/{}/edit', '/patients/{}/merge', '/facilities/{}', '/facilities/{}/edit', '/facilities/{}/people', '/bookings/{}/cancellation',
    '/bookings/{}/move?slot={}', '/bookings/{}/slip.pdf', '/replies/{}', '/replies/{}/preview.pdf', '/referrals?sel={}', '/today?sel={}', '/bookings?sel={}&week={}', '/bookings/templates?sel={}', '/replies?sel={}', '/search?id={}',
    '/referrals/import?report={}', '/patients?q={}', '/facilities?after={}'];
  const csrf = (await person.form('/patients/new')).fields.find((one) => one.name === 'csrf').value;
  const posts = ['/referrals/{}', '/referrals/{}/acceptance', '/referrals/{}/contacts', '/referrals/{}/assignee', '/referrals/{}/snooze', '/duties/{}/snooze', '/duties/{}/assignee', '/duties/{}/contacts', '/patients/{}/edit', '/patients/{}/unmerge',
    '/facilities/{}/confirmation', '/bookings/{}/extension', '/bookings/{}/release', '/bookings/holds', '/bookings/confirmation', '/bookings/closures/{}/removal', '/bookings/templates/{}/end', '/replies/{}/draft', '/replies/{}/reopening'];
  for (const id of ids) {
    for (const page of pages) {
      const answer = await person.get(page.replaceAll('{}', id));
      ++tried;
      check(`GET ${page} with ${id}: no failure`, answer.status < 500, String(answer.status));
      check(`GET ${page} with ${id}: a page in Japanese`, answer.status === 303 || /[ぁ-ん]/.test(answer.body), answer.body.slice(0, 200));
    }
    for (const page of posts) {
      const answer = await person.post(page.replaceAll('{}', id), [['csrf', csrf], ['form_key', `odd-${page}-${id}`], ['version', id.includes('%') ? bytes(id) : id], ['referral', '999999999'], ['slot', '1.2026-13-45.99:99']]);
      ++tried;
      check(`POST ${page} with ${id}: refused`, answer.status >= 400 && answer.status < 500, String(answer.status));
    }
  }
}

/** Digits and dates as a Japanese keyboard gives them are not bad input. */
async function try_wide_digits(person) {
  const form = await person.form('/patients/new');
  const made = await person.post('/patients/new', filled(form, { name: '全角　花子', kana: 'ぜんかく　はなこ', born_on: '昭和３７年４月８日', phone: '０４２－１２３－４５６７', postal_code: '１８７－０００１' }));
  check('full-width digits and kana are taken', made.status === 303, summary(made.body));
  const stored = office.sql('SELECT kana, born_on, phone, postal_code FROM patient ORDER BY id DESC LIMIT 1');
  check('and stored in the usual form', stored === 'ゼンカク ハナコ|1962-04-08|042-123-4567|187-0001', stored);
  for (const day of ['昭37.4.8', 'S370408', '1962/4/8', '19620408', '１９６２年４月８日', '明治45年7月29日', '令和元年５月１日']) {
    const one = await person.post('/patients/new', filled(form, { form_key: `day-${day}`, name: '日付 花子', born_on: day }));
    check(`${day} is a birth date`, one.status === 303 || one.body.includes('同じ人かもしれない患者がいます'), summary(one.body));
  }
}

/** More than any form sends: refused at the door. */
async function try_too_much(person) {
  const type = 'application/x-www-form-urlencoded';
  const cases = [['5,000 fields', type, Array.from({ length: 5000 }, (_, i) => `f${i}=1`).join('&'), [400, 413, 422]], ['3 MB', type, `name=${'a'.repeat(3 << 20)}`, [413]],
    ['a cut multipart', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n12', [400, 422]], ['no boundary', 'multipart/form-data', 'x', [400, 415, 422]],
    ['percent signs', type, 'name=%&%=%zz&csrf=%', [400, 403, 422]], ['JSON', 'application/json', '{"name":', [400, 403, 415, 422]]];
  for (const [what, kind, body, good] of cases) {
    const answer = await person.send('/patients/new', kind, body);
    ++tried;
    check(`${what}: refused`, good.includes(answer.status), String(answer.status));
  }
  const unsigned = await person.post('/patients/new', [['name', '試験 花子'], ['csrf', 'wrong']]);
  check('a form without our token is refused', unsigned.status === 403, String(unsigned.status));
}

try {
  await office.serve();
  const person = await office.sign_in('saeki', 'kakehashi');
  const counted = () => office.sql("SELECT (SELECT count(*) FROM referral WHERE closed_at IS NOT NULL), (SELECT count(*) FROM booking), (SELECT count(*) FROM reply_obligation)");
  const before = counted();
  const received = office.number("SELECT max(id) FROM referral WHERE state = 'received'");
  const deciding = office.number("SELECT max(id) FROM referral WHERE state = 'awaiting_decision'");
  const confirmed = office.number("SELECT max(id) FROM booking WHERE state = 'confirmed'");
  const held = office.number("SELECT max(referral_id) FROM booking WHERE state = 'held'");
  const duty = office.number("SELECT max(id) FROM duty WHERE closed_at IS NULL AND case_kind = 'referral'");
  const reply = office.number("SELECT max(id) FROM reply_obligation WHERE state = 'open' AND stage = 'final'");
  const patient = office.number('SELECT max(id) FROM patient');
  const facility = office.number('SELECT max(id) FROM facility');
  await try_forms(person, '/referrals/new', ['/referrals/new'], false);
  await try_forms(person, `/referrals/${received}`, [`/referrals/${received}`, `/referrals/${received}/contacts`]);
  await try_forms(person, `/referrals/${deciding}`, [`/referrals/${deciding}`]);
  await try_forms(person, '/patients/new', ['/patients/new'], false);
  await try_forms(person, `/patients/${patient}/edit`, [`/patients/${patient}/edit`]);
  await try_forms(person, `/patients/${patient}`, [`/patients/${patient}/contacts`]);
  await try_forms(person, '/facilities/new', ['/facilities/new'], false);
  await try_forms(person, `/facilities/${facility}/edit`, [`/facilities/${facility}/edit`]);
  await try_forms(person, `/facilities/${facility}/people`, [`/facilities/${facility}/departments`, `/facilities/${facility}/doctors`], false);
  await try_forms(person, '/bookings/templates?sel=1', ['/bookings/bookables', '/bookings/templates', '/bookings/closures'], false);
  await try_forms(person, `/bookings/${confirmed}/cancellation`, [`/bookings/${confirmed}/cancellation`], false);
  await try_forms(person, `/bookings?sel=${held}`, ['/bookings/confirmation'], false);
  await try_forms(person, `/today?sel=${duty}`, [`/duties/${duty}/snooze`, `/duties/${duty}/contacts`], false);
  await try_forms(person, `/referrals/${deciding}`, [`/referrals/${deciding}/consultation`], false);
  for (const step of ['decline', 'forward', 'withdrawal']) await try_forms(person, `/referrals/${deciding}/${step}`, [`/referrals/${deciding}/${step}`], false);
  await try_forms(person, `/replies/${reply}`, [`/replies/${reply}/draft`], false);
  await try_addresses(person);
  await try_wide_digits(person);
  await try_too_much(person);
  check('what was there is there', before === counted(), `${before} then ${counted()}`);
  const memory = office.memory();
  check('the program stays under 200 MB', memory < 200, memory.toFixed(0));
  check('the program is ready', await office.is_ready());
  await office.stop();
  const doctor = office.tried('doctor');
  check('the doctor finds all in order', doctor.status === 0, doctor.stdout);
  console.log(`${forms_tried} forms, ${tried} posts, ${memory.toFixed(0)} MB`);
} finally {
  await office.close();
}
