// Bytes that no browser sends: requests with two ends, headers folded or doubled, and ways out of
// the folders. Each on a connection of its own; what follows the request is never taken for another.
import { existsSync, readdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { check, file, filled } from '../office.mjs';
import { png } from '../hostile_files.mjs';

/** All that the program answers to these bytes before it or `patience_ms` ends the connection. */
export function spoken(office, bytes, patience_ms = 700) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(office.port, office.host, () => socket.write(bytes));
    socket.on('data', (part) => { answer += part.toString('latin1'); });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
    setTimeout(() => socket.destroy(), patience_ms);
  });
}

const smuggled = 'GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n';
const body = `0\r\n\r\n${smuggled}`;
/** A page that everybody may open, so that nothing but the framing can be refused. */
const request = (headers, content) => `GET /sign-in HTTP/1.1\r\nHost: t\r\n${headers}\r\n\r\n${content}`;
const framings = {
  'a length and chunks': request(`Content-Length: ${body.length}\r\nTransfer-Encoding: chunked`, body),
  'chunks and a length': request('Transfer-Encoding: chunked\r\nContent-Length: 4', body),
  'two lengths': request('Content-Length: 0\r\nContent-Length: 5', `a=b&c${smuggled}`),
  'two equal lengths': request('Content-Length: 5\r\nContent-Length: 5', `a=b&c${smuggled}`),
  'a list of lengths': request('Content-Length: 0, 5', `a=b&c${smuggled}`),
  'a length with a sign': request('Content-Length: +0', smuggled),
  'a negative length': request('Content-Length: -1', smuggled),
  'a length in hex': request('Content-Length: 0x0', smuggled),
  'a folded length': request('X-Long: a\r\n Content-Length: 99', smuggled),
  'a length folded in two': request('Content-Length: 1\r\n 0', smuggled),
  'chunks folded away': request(`Transfer-Encoding:\r\n chunked\r\nContent-Length: ${body.length}`, body),
  'a space before the colon': request(`Transfer-Encoding : chunked\r\nContent-Length: ${body.length}`, body),
  'a coding nobody knows': request('Transfer-Encoding: xchunked', body),
  'chunks in another case': request(`Transfer-Encoding: cHuNkEd\r\nContent-Length: ${body.length}`, body),
  'two codings': request(`Transfer-Encoding: identity, chunked`, body),
  'a vertical tab': request(`Transfer-Encoding:\x0bchunked\r\nContent-Length: ${body.length}`, body),
  'a chunk of endless size': request('Transfer-Encoding: chunked', `ffffffffffffffffff\r\na\r\n0\r\n\r\n`),
  'a chunk of negative size': request('Transfer-Encoding: chunked', `-1\r\na\r\n0\r\n\r\n`),
  'no host': 'GET /sign-in HTTP/1.1\r\n\r\n',
  'two hosts': 'GET /sign-in HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
};

export async function two_ends(office) {
  for (const [what, bytes] of Object.entries(framings)) {
    const answer = await spoken(office, bytes);
    const statuses = [...answer.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map((one) => one[1]);
    check(`${what}: refused`, statuses.every((one) => /^[45]/.test(one)), statuses.join());
    check(`${what}: the connection ends`, statuses.length === 0 || /connection: close/i.test(answer), answer.slice(0, 300));
  }
  check('the program is ready', await office.is_ready());
  console.log(`two ends: ${Object.keys(framings).length} framings, none hides a request`);
}

const ways = ['/assets/../manifest.txt', '/assets/..%2fmanifest.txt', '/assets/%2e%2e%2fkakehashi', '/assets/..%5c..%5cetc%5cpasswd', '/assets/....//etc/passwd', '/assets/%252e%252e%252fetc%252fpasswd', '/assets/manifest.txt',
  '/assets//etc/passwd', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/documents/../office.db', '/documents/..%2foffice.db', '/referrals/..%2f..%2foffice.db', '/patients/1%2f..%2f2', '/assets/app.css%00.png', '/./office.db', '/office.db', '/.git/config', '/keys/audit.key', '/kakehashi.conf'];

export async function ways_out_of_folders(office, person) {
  for (const way of ways) {
    const answer = await spoken(office, `GET ${way} HTTP/1.1\r\nHost: t\r\nCookie: ${person.cookie}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`);
    const status = /HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
    check(`${way}: nothing there`, ['400', '404', '403'].includes(status), status);
    check(`${way}: nothing of the disk`, !/root:x:|SQLite format|PRIVATE KEY|immutable/.test(answer));
  }
  const form = await person.form('/referrals/import');
  const control = form.fields.find((one) => one.kind === 'file');
  const names = ['../../../escaped.png', '..\\..\\escaped.png', '/tmp/kakehashi-escaped.png', 'a\0.png', '.', '..', 'CON.png', `${'長'.repeat(300)}.png`];
  for (const [i, name] of names.entries()) {
    const again = await person.form('/referrals/import');
    const answer = await person.post(again.action, [...filled(again).filter(([one]) => one !== control.name), [control.name, file(name, png(50 + i, 60))]]);
    check(`a file called ${JSON.stringify(name.slice(0, 30))}: no failure`, answer.status < 500, String(answer.status));
  }
  const escaped = ['/tmp/kakehashi-escaped.png', join(office.data, 'escaped.png'), join(office.data, '..', 'escaped.png')].filter(existsSync);
  check('no file left its folder', escaped.length === 0, escaped.join());
  const strange = readdirSync(office.data, { recursive: true }).filter((one) => /escaped|長|CON/.test(String(one)));
  check('no file is called as its sender wished', strange.length === 0, strange.join());
  console.log(`folders: ${ways.length} addresses and ${names.length} file names stay inside`);
}

/** A form that unpacks to 1 GB: its bytes are taken as they are, and refused. */
export async function packed_forms(office, person) {
  const packed = gzipSync(Buffer.alloc(1 << 28, 97));
  const before = office.memory();
  for (const path of ['/sign-in', '/patients/new']) {
    const answer = await office.request('POST', path, { Cookie: person.cookie, 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Encoding': 'gzip' }, packed);
    check(`${path} packed: refused`, answer.status >= 400 && answer.status < 500, String(answer.status));
  }
  check('and not unpacked', office.memory() - before < 64, `${office.memory() - before} MB`);
}
