// Measures the real program on demo data of several sizes. Server time is what the program itself
// reports (Server-Timing), so the load generator's own cost on the same two cores stays outside.
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
const clients = 8;
const port = 18090;

const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
function request(method, path, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const sent = http.request({ agent, host: '127.0.0.1', port, method, path, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const wall = Number(process.hrtime.bigint() - started) / 1e6;
        const server = Number(/dur=([\d.]+)/.exec(answer.headers['server-timing'] ?? '')?.[1] ?? NaN);
        resolve({ status: answer.statusCode, headers: answer.headers, wall, server,
                  body: Buffer.concat(parts).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const ms = (value) => value.toFixed(2);

async function load(name, one) {
  const server = [];
  let failed = 0;
  const end = Date.now() + seconds * 1000;
  const started = Date.now();
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    for (let turn = 0; Date.now() < end; ++turn) {
      const answer = await one(client, turn);
      if (answer.status >= 400) ++failed;
      server.push(answer.server);
    }
  }));
  const rate = server.length / ((Date.now() - started) / 1000);
  server.sort((a, b) => a - b);
  return { name, rate, failed, count: server.length, p50: at(server, 0.5), p99: at(server, 0.99), max: server.at(-1) };
}

async function start(data) {
  const started = Date.now();
  const child = spawn(program, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`],
                      { stdio: ['ignore', 'ignore', 'inherit'] });
  for (;;) {
    try {
      if ((await request('GET', '/readyz')).status === 200) break;
    } catch { /* not listening yet */ }
    await sleep(5);
  }
  return { child, ready: Date.now() - started };
}

const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`))[1]) / 1024;
const peak = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`))[1]) / 1024;

async function sign_in() {
  const answer = await request('POST', '/sign-in', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'login=saeki&password=kakehashi&return_to=%2Ftoday' });
  if (answer.status !== 303) throw new Error('sign-in answered ' + answer.status);
  return answer.headers['set-cookie'].map((cookie) => cookie.split(';')[0]).join('; ');
}

// サトウ and friends: what a desk types.
const searches = ['さとう', '佐藤', 'スズキ', '髙橋', '昭26.9.3', 'たなか ひろし', 'S370408', '渡邊', '042-0', 'いとう'];

async function measure(size) {
  const data = mkdtempSync(join(tmpdir(), 'kakehashi-bench-'));
  try {
    const made = Date.now();
    const demo = spawnSync(program, ['demo', '--data', data, '--scale', 'hospital', '--referrals', String(size), '--seed', '1'], { encoding: 'utf8' });
    if (demo.status !== 0) throw new Error(demo.stderr);
    const demo_seconds = (Date.now() - made) / 1000;
    const first = await start(data);
    const cookie = await sign_in();
    const headers = { Cookie: cookie, Accept: 'text/html' };
    const form = await request('GET', '/referrals/new', { headers });
    const csrf = /name="csrf" value="([^"]+)"/.exec(form.body)[1];
    const get = (path) => () => request('GET', path, { headers });
    const rows = [];
    rows.push(await load('GET /healthz', get('/healthz')));
    rows.push(await load('本日の業務 /today', get('/today')));
    rows.push(await load('紹介受付 /referrals', get('/referrals')));
    rows.push(await load('返書管理 /replies', get('/replies')));
    rows.push(await load('予約調整 /bookings', get('/bookings')));
    const places = [];
    for (const words of searches) {
      const answer = await request('POST', '/search', { headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
                                                        body: new URLSearchParams({ csrf, to: '/patients', q: words }).toString() });
      places.push(answer.headers.location);
    }
    rows.push(await load('患者をさがす /patients', (client, turn) => request('GET', places[(client + turn) % places.length], { headers })));
    rows.push(await load('紹介を登録 (fsync)', (client, turn) => {
      const body = new URLSearchParams({ csrf, form_key: `bench-${client}-${turn}-${Date.now()}`, ...new_referral(client, turn) });
      return request('POST', '/referrals/new', { headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' }, body: body.toString() });
    }));
    const memory = { now: resident(first.child.pid), peak: peak(first.child.pid) };
    first.child.kill('SIGTERM');
    await new Promise((done) => first.child.on('exit', done));
    const again = await start(data);
    again.child.kill('SIGTERM');
    await new Promise((done) => again.child.on('exit', done));
    return { size, demo_seconds, ready: again.ready, memory, rows };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function new_referral(client, turn) {
  const day = String(1 + ((client * 7 + turn) % 28)).padStart(2, '0');
  return {
    door: 'phone', urgency: 'routine', 'patient.name': '計測 試子', 'patient.kana': 'ケイソク タメコ', sex: 'female',
    born_on: `1950-0${1 + (turn % 9)}-${day}`, patient: 'new', referring_facility: 'みなと内科クリニック', referrer_pick: 'new',
    diagnoses: '高血圧症', purpose: '精査のお願い',
  };
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`Measured ${new Date().toISOString().slice(0, 10)} at commit ${commit} on ${cpus().length} cores (${cpus()[0].model}), ` +
            `${clients} clients with keep-alive on the same machine, ${seconds} s a row. Times are server times in ms.\n`);
for (const size of sizes) {
  const result = await measure(size);
  console.log(`### ${size.toLocaleString('en')} referrals\n`);
  console.log(`Demo data in ${result.demo_seconds.toFixed(1)} s; start to ready ${result.ready} ms; ` +
              `resident ${result.memory.now.toFixed(0)} MB under load (peak ${result.memory.peak.toFixed(0)} MB).\n`);
  console.log('| what | requests/s | p50 | p99 | max | refused |\n|---|--:|--:|--:|--:|--:|');
  for (const row of result.rows)
    console.log(`| ${row.name} | ${row.rate.toFixed(0)} | ${ms(row.p50)} | ${ms(row.p99)} | ${ms(row.max)} | ${row.failed} of ${row.count} |`);
  console.log();
}
agent.destroy();
