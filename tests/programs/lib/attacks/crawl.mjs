// Every page that a colleague reaches by links, some of each kind, with the forms on them.
import { forms_of, unescaped } from '../office.mjs';

/** /patients/55/edit?x=1 → /patients/{}/edit?x: pages and forms of one kind. */
export function kind_of(address) {
  const [path, query = ''] = address.split('?');
  return `${path.replace(/\/\d+/g, '/{}')}?${query.split('&').map((one) => one.split('=')[0]).sort()}`;
}

const start = ['/today', '/menu', '/help/keys', '/account', '/account/app', '/account/password', '/referrals', '/referrals/new',
  '/patients', '/patients/new', '/bookings', '/bookings/templates', '/arrivals', '/replies', '/facilities', '/facilities/new',
  '/portal', '/portal/referrals/new', '/settings', '/settings/people', '/settings/retention', '/settings/delivery'];

/**
 * Visits the pages that links lead to, `most` of each kind, and answers [{address, answer}].
 * `more`: addresses that are visited too, each one.
 */
export async function crawl(person, most, more = []) {
  const left = [...start, ...more];
  const seen = new Set(left);
  const visits = new Map();
  const pages = [];
  for (let address; (address = left.shift()) !== undefined;) {
    const answer = await person.get(address);
    pages.push({ address, answer });
    if (!/^text\/html/.test(answer.headers['content-type'] ?? '')) continue;
    for (const [, quoted] of answer.body.matchAll(/\s(?:href|src|data-href|data-src)="(\/[^"#]*)/g)) {
      const link = unescaped(quoted);
      const kind = kind_of(link);
      if (seen.has(link) || (visits.get(kind) ?? 0) >= most) continue;
      seen.add(link);
      visits.set(kind, (visits.get(kind) ?? 0) + 1);
      left.push(link);
    }
  }
  return pages;
}

/** One form of each kind on these pages: {page, action, form}. */
export function forms_on(pages) {
  const found = new Map();
  for (const { address, answer } of pages)
    for (const form of forms_of(answer.body)) {
      const kind = `${kind_of(form.action)} ${form.fields.map((one) => one.name).sort()}`;
      if (!found.has(kind)) found.set(kind, { page: address, action: form.action.split('?')[0], form });
    }
  return [...found.values()];
}

/** Those that end the sign-in of the one who sends them. */
export const ends_sign_in = (action) => /^\/(sign-out|account\/sessions)/.test(action);
