// What goes with every answer of the program: pages, papers, files, errors and redirects.
import { check } from '../office.mjs';
import { crawl } from './crawl.mjs';

const always = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^(same-origin|no-referrer)$/,
  'permissions-policy': /camera=\(\).*microphone=\(\).*geolocation=\(\)/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'content-security-policy': /default-src 'none';.*frame-ancestors '(none|self)'/,
};

/**
 * What a policy must not allow: scripts or styles that stand in the page, and other hosts. Papers and
 * pictures hold no page of ours; browsers draw them in a viewer that needs styles of its own.
 */
function check_policy(address, policy, is_page) {
  check(`${address}: no unsafe script`, !/script-src[^;]*'unsafe/.test(policy), policy);
  check(`${address}: no unsafe style`, !is_page || !policy.includes("'unsafe"), policy);
  check(`${address}: no other host`, !/https?:|\*/.test(policy), policy);
}

export function check_headers(address, answer) {
  const { headers } = answer;
  for (const [name, wanted] of Object.entries(always)) check(`${address}: ${name}`, wanted.test(headers[name] ?? ''), headers[name] ?? 'none');
  const type = headers['content-type'] ?? '';
  check_policy(address, headers['content-security-policy'] ?? '', !/^(application\/pdf|image\/(png|jpeg|tiff))/.test(type));
  if (!address.startsWith('/assets/')) check(`${address}: not kept by the browser`, headers['cache-control'] === 'no-store', headers['cache-control']);
  check(`${address}: a kind of text that has its letters said`, !type.startsWith('text/') || /charset=(utf-8|Shift_JIS)$/.test(type), type);
  check(`${address}: does not say what it is made of`, headers['x-powered-by'] === undefined && headers.server === undefined, headers.server);
  check(`${address}: no page of another site reads it`, headers['access-control-allow-origin'] === undefined);
  if (/html/.test(type)) check_markup(address, answer.body);
}

/** The policy would block it; it is not even there. */
function check_markup(address, body) {
  check(`${address}: no script in the page`, !/<script(?![^>]*\ssrc=)[^>]*>\s*\S/.test(body.replace(/<script type="application\/(ld\+)?json"[^]*?<\/script>/g, '')));
  check(`${address}: no style in the page`, !/<style|\sstyle="/.test(body), /.{40}\sstyle="[^"]*/.exec(body)?.[0]);
  check(`${address}: no handler in the page`, !/<[a-z][^>]*\son[a-z]+="/.test(body));
}

export async function headers(office, person) {
  const pages = await crawl(person, 2);
  for (const { address, answer } of pages) check_headers(address, answer);
  const strangers = ['/', '/sign-in', '/sign-in/code', '/nowhere', '/today', '/healthz', '/readyz', '/metrics', '/assets/nothing', '/%00'];
  for (const address of strangers) check_headers(address, await office.request('GET', address, { Accept: 'text/html' }));
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    const answer = await office.request(method, '/today', { Origin: 'https://evil.example', 'X-Probe': 'echo-me' });
    check(`${method} does nothing`, [401, 403, 405, 501].includes(answer.status), String(answer.status));
    check(`${method} echoes nothing`, !answer.body.includes('echo-me'));
    check(`${method} lets no other site in`, answer.headers['access-control-allow-origin'] === undefined);
  }
  console.log(`headers: right on ${pages.length} pages, papers and files, and ${strangers.length} answers to strangers`);
}
