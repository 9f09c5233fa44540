#!/usr/bin/env node
// https by the program itself: TLS 1.2 and 1.3 with forward secrecy alone, a certificate that changes
// without a restart while a page is open, a key that stands in no list of processes, and browsers that
// are told to come back over https alone, also behind a proxy.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { Office, check, sleep } from './lib/office.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kakehashi-tls-'));
const [certificate, key] = ['office.pem', 'office.key'].map((name) => join(folder, name));

/** A certificate of its own making, with its key beside it. */
function make(name, ...kind) {
  execFileSync('openssl', ['req', '-x509', '-nodes', '-newkey', ...kind, '-days', '2', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)], { stdio: 'ignore' });
}
function put(name) {
  copyFileSync(join(folder, `${name}.pem`), certificate);
  copyFileSync(join(folder, `${name}.key`), key);
  chmodSync(key, 0o600);
}

/** What a client that insists on `options` gets: its version, cipher and whose certificate; or none. */
function greet(port, options = {}) {
  return new Promise((resolve) => {
    const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options }, () => {
      resolve({ version: socket.getProtocol(), cipher: socket.getCipher().standardName, name: socket.getPeerCertificate().subject.CN });
      socket.destroy();
    });
    socket.on('error', () => resolve(undefined));
  });
}

/** An office that is reached over https; `agent` keeps its connection. */
function over_https(office) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  office.agent.destroy();
  office.agent = agent;
  office.request = (method, path, headers = {}, body = undefined) => new Promise((resolve, reject) => {
    const sent = https.request({ agent, host: office.host, port: office.port, method, path, headers, timeout: office.patience_ms }, (answer) => {
      let text = '';
      answer.on('data', (part) => { text += part; });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: text }));
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.end(body);
  });
}

async function check_handshakes(port) {
  const newest = await greet(port);
  check('TLS 1.3 is spoken', newest?.version === 'TLSv1.3', JSON.stringify(newest));
  const older = await greet(port, { maxVersion: 'TLSv1.2' });
  check('TLS 1.2 is spoken, with forward secrecy', older?.version === 'TLSv1.2' && /^TLS_ECDHE_.*(GCM|POLY1305)/.test(older.cipher), JSON.stringify(older));
  const weak = { ciphers: 'ALL:@SECLEVEL=0' };
  check('TLS 1.1 is not', !(await greet(port, { ...weak, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })));
  check('TLS 1.0 is not', !(await greet(port, { ...weak, minVersion: 'TLSv1', maxVersion: 'TLSv1' })));
  for (const cipher of ['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384', 'AES256-SHA'])
    check(`${cipher} is not`, !(await greet(port, { ciphers: `${cipher}:@SECLEVEL=0`, maxVersion: 'TLSv1.2' })));
}

/** Asks until the certificate of new connections is this one. */
async function becomes(port, name) {
  for (let tries = 0; tries < 100; ++tries, await sleep(50)) if ((await greet(port))?.name === name) return true;
  return false;
}

async function check_renewal(office, person) {
  const socket_before = Object.values(office.agent.freeSockets)[0]?.[0];
  put('second');
  office.child.kill('SIGHUP');
  check('new connections get the new certificate', await becomes(office.port, 'second'));
  const page = await person.get('/today');
  check('an open connection goes on', page.status === 200 && socket_before === Object.values(office.agent.freeSockets)[0]?.[0]);
  writeFileSync(certificate, readFileSync(join(folder, 'first.pem')));  // its key has not come yet
  office.child.kill('SIGHUP');
  await sleep(300);
  check('half a change changes nothing', (await greet(office.port))?.name === 'second');
  put('rsa');
  office.child.kill('SIGHUP');
  check('an RSA certificate follows', await becomes(office.port, 'rsa'));
  put('first');  // found without being told, within a minute
  const begun = performance.now();
  while ((await greet(office.port))?.name !== 'first' && performance.now() - begun < 65000) await sleep(500);
  check('a changed file is found within a minute', (await greet(office.port))?.name === 'first');
  return (performance.now() - begun) / 1000;
}

/** Eight browsers ask without a pause while certificates change: nobody is left without an answer. */
async function check_many_renewals(office, person) {
  const agents = Array.from({ length: 8 }, () => new https.Agent({ keepAlive: false, rejectUnauthorized: false }));
  let answered = 0;
  let going = true;
  const ask = (agent) => new Promise((resolve) => {
    https.get({ agent, host: office.host, port: office.port, path: '/today', headers: { Cookie: person.cookie } }, (answer) => answer.resume().on('end', () => resolve(answer.statusCode))).on('error', (failure) => resolve(failure.message));
  });
  const asking = agents.map(async (agent) => {
    for (; going; ++answered) {
      const status = await ask(agent);
      check('a page while certificates change', status === 200, String(status));
    }
  });
  for (let i = 0; i < 20; ++i, await sleep(50)) {
    put(['first', 'second', 'rsa'][i % 3]);
    office.child.kill('SIGHUP');
  }
  going = false;
  await Promise.all(asking);
  return answered;
}

