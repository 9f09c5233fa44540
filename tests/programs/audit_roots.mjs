#!/usr/bin/env node
// 締めの置き場: each day's signed root of the audit trail leaves the machine by itself. The share is
// away at first: it is tried again over hours, put aside, seen on the page and by doctor, and sent once
// more by a person when the share is back. The next day's root follows alone, and touches nothing.
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible, expectNoSidewaysScrolling, launch } from '../browser/axe.mjs';
import { Office, check, plain, sleep } from './lib/office.mjs';

const office = await Office.open({ demo: true });
const share = `${office.data}.share`;
office.log = 'ignore';

/** The program works from this moment on. */
async function serve_from(moment) {
  await office.stop();
  await office.serve('--at', moment, '--audit-roots', share);
}
async function until(what, holds) {
  for (let waited = 0; waited < 60000; waited += 100) {
    if (holds()) return;
    await sleep(100);
  }
  throw new Error(`never happened: ${what}`);
}
const attempts = () => office.number("SELECT coalesce(max(attempts), 0) FROM outbox_position WHERE receiver = 'audit-roots'");
const dead = () => office.number("SELECT count(*) FROM dead_letter WHERE resent_at IS NULL");
const files = () => readdirSync(share).sort().join(' ');

/** The page as an operator uses it, looked at by axe on a desk and on a phone. */
async function send_again_in_browser() {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await page.goto(`http://127.0.0.1:${office.port}/sign-in`);
    await page.fill('[name=login]', 'saeki');
    await page.fill('[name=password]', 'kakehashi');
    await page.click('button[type=submit], button.pri');
    await page.goto(`http://127.0.0.1:${office.port}/settings`);
    await page.click('text=届いていないもの 1件');
    for (const [width, height] of [[1366, 768], [390, 844]]) {
      await page.setViewportSize({ width, height });
      await expectAccessible(page, `知らせの送信 ${width}`);
      await expectNoSidewaysScrolling(page, `知らせの送信 ${width}`);
    }
    mkdirSync(share);
    await page.click('button:has-text("もう一度送る")');
    await page.waitForSelector('text=1件をもう一度送ります');
  } finally {
    await browser.close();
  }
}

try {
  await serve_from('2026-11-24T23:00');
  await office.sign_in('saeki', 'kakehashi');
  await sleep(1000);

  await serve_from('2026-11-25T00:05');
  await until('the first attempt', () => attempts() === 1);
  const person = await office.sign_in('saeki', 'kakehashi');
  const waiting = plain((await person.get('/settings/delivery')).body);
  check('the page says that it was tried once, and why', waiting.includes('監査の記録の締め') && waiting.includes('1回') && waiting.includes(share), waiting);
  await office.stop();
  office.sql('UPDATE outbox_position SET attempts = 7');  // the five in between, hours apart
  await serve_from('2026-11-25T02:00');
  await until('the eighth attempt', () => dead() === 1);
  check('a start does not tell it once more', office.number("SELECT count(*) FROM outbox WHERE receiver = 'audit-roots'") <= 1);
  const sick = office.tried('doctor', '--audit-roots', share);
  check('doctor finds both', sick.status === 1 && sick.stdout.includes('要確認  届かなかった知らせ') && sick.stdout.includes('要確認  監査の締めが置き場に'), sick.stdout);
  check('the command line tells why', office.run('outbox', 'list').includes(share));

  await send_again_in_browser();
  await until('the root is carried', () => files() === '2026-11-24.json audit.pub');
  await until('nothing waits', () => attempts() === 0);
  const own = readFileSync(join(office.data, 'audit', 'roots', '2026-11-24.json'), 'utf8');
  check('it is the root as it lies here', readFileSync(join(share, '2026-11-24.json'), 'utf8') === own);
  check('who sent it again is written down', office.number("SELECT count(*) FROM event WHERE kind = 'office.letter_resent' AND actor_name = '佐伯 真理'") === 1);
  const well = office.tried('doctor', '--audit-roots', share);
  check('doctor is content', well.status === 0, well.stdout);

  const before = statSync(join(share, '2026-11-24.json'));
  await serve_from('2026-11-26T00:05');
  await until('the next day follows', () => files() === '2026-11-24.json 2026-11-25.json audit.pub');
  const after = statSync(join(share, '2026-11-24.json'));
  check('the first is not written again', before.ino === after.ino && before.mtimeMs === after.mtimeMs);
  check('the trail fits what was carried away', office.tried('audit', 'verify', '--roots', share).status === 0);

  rmSync(join(share, '2026-11-25.json'));
  check('doctor misses a day', office.tried('doctor', '--audit-roots', share).stdout.includes('2026-11-25 など1日分がありません'));
  writeFileSync(join(share, '2026-11-24.json'), own.replace('"last":', '"last":1'));
  check('a root changed elsewhere is found', office.tried('audit', 'verify', '--roots', share).status === 1);
  if (!process.exitCode) console.log('a root left the machine after eight attempts in vain and one press, the next by itself');
} finally {
  await office.close();
  rmSync(share, { recursive: true, force: true });
}
