#!/usr/bin/env node
// A storm of wrong sign-ins from many addresses takes neither the pages of those who work nor the
// door of a colleague: passwords are worked on one at a time, and who finds the line full is told so
// at once.
import http from 'node:http';
import { Office, check, sleep } from './lib/office.mjs';

const kStormMs = 6000;
const kSenders = 96;
const kPageMsMost = 1500;  // of every page that a colleague opens meanwhile, on a busy machine
const kRefusalMsMost = 4000;
const kLineMsMost = 10000;  // 40 passwords of some 35 ms, with little of the machine left

const office = await Office.open({ demo: true });
const agents = [...Array(kSenders)].map(() => new http.Agent({ keepAlive: true, maxSockets: 1 }));

/// One guess from an address of its own: all of 127.0.0.0/8 is this machine.
function guess(number) {
  return new Promise((resolve) => {
    const body = `login=nobody${number}&password=guess`;
    const begun = performance.now();
    const sent = http.request({
      agent: agents[number], host: office.host, port: office.port, method: 'POST', path: '/sign-in',
      localAddress: `127.0.1.${1 + number % 48}`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length },
    }, (answer) => answer.resume().on('end', () => resolve({ status: answer.statusCode, ms: performance.now() - begun })));
    sent.on('error', () => resolve({ status: 0, ms: 0 }));
    sent.end(body);
  });
}

const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * share)] ?? 0;

try {
  await office.serve();
  const saeki = await office.sign_in('saeki', 'kakehashi');
  const omura = await office.sign_in('omura', 'kakehashi');  // yesterday, at this computer
  const page_ms = async () => {
    const begun = performance.now();
    const { status } = await saeki.get('/today');
    check('the page is shown', status === 200, String(status));
    return performance.now() - begun;
  };
  const calm = [];
  for (let i = 0; i < 20; ++i) calm.push(await page_ms());

  const answers = [];
  const end = performance.now() + kStormMs;
  const storm = [...agents.keys()].map(async (number) => {
    while (performance.now() < end) answers.push(await guess(number));
  });
  await sleep(500);
  const busy = [];
  const coming_in = [];
  while (performance.now() < end - 500) {
    busy.push(await page_ms());
    if (busy.length % 10 === 1) {
      const begun = performance.now();
      const { status } = await omura.post('/sign-in', [['login', 'omura'], ['password', 'kakehashi']]);
      check('a colleague comes in meanwhile', status === 303, String(status));
      coming_in.push(performance.now() - begun);
    }
    await sleep(50);
  }
  await Promise.all(storm);

  const refused = answers.filter((one) => one.status === 503);
  check('guesses were worked on', answers.some((one) => one.status === 403));
  check('a full line is told', refused.length > 0);
  check('at once', quantile(refused.map((one) => one.ms), 0.99) < kRefusalMsMost, `${quantile(refused.map((one) => one.ms), 0.99)} ms`);
  check('pages do not wait for the storm', Math.max(...busy) < kPageMsMost, `${Math.max(...busy)} ms`);
  check('within the time of a full line', Math.max(...coming_in) < kLineMsMost, `${Math.max(...coming_in)} ms`);
  const figures = (numbers) => `median ${quantile(numbers, 0.5).toFixed(0)} ms, worst ${Math.max(...numbers).toFixed(0)} ms`;
  console.log(`pages: ${figures(calm)} in calm, ${figures(busy)} among ${answers.length} guesses ` +
              `(${answers.length - refused.length} worked on, ${refused.length} told to wait); a colleague's sign-in: ${figures(coming_in)}`);
} finally {
  for (const agent of agents) agent.destroy();
  await office.close();
}
