// Forms that another site or another colleague made the browser send change nothing, and neither do
// fields that a form does not have.
import { createHash } from 'node:crypto';
import { check, file, filled } from '../office.mjs';
import { crawl, ends_sign_in, forms_on } from './crawl.mjs';

/** All that the office holds, but for when somebody was last seen and what the machine counts. */
function contents(office) {
  const tables = office.sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%fts%'").split('\n');
  return tables.filter((table) => !/^(session|used_challenge|login_challenge|audit|idempot|sign_in)/.test(table))
    .map((table) => [table, createHash('sha256').update(office.sql(`SELECT * FROM "${table}"`)).digest('hex')].join(' ')).join('\n');
}

const without = (fields, name) => fields.filter(([one]) => one !== name);

/** Each form of the program as another site's page would make the browser send it. */
export async function forged_forms(office, person, other, least = 40) {
  const forms = forms_on(await crawl(person, 2));
  const token = forms_on([{ address: '/account', answer: await other.get('/account') }])[0].form.fields.find((one) => one.name === 'csrf').value;
  const before = contents(office);
  let tried = 0;
  for (const { action, form } of forms) {
    const fields = filled(form);
    const bare = without(fields, 'csrf');
    const type = 'application/x-www-form-urlencoded';
    const text = new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
    const sent = (more) => office.request('POST', form.action, { Cookie: person.cookie, 'Content-Type': type, ...more }, text);
    const answers = {
      'no token': await person.post(form.action, bare),
      'an empty token': await person.post(form.action, [...bare, ['csrf', '']]),
      'a colleague\'s token': await person.post(form.action, [...bare, ['csrf', token]]),
      'another site': await sent({ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }),
      'a neighbouring site': await sent({ 'Sec-Fetch-Site': 'same-site' }),
      'with a file': await person.post(form.action, [...bare, ['csrf', token], ['file', file('forged.csv', '名称\n偽の医院\n')]]),
      'a form sent as text': await person.send(form.action, 'text/plain', text),
    };
    for (const [what, answer] of Object.entries(answers)) {
      ++tried;
      check(`${action}, ${what}: refused`, answer.status === 403, String(answer.status));
    }
  }
  check('no forged form changed anything', contents(office) === before, difference(before, contents(office)));
  check('forms were found', forms.length > least, String(forms.length));
  console.log(`forgery: ${tried} forged posts of ${forms.length} forms refused`);
}

const difference = (before, after) => after.split('\n').filter((line) => !before.includes(line)).join(', ');

/** Values that no form has: whatever holds one afterwards took it from a field it does not know. */
const strange = { number: '424242424', word: 'mass_assigned' };
const extra = ['id', 'facility_id', 'user_id', 'patient_id', 'version_id', 'created_at', 'closed_at', 'created_by', 'locked_until', 'password_hash', 'active', 'state', 'legal_basis', 'sealed', 'login'];

/** Every form once, with fields beside its own that name columns of the tables. */
export async function fields_too_many(office, person) {
  const people = () => office.sql('SELECT id, facility_id, login, role, active FROM user_account ORDER BY id');
  const before = people();
  let tried = 0;
  for (const { page, action, form } of forms_on(await crawl(person, 2))) {
    if (ends_sign_in(action) || action.startsWith('/settings/people')) continue;
    const own = new Set(form.fields.map((one) => one.name));
    const more = extra.filter((name) => !own.has(name)).map((name) => [name, /_(id|at|until)$|^(id|active)$/.test(name) ? strange.number : strange.word]);
    const fresh = (await person.form(page, action)) ?? form;
    const answer = await person.post(fresh.action, [...filled(fresh), ...more, ...(own.has('role') ? [] : [['role', 'administrator'], ['role[]', 'head']])]);
    ++tried;
    check(`${action} with fields too many: no failure`, answer.status < 500, String(answer.status));
  }
  check('nobody has another role or house', people() === before);
  const dump = office.sql('.dump');
  for (const value of Object.values(strange)) check(`${value} is nowhere`, !dump.includes(value), dump.split('\n').find((line) => line.includes(value))?.slice(0, 200));
  check('forms were sent', tried > 40, String(tried));
  console.log(`fields too many: ${tried} forms sent with ${extra.length + 2} more fields`);
}
