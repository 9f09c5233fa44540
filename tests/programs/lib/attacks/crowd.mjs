// Thousands of connections that say nothing, or one byte now and then: a colleague's page is answered.
import { execFileSync } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { check, sleep } from '../office.mjs';

const kIdle = 10000;
const kSlow = 400;
const kPages = 30;
const kPageMsMost = 3000;
const kFilesBeside = 500;

/** A connection from one of many addresses: all of 127.0.0.0/8 is this machine. */
function connection(office, number, say) {
  const socket = net.connect({ port: office.port, host: office.host, localAddress: `127.0.${2 + (number >> 7)}.${1 + (number & 127)}` }, say);
  socket.on('error', () => {});
  return socket;
}

async function page_ms(person, agent) {
  const begun = performance.now();
  const status = await new Promise((resolve) => {
    const sent = http.get({ host: person.office.host, port: person.office.port, path: '/today', agent, timeout: 20000, headers: { Cookie: person.cookie } }, (answer) => answer.resume().on('end', () => resolve(answer.statusCode)));
    sent.on('error', () => resolve(0));
    sent.on('timeout', () => sent.destroy());
  });
  return { status, ms: performance.now() - begun };
}

async function pages_meanwhile(person, what, agent) {
  const times = [];
  for (let i = 0; i < kPages; ++i) {
    const { status, ms } = await page_ms(person, agent);
    check(`${what}: the page is shown`, status === 200, `${status} after ${ms.toFixed(0)} ms`);
    times.push(ms);
    await sleep(50);
  }
  check(`${what}: in time`, Math.max(...times) < kPageMsMost, `${Math.max(...times)} ms`);
  return `median ${times.sort((a, b) => a - b)[kPages >> 1].toFixed(0)} ms, worst ${times.at(-1).toFixed(0)} ms`;
}

/** Headers and bodies that come one byte a second. */
export async function slow_senders(office, person) {
  const head = 'POST /sign-in HTTP/1.1\r\nHost: t\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n';
  const sockets = Array.from({ length: kSlow }, (_, i) => {
    const text = i % 2 ? `${head}${'a'.repeat(1000)}` : `GET / HTTP/1.1\r\nHost: t\r\nX-Long: ${'a'.repeat(1000)}`;
    let said = i % 2 ? head.length : 16;
    const socket = connection(office, i, () => socket.write(text.slice(0, said)));
    const timer = setInterval(() => socket.writable && socket.write(text[said++ % text.length]), 1000);
    socket.on('close', () => clearInterval(timer));
    return socket;
  });
  await sleep(500);
  const figures = await pages_meanwhile(person, `${kSlow} slow senders`, new http.Agent({ maxSockets: 1 }));
  for (let waited = 0; waited < 40 && sockets.some((one, i) => i % 2 === 0 && !one.destroyed); ++waited) await sleep(1000);
  check('a header without end is cut off', sockets.every((one, i) => i % 2 || one.destroyed));
  for (const socket of sockets) socket.destroy();
  console.log(`${kSlow} slow senders: a new connection's page ${figures}`);
}

export async function idle_crowd(office, person) {
  const files = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim());
  if (files < kIdle + kFilesBeside) {
    console.log(`SKIPPED: ${kIdle} idle connections need ulimit -n ${kIdle + kFilesBeside}; it is ${files} here`);
    return;
  }
  const own = new http.Agent({ keepAlive: true, maxSockets: 1 });
  check('the page before', (await page_ms(person, own)).status === 200);
  const sockets = [];
  let came = 0;
  for (let i = 0; i < kIdle; ++i) {
    sockets.push(connection(office, i, () => ++came));
    if (i % 200 === 199) await sleep(20);
  }
  await sleep(500);
  check('the crowd was let in', came > kIdle * 0.9, String(came));
  const kept = await pages_meanwhile(person, `${kIdle} idle connections`, own);
  const fresh = await pages_meanwhile(person, `${kIdle} idle connections, a new one`, new http.Agent({ maxSockets: 1 }));
  const held = Number(/^kakehashi_http_connections (\d+)/m.exec((await office.request('GET', '/metrics')).body)?.[1]);
  check('much of the crowd is held', held > 1000, String(held));
  const memory = office.memory();
  check('memory stays within bounds', memory < 500, `${memory} MB`);
  for (const socket of sockets) socket.destroy();
  own.destroy();
  console.log(`${kIdle} idle connections, ${came} opened, ${held} held at last: pages ${kept}; on a new connection ${fresh}; ${memory.toFixed(0)} MB`);
}
