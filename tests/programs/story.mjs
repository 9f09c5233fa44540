#!/usr/bin/env node
// The whole story in the real browser: a FAX arrives in the watched folder and ends as a final reply.
// Told twice, by mouse and by the keyboard alone, side by side (a FAX rests a minute in the folder); every page on the way is looked at by axe, and no
// page may scroll sideways at 390 and 320 px. The clock moves on between the days by starting the
// program again at another moment.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectAccessible, expectNoSidewaysScrolling, launch, watchConsole } from '../browser/axe.mjs';

const program = process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi';
const told = process.argv[2];  // mouse or keyboard; both without it
const port = told === 'keyboard' ? 18096 : 18095;
const base = `http://127.0.0.1:${port}`;
const data = mkdtempSync(join(tmpdir(), 'kakehashi-story-'));
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let server = null;

/// The program at a moment of the story. Sessions outlive it.
async function at(moment) {
  if (server) {
    const ended = new Promise((done) => server.on('exit', done));
    server.kill('SIGTERM');
    await ended;
  }
  server = spawn(program, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--at', moment],
                 { stdio: ['ignore', 'ignore', 'inherit'] });
  for (let tries = 0; tries < 400; ++tries) {
    try {
      if ((await fetch(`${base}/readyz`)).ok) return;
    } catch { /* not yet */ }
    await sleep(25);
  }
  throw new Error('the program does not get ready');
}

function sql(text) {
  return execFileSync('sqlite3', ['-readonly', join(data, 'office.db'), text], { encoding: 'utf8' }).trim();
}

async function sign_in(page, login) {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel('職員ID').fill(login);
  await page.getByLabel('パスワード').fill('kakehashi');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/today');
}

/// How a person acts: by mouse, or by Tab, letters and Enter alone.
const mouse = {
  async press(locator) { await locator.first().click(); },
  async key(page, letter, fallback) { await fallback.first().click(); },
};
const keyboard = {
  /// Walks with Tab until the wanted control has the focus, as somebody without a mouse does.
  async press(locator) {
    const page = locator.page();
    const wanted = await locator.first().elementHandle();
    await wanted.evaluate((element) => element.closest('details:not([open])')?.querySelector('summary')?.focus());
    if (await page.evaluate(() => document.activeElement?.matches('details:not([open]) > summary'))) await page.keyboard.press('Enter');
    for (let steps = 0; steps < 400; ++steps) {
      if (await wanted.evaluate((element) => element === document.activeElement)) {
        const radio = await wanted.evaluate((element) => element.matches('input[type=radio], input[type=checkbox]'));
        await page.keyboard.press(radio ? 'Space' : 'Enter');
        return;
      }
      await page.keyboard.press('Tab');
      // A group of radios is one stop: the arrows move inside it.
      for (let arrows = 0; arrows < 8; ++arrows) {
        const inside = await wanted.evaluate((element) => element.type === 'radio' && document.activeElement?.type === 'radio' &&
                                             document.activeElement.name === element.name && element !== document.activeElement);
        if (!inside) break;
        await page.keyboard.press('ArrowDown');
      }
      // So is the week of places.
      for (let arrows = 0; arrows < 60; ++arrows) {
        const arrow = await wanted.evaluate((element) => {
          const here = document.activeElement;
          if (here === element || !here?.closest('[data-grid] td') || !element.closest('[data-grid] td')) return null;
          const later = here.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
          const sideways = here.closest('tr') === element.closest('tr') && here.closest('td') !== element.closest('td');
          return sideways ? (later ? 'ArrowRight' : 'ArrowLeft') : (later ? 'ArrowDown' : 'ArrowUp');
        });
        if (!arrow) break;
        await page.keyboard.press(arrow);
      }
    }
    throw new Error('the keyboard does not reach ' + (await wanted.evaluate((element) => element.outerHTML.slice(0, 120))));
  },
  async key(page, letter) {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press(letter);
  },
};

async function look(page, name) {
  await expectAccessible(page, name);
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await expectNoSidewaysScrolling(page, `${name} ${width}px`);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}

/// The week of places is one stop of Tab; arrows, Home and End move inside it.
async function walk_the_week(page) {
  const slots = page.locator('[data-grid] .k-sl :is(a, button)');
  const stops = () => slots.evaluateAll((all) => all.filter((slot) => slot.tabIndex === 0).length);
  const at_column = () => page.evaluate(() => document.activeElement.closest('[data-grid] td')?.cellIndex);
  assert.equal(await stops(), 1, 'the week is one stop of Tab');
  await page.locator('[data-grid] .k-sl [tabindex="0"]').focus();
  await page.keyboard.press('Home');
  const first = await at_column();
  await page.keyboard.press('ArrowRight');
  assert.ok((await at_column()) > first, 'ArrowRight goes to a later day');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await at_column(), first);
  await page.keyboard.press('End');
  assert.ok((await at_column()) > first, 'End goes to the last day of the row');
  const before = await page.evaluate(() => document.activeElement.getBoundingClientRect().top);
  await page.keyboard.press('ArrowDown');
  assert.ok((await page.evaluate(() => document.activeElement.getBoundingClientRect().top)) !== before, 'ArrowDown goes down');
  assert.equal(await stops(), 1, 'the stop moved along');
  await page.evaluate(() => document.activeElement.blur());
}

