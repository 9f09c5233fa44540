#!/usr/bin/env node
// Measures the real program on demo data of several sizes (bin/bench). Two ways of asking:
//   closed: 8 clients, each asks again as soon as it is answered; server time is what the program
//           itself reports (Server-Timing), so that the load generator's own cost stays outside;
//   open:   requests come at a fixed rate whatever the program does, and each time counts from the
//           moment it was due, so that a pause is seen by all who came during it.
// Cases are drawn at random from the whole office; only the right answer (status, and a word that the
// page must hold) counts. Rates stand beside the bare server's (/healthz) of the same run.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

const program = 'build/release/kakehashi';
const option = (name, otherwise) => {
  const at = process.argv.indexOf('--' + name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const sizes = option('sizes', '3000,30000,300000').split(',').map(Number);
const seconds = Number(option('seconds', '5'));
const ready_made = option('data', '');  // an office that is there: nothing is made, no size is needed
const clients = 8;
const open_rate = 100;
const port = 18090;

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
function request(method, path, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = http.request({ agent, host: '127.0.0.1', port, method, path, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({
        status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString(),
        server: Number(/dur=([\d.]+)/.exec(answer.headers['server-timing'] ?? '')?.[1] ?? NaN) }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const ms = (value) => value.toFixed(2);
const right = (answer, expected) => answer.status === expected.status && answer.body.includes(expected.word);

/** The same draw in every run. */
function dice(seed) {
  let state = seed;
  return (most) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return 1 + Math.floor((state / 2147483648) * most);
  };
}

async function closed(what) {
  const server = [];
  let wrong = 0;
  const started = Date.now();
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    for (let turn = 0; Date.now() - started < seconds * 1000; ++turn) {
      const answer = await what.ask(client, turn);
      if (right(answer, what)) server.push(answer.server);
      else ++wrong;
    }
  }));
  const rate = server.length / ((Date.now() - started) / 1000);
  server.sort((a, b) => a - b);
  return { rate, wrong, p50: at(server, 0.5), p99: at(server, 0.99), max: server.at(-1) };
}

async function open(what) {
  const took = [];
  let wrong = 0;
  const started = performance.now();
  const asked = [];
  for (let n = 0; n < open_rate * seconds; ++n) {
    const due = started + (n * 1000) / open_rate;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    asked.push(what.ask(n % clients, 1000000 + n).then((answer) => {
      if (right(answer, what)) took.push(performance.now() - due);
      else ++wrong;
    }));
  }
  await Promise.all(asked);
  took.sort((a, b) => a - b);
  return { wrong, p50: at(took, 0.5), p99: at(took, 0.99), max: took.at(-1) };
}

async function start(data) {
  const started = Date.now();
  const child = spawn(program, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (;;) {
    try {
      if ((await request('GET', '/readyz')).status === 200) break;
    } catch { /* not listening yet */ }
    await sleep(5);
  }
  return { child, ready: Date.now() - started };
}
async function stop(child) {
  child.kill('SIGTERM');
  await new Promise((done) => child.on('exit', done));
}
const memory_of = (pid, line) => Number(new RegExp(`${line}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`))[1]) / 1024;

async function sign_in() {
  const answer = await request('POST', '/sign-in', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'login=saeki&password=kakehashi&return_to=%2Ftoday' });
  if (answer.status !== 303) throw new Error('sign-in answered ' + answer.status);
  return answer.headers['set-cookie'].map((cookie) => cookie.split(';')[0]).join('; ');
}

// サトウ and friends: what a desk types.
const searches = ['さとう', '佐藤', 'スズキ', '髙橋', '昭26.9.3', 'たなか ひろし', 'S370408', '渡邊', '042-0', 'いとう'];

function new_referral(client, turn) {
  const day = String(1 + ((client * 7 + turn) % 28)).padStart(2, '0');
  return { door: 'phone', urgency: 'routine', 'patient.name': '計測 試子', 'patient.kana': 'ケイソク タメコ', sex: 'female',
           born_on: `1950-0${1 + (turn % 9)}-${day}`, patient: 'new', referring_facility: 'みなと内科クリニック', referrer_pick: 'new',
           diagnoses: '高血圧症', purpose: '精査のお願い' };
}

/** What is asked for: {name, ask(client, turn), status, word}. */
async function questions(cases) {
  const headers = { Cookie: await sign_in(), Accept: 'text/html' };
  const csrf = /name="csrf" value="([^"]+)"/.exec((await request('GET', '/referrals/new', { headers })).body)[1];
  const send = (path, fields) => request('POST', path, {
    headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ csrf, ...fields }).toString() });
  const places = [];
  for (const q of searches) places.push((await send('/search', { to: '/patients', q })).headers.location);
  const pick = dice(7);
  const page = (name, path, word) => ({ name, ask: () => request('GET', path, { headers }), status: 200, word });
  return [
    { name: 'GET /healthz (the bare server)', ask: () => request('GET', '/healthz'), status: 200, word: '' },
    page('本日の業務 /today', '/today', '本日の業務'),
    page('紹介受付 /referrals', '/referrals', '紹介受付'),
    page('終わった紹介 /referrals?stage=closed', '/referrals?stage=closed', '終わった紹介'),
    page('返書管理 /replies', '/replies', '返書管理'),
    page('予約調整 /bookings', '/bookings', '予約調整'),
    { name: '紹介一件 /referrals/{id}, any of all', ask: () => request('GET', `/referrals/${pick(cases)}`, { headers }), status: 200, word: '紹介内容' },
    { name: '患者をさがす /patients', ask: (client, turn) => request('GET', places[(client + turn) % places.length], { headers }), status: 200, word: '患者' },
    { name: '紹介を登録 (fsync)', ask: (client, turn) => send('/referrals/new', { form_key: `bench-${client}-${turn}-${Date.now()}`, ...new_referral(client, turn) }), status: 303, word: '' },
  ];
}

