// Somebody's markup, typed into every text field of every form and into every address: no page shows
// it as markup, neither the one that answers nor those that a colleague opens afterwards.
import { check, file, filled, unescaped } from '../office.mjs';
import { png } from '../hostile_files.mjs';
import { crawl, ends_sign_in, forms_on } from './crawl.mjs';

const marker = `"><img src=x onerror=1>'{{`;
const is_text = (one) => ['text', 'textarea', 'tel', 'email', 'search', 'password', 'hidden'].includes(one.kind) && !['csrf', 'form_key'].includes(one.name);
/** What a form needs in its other fields, so that the marked one is all that can be wrong. */
const fine = { name: '試験 花子', 'patient.name': '試験 花子', referring_facility: 'みなと内科クリニック', note: 'ご本人に確認', 'patient.kana': 'シケン ハナコ', born_on: '昭37.4.8', purpose: '精査', reason: '患者さんの都合', to_whom: 'みなと西病院', 'department.name': '内科', 'doctor.name': '試験 花子' };

function typed(form, name) {
  const values = form.fields.some((one) => one.name === 'sex' && one.kind === 'radio') ? { sex: 'female' } : {};
  for (const one of form.fields) if (one.value === '' && one.name in fine) values[one.name] = fine[one.name];
  return filled(form, { ...values, [name]: marker });
}

/** The marker as an element of its own, or out of the quotes of somebody else's attribute. */
function markup_in(html) {
  const broken_out = [...html.matchAll(/<[a-z][^<>]*>/gi)].find(([tag]) => tag.replace(/"[^"]*"/g, '""').includes('onerror'));
  return /<img src=x[^>]*>?/i.exec(html)?.[0] ?? broken_out?.[0];
}
const harmless = (where, answer) => check(`${where}: shown as text`, !/html/.test(answer.headers['content-type'] ?? '') || !markup_in(answer.body), markup_in(answer.body));

async function type_everywhere(person, pages) {
  let stored = 0;
  let refused = 0;
  for (const { page, action, form } of forms_on(pages)) {
    if (ends_sign_in(action)) continue;
    for (const { name } of form.fields.filter(is_text)) {
      const fresh = (await person.form(page, action)) ?? form;
      const answer = await person.post(fresh.action, typed(fresh, name));
      check(`${action} ${name}: no failure`, answer.status < 500, String(answer.status));
      harmless(`${action} ${name}`, answer);
      if (answer.status === 303) ++stored;
      else ++refused;
    }
  }
  return { stored, refused };
}

/** A paper whose name is markup. */
async function send_paper(person) {
  const form = await person.form('/referrals/import');
  const control = form.fields.find((one) => one.kind === 'file');
  const name = '<img src=x onerror=1>.png';
  const answer = await person.post(form.action, [...filled(form).filter(([one]) => one !== control.name), [control.name, file(name, png(40, 40))]]);
  check('a paper with such a name is answered', answer.status < 500, String(answer.status));
  harmless('a paper with such a name', answer);
}

/** Every page again with the marker in each parameter that any link carries. */
async function ask_everywhere(person, pages) {
  const names = new Set(['q', 'return_to', 'sel', 'lang']);
  for (const { address } of pages) for (const [name] of new URLSearchParams(address.split('?')[1] ?? '')) names.add(name);
  const paths = new Set(pages.filter(({ answer }) => /html/.test(answer.headers['content-type'] ?? '')).map(({ address }) => address.split('?')[0].replace(/\d+$/, '1')));
  let asked = 0;
  for (const path of [...paths, '/sign-in', '/sign-in/code', '/nowhere'])
    for (const sent of [[...names].map((name) => `${name}=${encodeURIComponent(marker)}`).join('&'), encodeURIComponent(marker), `${[...names][asked % names.size]}=${encodeURIComponent(marker)}`]) {
      const answer = await person.get(`${path}?${sent}`);
      ++asked;
      check(`${path} asked with markup: no failure`, answer.status < 500, String(answer.status));
      harmless(`${path} asked with markup`, answer);
    }
  for (const path of ['/', '/assets/', '/patients/', '/documents/']) harmless(path, await person.get(`${path}${encodeURIComponent(marker)}`));
  return asked;
}

/** What a partner types on the portal is text there, and on the office's pages that show it. */
export async function scripts_of_partner(office, partner, colleague) {
  const { stored, refused } = await type_everywhere(partner, await crawl(partner, 3));
  const sent = office.sql('SELECT referral_id FROM portal_letter').split('\n');
  const shown = { partner: 0, colleague: 0 };
  for (const [who, person, pages] of [['partner', partner, sent.map((id) => `/portal/referrals/${id}`)], ['colleague', colleague, sent.map((id) => `/referrals/${id}`)]])
    for (const page of [...pages, who === 'partner' ? '/portal' : '/referrals?view=received']) {
      const answer = await person.get(page);
      harmless(`${who} ${page}`, answer);
      if (unescaped(answer.body).includes('<img src=x onerror=1>')) ++shown[who];
    }
  check('markup was stored through the portal', stored > 3, String(stored));
  check('markup was shown to both sides', shown.partner > 2 && shown.colleague > 2, JSON.stringify(shown));
  console.log(`portal: ${stored} fields stored the markup, ${refused} refused it; ${shown.partner} pages of the partner and ${shown.colleague} of the office show it as text`);
}

export async function scripts(office, attacker, colleague) {
  const before = await crawl(attacker, 3);
  const { stored, refused } = await type_everywhere(attacker, before);
  await send_paper(attacker);
  const asked = await ask_everywhere(attacker, before);
  const made = office.sql("SELECT '/patients/' || id FROM patient WHERE name LIKE '%onerror%' OR address LIKE '%onerror%' UNION SELECT '/facilities/' || id FROM facility WHERE name LIKE '%onerror%' OR address LIKE '%onerror%'").split('\n').filter(Boolean);
  const after = await crawl(colleague, 5, made);
  let shown = 0;
  for (const { address, answer } of after) {
    harmless(address, answer);
    if (unescaped(answer.body).includes('<img src=x onerror=1>')) ++shown;
  }
  // Without these the test would not have looked at anything.
  check('markup was stored', stored > 30, String(stored));
  check('markup was shown to a colleague', shown > 10, String(shown));
  console.log(`scripts: ${stored} fields stored the markup, ${refused} refused it, ${asked} addresses asked with it; ${shown} of a colleague's ${after.length} pages show it as text`);
}
