#!/usr/bin/env node
// tools/scan_web.mjs FOLDER: wapiti (Debian's) against the built program, over https, first as a
// stranger, then as a clinic's doctor in the portal, then as the head of the office; the reports go
// to FOLDER, what they found to standard output. docs/security/scan.md tells what came of it.
import { execFileSync, spawn } from 'node:child_process';
import https from 'node:https';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Office } from '../tests/programs/lib/office.mjs';

const folder = process.argv[2] ?? 'build/scan';
// Not: brute_login_form (sign_in_storm.mjs), buster and drupal_enum (lists of other programs' names),
// nikto and wapp (they load lists from the internet), ssrf and xxe (they need a server of wapiti's).
const modules = 'backup,blindsql,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss';
// Debian's wapiti 3.0.4 has an expression that its python 3.11 refuses; without -x it would sign out.
const wapiti = 'import fnmatch, re, wapitiCore.net.crawler as crawler\n'
  + 'crawler.wildcard_translate = lambda pattern: re.compile(fnmatch.translate(pattern))\n'
  + 'from wapitiCore.main.wapiti import wapiti_main\nwapiti_main()';
const kAttackSeconds = '60';  // each module
const kCrawlSeconds = '60';

function scan(url, name, more) {
  const report = join(folder, `${name}.json`);
  const words = ['-u', url, '-m', modules, '-f', 'json', '-o', report, '--verify-ssl', '0', '--flush-session', '--no-bugreport', '-x', `${url}sign-out`, '-x', `${url}live`, '-d', '6',
    '--max-files-per-dir', '30', '--max-scan-time', kCrawlSeconds, '--max-attack-time', kAttackSeconds, '--store-session', join(folder, 'session'), ...more];
  return new Promise((done, failed) => {
    spawn('/usr/bin/python3', ['-c', wapiti, ...words], { stdio: ['ignore', 'ignore', 'inherit'] })
      .on('exit', (code) => (code === 0 ? done(JSON.parse(readFileSync(report, 'utf8'))) : failed(new Error(`wapiti ended with ${code}`))));
  });
}

async function tell(office, name, { vulnerabilities, anomalies, infos }) {
  const { body } = await office.request('GET', '/metrics');
  const answers = {};
  for (const [, status, count] of body.matchAll(/^kakehashi_http_answers_total\{.*status="(\d+)"\} (\d+)/gm)) answers[status] = (answers[status] ?? 0) + Number(count);
  console.log(`== ${name}: ${infos.version}; all answers so far by status: ${JSON.stringify(answers)}`);
  for (const [kind, found] of Object.entries({ ...vulnerabilities, ...anomalies }))
    for (const one of found) console.log(`${kind}: ${one.method} ${one.path} ${one.parameter ?? ''} (${one.info})`);
}

mkdirSync(folder, { recursive: true });
const [certificate, key] = [join(folder, 'scan.pem'), join(folder, 'scan.key')];
execFileSync('openssl', ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '2', '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
chmodSync(key, 0o600);
const office = await Office.open({ demo: true });
try {
  await office.serve();
  const people = []; // the head last, who may put the others out of use
  for (const [login, name, ...starts] of [['hamada', 'a clinic in the portal', 'portal'], ['hasegawa', 'the head of the office', 'today', 'menu']])
    people.push({ login, name, starts, cookie: (await office.sign_in(login, 'kakehashi')).cookie });
  await office.stop();
  office.request = (method, path, headers = {}) => new Promise((resolve, reject) => {
    https.request({ host: office.host, port: office.port, method, path, headers, rejectUnauthorized: false }, (answer) => {
      let body = '';
      answer.on('data', (part) => { body += part; }).on('end', () => resolve({ status: answer.statusCode, body }));
    }).on('error', reject).end();
  });
  await office.serve('--tls-certificate', certificate, '--tls-key', key);
  const url = `https://${office.host}:${office.port}/`;
  await tell(office, 'a stranger', await scan(url, 'stranger', ['-s', `${url}sign-in?return_to=/today`]));
  for (const person of people) {
    // Over https a cookie counts under its __Host- name alone.
    const cookie = person.cookie.split('; ').map((one) => `__Host-${one}`).join('; ');
    if ((await office.request('GET', `/${person.starts[0]}`, { cookie })).status !== 200) throw new Error(`${person.login} is not signed in: nothing would be scanned`);
    await tell(office, person.name, await scan(url, person.login, [...person.starts.flatMap((start) => ['-s', url + start]), '-H', `Cookie: ${cookie}`]));
  }
  console.log(`the program is ${(await office.is_ready()) ? 'ready' : 'NOT READY'}, ${office.memory().toFixed(0)} MB`);
  await office.stop();
  console.log(office.tried('doctor').stdout);
} finally {
  await office.close();
}