async function measure(data, cases) {
  const first = await start(data);
  const rows = [];
  for (const what of await questions(cases)) rows.push({ name: what.name, closed: await closed(what), open: await open(what) });
  const memory = { now: memory_of(first.child.pid, 'VmRSS'), peak: memory_of(first.child.pid, 'VmHWM') };
  await stop(first.child);
  const again = await start(data);
  await stop(again.child);
  return { ready: again.ready, memory, rows };
}

function report(title, made, result) {
  const bare = result.rows[0].closed.rate;
  console.log(`### ${title}\n`);
  console.log(`${made}Start to ready ${result.ready} ms; resident ${result.memory.now.toFixed(0)} MB under load (peak ${result.memory.peak.toFixed(0)} MB).\n`);
  console.log(`| what | requests/s | of the bare server | p50 | p99 | max | open ${open_rate}/s p50 | p99 | max | wrong |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|`);
  for (const { name, closed, open } of result.rows)
    console.log(`| ${name} | ${closed.rate.toFixed(0)} | ${(closed.rate / bare).toFixed(2)} | ${ms(closed.p50)} | ${ms(closed.p99)} | ${ms(closed.max)} | ` +
                `${ms(open.p50)} | ${ms(open.p99)} | ${ms(open.max)} | ${closed.wrong + open.wrong} |`);
  console.log();
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`Measured ${new Date().toISOString().slice(0, 10)} at commit ${commit} on ${cpus().length} cores (${cpus()[0].model}), ` +
            `${clients} clients with keep-alive on the same machine, ${seconds} s a row. Times in ms: closed ones are server times.\n`);
if (ready_made) {
  const cases = Number(execFileSync('sqlite3', [join(ready_made, 'office.db'), 'SELECT max(id) FROM referral'], { encoding: 'utf8' }));
  report(`${cases.toLocaleString('en')} referrals`, '', await measure(ready_made, cases));
} else {
  for (const size of sizes) {
    const data = mkdtempSync(join(tmpdir(), 'kakehashi-bench-'));
    try {
      const started = Date.now();
      const demo = spawnSync(program, ['demo', '--data', data, '--scale', 'hospital', '--referrals', String(size), '--seed', '1'], { encoding: 'utf8' });
      if (demo.status !== 0) throw new Error(demo.stderr);
      report(`${size.toLocaleString('en')} referrals`, `Demo data in ${((Date.now() - started) / 1000).toFixed(1)} s. `, await measure(data, size));
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  }
}
agent.destroy();