function check_cookies(what, answer) {
  const cookies = answer.headers['set-cookie'] ?? [];
  check(`${what}: cookies are for https alone`, cookies.length > 0 && cookies.every((one) => /^__Host-.*; Path=\/;.*; Secure/.test(one) && !/Domain/i.test(one)), cookies.map((one) => one.replace(/=[^;]*/, '=…')).join());
  check(`${what}: the browser is told so`, answer.headers['strict-transport-security'] === 'max-age=31536000', answer.headers['strict-transport-security']);
}
/** A neighbouring host could plant the plain name, but not the one that counts. */
async function check_planted(what, office, headers = {}) {
  const cookie = (await enter(office, headers)).headers['set-cookie'].find((one) => one.includes('kakehashi_session=')).split(';')[0];
  const sees = async (sent) => (await office.request('GET', '/today', { ...headers, Accept: 'text/html', Cookie: sent })).status;
  check(`${what}: the cookie that only this host can set opens the page`, (await sees(cookie)) === 200);
  check(`${what}: the same under a name that others could set does not`, (await sees(cookie.replace('__Host-', ''))) === 303);
}
const enter = (office, headers = {}) => office.request('POST', '/sign-in', { 'Content-Type': 'application/x-www-form-urlencoded', ...headers }, 'login=saeki&password=kakehashi');

async function check_refusals(office) {
  const tried = (why, ...words) => {
    const { status, stderr } = spawnSync(process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi', ['serve', ...office.place, '--listen', '127.0.0.1:0', ...words], { encoding: 'utf8', timeout: 10000 });
    check(`${why}: refused`, status === 1 || status === 2, `${status} ${stderr}`);
    return stderr;
  };
  tried('a certificate without a key', '--tls-certificate', certificate);
  tried('no such file', '--tls-certificate', certificate, '--tls-key', '/nowhere');
  tried('a key of another', '--tls-certificate', certificate, '--tls-key', join(folder, 'second.key'));
  chmodSync(key, 0o644);
  check('says how to close it', tried('a key for everybody', '--tls-certificate', certificate, '--tls-key', key).includes('chmod o='));
  chmodSync(key, 0o600);
}

/** Plain http, and a proxy that says it was https to its client. */
async function check_proxy(office) {
  await office.serve('--trusted-proxy', '127.0.0.1');
  check_cookies('behind a proxy over https', await enter(office, { 'X-Forwarded-Proto': 'https' }));
  await check_planted('behind a proxy', office, { 'X-Forwarded-Proto': 'https' });
  const plain = await enter(office);
  check('plain http promises nothing', plain.headers['strict-transport-security'] === undefined && plain.headers['set-cookie'].every((one) => !/Secure/.test(one)));
  await office.stop();
  await office.serve();
  const lie = await enter(office, { 'X-Forwarded-Proto': 'https' });
  check('a stranger who says https is not believed', lie.headers['strict-transport-security'] === undefined);
  await office.stop();
  await office.serve('--secure-cookies');
  check_cookies('behind a proxy that does not say so', await enter(office));
  await office.stop();
}

const office = await Office.open({ demo: true });
try {
  make('first', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256');
  make('second', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384');
  make('rsa', 'rsa:2048');
  put('first');
  await check_proxy(office);
  await check_refusals(office);
  over_https(office);
  await office.serve('--tls-certificate', certificate, '--tls-key', key);
  check('no key in the list of processes', !readFileSync(`/proc/${office.child.pid}/cmdline`, 'utf8').includes('PRIVATE'));
  await check_handshakes(office.port);
  check_cookies('https', await enter(office));
  await check_planted('https', office);
  const person = await office.sign_in('saeki', 'kakehashi');
  const page = await person.get('/today');
  check('a page', page.status === 200 && page.headers['strict-transport-security']);
  const found_s = await check_renewal(office, person);
  const answered = await check_many_renewals(office, person);
  const memory = office.memory();
  await office.stop();
  check('it ended by itself', office.child.exitCode === 0, String(office.child.exitCode));
  console.log(`a changed file was found after ${found_s.toFixed(0)} s; ${answered} pages while 20 certificates changed; ${memory.toFixed(0)} MB`);
} finally {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
}
