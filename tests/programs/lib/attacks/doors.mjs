// The sign-in: sessions that somebody planted, ways out to other hosts, headers in values, and what
// a stranger learns about who works here.
import { check, unescaped } from '../office.mjs';

const type = 'application/x-www-form-urlencoded';
const enter = (office, fields, headers = {}) => office.request('POST', '/sign-in', { 'Content-Type': type, ...headers }, new URLSearchParams(fields).toString());
const session_of = (answer) => (answer.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).find((one) => one.startsWith('kakehashi_session=') && one.length > 30);

/** A cookie given before the sign-in is never the session after it. */
export async function planted_sessions(office) {
  const planted = `kakehashi_session=${'a'.repeat(32)}`;
  const first = await enter(office, { login: 'saeki', password: 'kakehashi' }, { Cookie: planted });
  const session = session_of(first);
  if (!check('a sign-in gives a session', first.status === 303 && session, JSON.stringify(first.headers['set-cookie']))) return;
  check('not the planted one', session !== planted);
  const page = async (cookie) => (await office.request('GET', '/today', { Cookie: cookie, Accept: 'text/html' })).status;
  check('the planted one opens nothing', (await page(planted)) === 303);
  check('the given one opens', (await page(session)) === 200);
  const again = session_of(await enter(office, { login: 'omura', password: 'kakehashi' }, { Cookie: session }));
  check('the next sign-in in one browser has another', again && again !== session);
  check('two cookies of one name open nothing new', [200, 303].includes(await page(`${planted}; ${again}`)));
  const pushed = await enter(office, { login: 'saeki', password: 'kakehashi' }, { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' });
  check('another site signs nobody in', pushed.status === 403 && !session_of(pushed), String(pushed.status));
  const flags = first.headers['set-cookie'].find((one) => one.startsWith('kakehashi_session='));
  check('the cookie is for the program alone', /HttpOnly/.test(flags) && /SameSite=/.test(flags) && !/Domain/i.test(flags), flags);
}

const elsewhere = ['//evil.example', '///evil.example', '\\\\evil.example', '/\\evil.example', '/\t/evil.example', '/\r\n/evil.example', 'https://evil.example', 'HTTPS:evil.example',
  'javascript:alert(1)', ' //evil.example', '/%0d%0aSet-Cookie:x=1', '/\r\nSet-Cookie: x=1', '/today\r\nX-Injected: 1', '@evil.example', '.evil.example', '/%2f/evil.example', '/\u2028/evil.example', '//evil.example@x', 'data:text/html,x'];

/** return_to leads to a page of this program, and never into the headers. */
export async function ways_out(office) {
  for (const where of elsewhere) {
    const answer = await enter(office, { login: 'saeki', password: 'kakehashi', return_to: where });
    const { location = '' } = answer.headers;
    const lands = new URL(location, 'http://office.example');
    check(`return_to ${JSON.stringify(where)}: stays here`, answer.status === 303 && lands.origin === 'http://office.example' && !/[\s\\]/.test(location), `${answer.status} ${location}`);
    no_new_header(`return_to ${JSON.stringify(where)}`, answer);
    const shown = await office.request('GET', `/sign-in?return_to=${encodeURIComponent(where)}`, { Accept: 'text/html' });
    for (const [, quoted] of shown.body.matchAll(/\s(?:href|action|src)="([^"]*)"/g))
      check(`the sign-in asked with ${JSON.stringify(where)} has no link out`, !/evil|script:/.test(unescaped(quoted)), quoted);
  }
  for (const path of ['/%0d%0aX-Injected:%201', '/today?sel=%0d%0aX-Injected:%201', '//evil.example/%2e%2e', '/sign-in?return_to=%0d%0aX-Injected:1'])
    no_new_header(path, await office.request('GET', path, { Accept: 'text/html' }));
  const host = await office.request('GET', '/today', { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Accept: 'text/html' });
  check('the Host that was sent leads nowhere', !JSON.stringify(host.headers).includes('evil') && !host.body.includes('evil.example'));
  console.log(`ways out: ${elsewhere.length} values of return_to stay here`);
}

function no_new_header(what, answer) {
  check(`${what}: no header of the sender's`, answer.headers['x-injected'] === undefined && !(answer.headers['set-cookie'] ?? []).some((one) => one.startsWith('x=')));
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const kSamples = 30;
const kNoise = 0.15;  // of the slower one; a refusal is held back to 250 ms

/** Who is not known is refused in the same words and after the same time as who is. */
export async function guessed_names(office) {
  const times = { known: [], unknown: [] };
  const words = { known: new Set(), unknown: new Set() };
  const logins = office.sql('SELECT login FROM user_account WHERE active = 1 ORDER BY id').split('\n');
  for (let i = 0; i < kSamples; ++i)
    for (const kind of ['known', 'unknown']) {
      const login = kind === 'known' ? logins[i % logins.length] : `nobody${i}`;
      const begun = performance.now();
      const answer = await enter(office, { login, password: 'guess' });
      times[kind].push(performance.now() - begun);
      words[kind].add(`${answer.status} ${answer.body.replaceAll(login, 'LOGIN')} ${Object.keys(answer.headers).sort()}`);
    }
  check('the same words for known and unknown names', words.known.size === 1 && words.unknown.size === 1 && [...words.known][0] === [...words.unknown][0]);
  const [known, unknown] = [median(times.known), median(times.unknown)];
  check('the same time for both', Math.abs(known - unknown) < kNoise * Math.max(known, unknown), `${known} and ${unknown} ms`);
  console.log(`guessed names: known ${known.toFixed(1)} ms, unknown ${unknown.toFixed(1)} ms (medians of ${kSamples})`);
}

/** Locked by its guesses, or never there: the answer does not tell. */
export async function locked_names(office) {
  const answers = [];
  for (const login of ['saeki', 'nobody'])
    for (let i = 0; i < 12; ++i) {
      const answer = await enter(office, { login, password: 'guess' });
      answers.push(`${answer.status} ${answer.body.replaceAll(login, 'LOGIN')}`);
    }
  check('the same words for a locked name', new Set(answers).size === 1, [...new Set(answers)].map((one) => one.slice(0, 3)).join());
}