/// Puts one of the town's own FAX pictures into the watched folder, as a FAX machine does.
async function fax_arrives(name) {
  const inbox = join(data, 'inbox');
  mkdirSync(inbox, { recursive: true });
  const original = sql("SELECT hash FROM case_document WHERE media_type = 'image/tiff' ORDER BY id LIMIT 1");
  cpSync(join(data, 'documents', original.slice(0, 2), original.slice(2, 4), original), join(inbox, name));
}

let shown = null;  // the page in hand, for the report of a failure

async function story(browser, hand, patient) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'ja-JP' });
  const page = await context.newPage();
  page.setDefaultTimeout(10000);
  shown = page;
  const complaints = watchConsole(page);
  const step = (text) => process.env.KAKEHASHI_VERBOSE && console.log(`  ${text}`);

  step('a FAX arrives');
  await fax_arrives(`fax-${hand === mouse ? 1 : 2}.tif`);
  await at('2026-11-24T10:12');
  for (let tries = 0; existsSync(join(data, 'inbox', `fax-${hand === mouse ? 1 : 2}.tif`)); ++tries) {
    assert.ok(tries < 400, 'the watched folder is read');  // once a minute
    await sleep(250);
  }
  await sign_in(page, 'saeki');
  if (hand === mouse) await look(page, '本日の業務');
  const id = sql("SELECT max(id) FROM referral WHERE state = 'received' AND door = 'fax'");

  step('it is opened beside its original and typed in');
  await page.goto(`${base}/referrals?stage=received`);
  if (hand === mouse) await look(page, '紹介受付');
  await page.goto(`${base}/referrals/${id}`);
  await page.getByRole('img').first().waitFor();
  if (hand === mouse) await look(page, '紹介詳細(未登録)');
  await page.getByLabel('患者氏名').fill(patient.name);
  await page.getByLabel('フリガナ').fill(patient.kana);
  await page.getByLabel('生年月日').fill('昭37.4.8');
  await page.getByLabel('紹介元', { exact: true }).fill('みなと内科クリニック');
  await page.locator('#diagnoses').fill('不安定狭心症の疑い');
  await page.getByLabel('受診科').selectOption({ label: '循環器内科' });
  await page.getByLabel('性別').selectOption({ label: '男' });
  await hand.press(page.getByRole('button', { name: '保存して患者をさがす' }));
  step('the patient is chosen');
  await page.getByRole('button', { name: 'この方で登録する' }).waitFor();
  const fresh = page.locator('input[type=radio][value=new]');
  if (await fresh.count()) await hand.press(fresh);
  await hand.key(page, 'e', page.getByRole('button', { name: 'この方で登録する' }));
  await page.getByText('受入判断まち').first().waitFor();
  if (hand === mouse) await look(page, '紹介詳細(受入判断まち)');

  step('it is accepted');
  await hand.key(page, 'e', page.getByRole('button', { name: '受入可と返答する' }));
  await page.waitForFunction(() => !document.body.textContent.includes('受入判断まち'));
  assert.equal(sql(`SELECT state FROM referral WHERE id = ${id}`), 'awaiting_booking');

  step('a place is held and confirmed');
  await page.goto(`${base}/bookings?sel=${id}&week=2026-11-25`);
  if (hand === mouse) await look(page, '予約調整');
  if (hand === keyboard) await walk_the_week(page);
  await hand.press(page.locator('button[name=slot]'));
  await page.getByRole('button', { name: '予約を確定して返信する' }).waitFor();
  await hand.key(page, 'e', page.getByRole('button', { name: '予約を確定して返信する' }));
  await page.waitForLoadState();
  for (let tries = 0; sql(`SELECT state FROM referral WHERE id = ${id}`) !== 'awaiting_visit'; ++tries) {
    assert.ok(tries < 40, 'the booking is confirmed');
    await sleep(100);
  }
  const visit = sql(`SELECT on_date FROM booking WHERE referral_id = ${id} AND state = 'confirmed'`);
  assert.match(visit, /^2026-1[12]-\d\d$/);
  assert.equal(sql(`SELECT count(*) FROM case_document WHERE case_id = ${id} AND kind IN ('booking_slip', 'visit_guide')`), '2');

  step('the patient comes, the referrer is told the same day');
  await at(`${visit}T15:00`);
  await sign_in(page, 'omura');
  await page.goto(`${base}/arrivals`);
  if (hand === mouse) await look(page, '来院・受診報告');
  const row = page.locator('li, tr').filter({ hasText: patient.name });
  await hand.press(row.getByRole('button', { name: '来院した' }));
  await page.getByRole('button', { name: `${patient.name} さんの受診報告` }).waitFor();
  assert.equal(sql(`SELECT state FROM referral WHERE id = ${id}`), 'visited');
  await hand.press(page.getByRole('button', { name: `${patient.name} さんの受診報告` }));
  for (let tries = 0; sql(`SELECT state FROM reply_obligation WHERE referral_id = ${id} AND stage = 'arrival_notice'`) !== 'sent'; ++tries) {
    assert.ok(tries < 40, 'the arrival notice is sent');
    await sleep(100);
  }

  for (const [stage, day] of [['first', 1], ['final', 20]]) {
    step(`the ${stage} reply is written and sent`);
    const moment = new Date(Date.parse(visit) + day * 86400000).toISOString().slice(0, 10);
    await at(`${moment}T11:00`);
    await sign_in(page, 'omura');
    const reply = sql(`SELECT id FROM reply_obligation WHERE referral_id = ${id} AND stage = '${stage}'`);
    if (hand === mouse) {
      await page.goto(`${base}/replies`);
      await look(page, '返書管理');
    }
    await page.goto(`${base}/replies/${reply}`);
    if (hand === mouse) await look(page, `返書(${stage})`);
    await page.getByLabel('医師', { exact: true }).selectOption({ index: 1 });
    await page.locator('[id="reply.prescription"]').fill('変更なし');
    const again = page.locator('[id="reply.refer_again"]');
    if (await again.count()) await again.fill('胸部症状が出たときは、いつでもご紹介ください。');
    const requests = page.locator('[id="reply.requests"]');
    if (await requests.count()) await requests.fill('血圧の管理をお願いいたします。');
    await hand.press(page.getByRole('button', { name: '保存して送付を確かめる' }));
    await page.waitForURL('**/sending**');
    if (hand === mouse) await look(page, '送付の確認');
    await hand.key(page, 'e', page.locator('button.pri'));
    await page.waitForURL('**/replies/sent**');
    assert.equal(sql(`SELECT state FROM reply_obligation WHERE id = ${reply}`), 'sent');
  }
  assert.equal(sql(`SELECT state FROM referral WHERE id = ${id}`), 'replied');
  await page.goto(`${base}/referrals/${id}`);
  if (hand === mouse) {
    await look(page, '紹介詳細(終結)');
    const person = sql(`SELECT patient_id FROM referral WHERE id = ${id}`);
    const missed = sql("SELECT id FROM referral WHERE state = 'no_show' LIMIT 1");
    for (const path of [`/patients/${person}`, `/arrivals/${missed}/absence`, '/settings', '/patients', '/facilities', '/facilities/2', '/facilities/import', '/referrals/new', '/referrals/import',
                        '/patients/new', '/bookings/templates', '/help/keys', '/menu', '/search']) {
      await page.goto(base + path);
      await look(page, path);
    }
  }
  // The program is started again between the days: an open page sees it gone, then signed out.
  const expected = /401|ERR_EMPTY_RESPONSE|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/;
  assert.deepEqual(complaints.filter((one) => !expected.test(one)), [], 'the browser has nothing to complain of');
  await context.close();
}

/// Both tellings as programs of their own.
async function both() {
  const tellings = ['mouse', 'keyboard'].map((hand) => spawn(process.execPath, [process.argv[1], hand], { stdio: 'inherit' }));
  const codes = await Promise.all(tellings.map(async (telling) => (await once(telling, 'exit'))[0]));
  process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
}

async function tell() {
  execFileSync(program, ['demo', '--scale', 'small', '--seed', '7', '--today', '2026-11-24', '--data', data], { stdio: ['ignore', 'ignore', 'inherit'] });
  const browser = await launch();
  if (told === 'mouse') await story(browser, mouse, { name: '試験 太郎', kana: 'シケン タロウ' });
  else await story(browser, keyboard, { name: '操作 健一', kana: 'ソウサ ケンイチ' });
  await browser.close();
  console.log(`from FAX to final reply by ${told}`);
}

try {
  await (told ? tell() : both());
} catch (failure) {
  if (shown) console.error(`on ${shown.url()}:\n${(await shown.locator('main').innerText().catch(() => '')).slice(0, 1500)}`);
  throw failure;
} finally {
  server?.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
}
