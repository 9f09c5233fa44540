// node tests/browser/frame_test.mjs FRAME_SERVER STATIC: what the frame and the script do in a
// browser: keys, composing Japanese, live lists, forms that must not be lost, without script, axe.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoSidewaysScrolling, launch, watchConsole } from './axe.mjs';

const [program, assets] = process.argv.slice(2);
const server = spawn(program, [assets], { stdio: ['pipe', 'pipe', 'inherit'] });
let address;
let browser;
let context;
let page;

before(async () => {
  for await (const port of createInterface({ input: server.stdout })) {
    address = `http://127.0.0.1:${port}`;
    break;
  }
  browser = await launch();
  context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  server.stdin.end();
});

const selected = () => page.evaluate(() => document.querySelector('[data-row].sel')?.id);
const rowIds = () => page.$$eval('[data-row]', (rows) => rows.map((row) => row.id).join());
async function openToday() {
  await page.goto(`${address}/today`);
  await page.waitForSelector('.k-fresh', { state: 'attached' });
}
/// Waits until the pane shows what belongs to the selected row.
async function press(key) {
  const answered = page.waitForResponse((response) => response.url().includes('sel='));
  await page.keyboard.press(key);
  await answered;
}

test('every page is accessible and fits from 320 to 1366 pixels, within the policy', async () => {
  for (const width of [320, 390, 683, 1366]) {
    const narrow = await browser.newPage({ viewport: { width, height: 768 } });
    const complaints = watchConsole(narrow);
    for (const path of ['/today', '/menu', '/help/keys', '/sign-in', '/form', '/referrals']) {
      await narrow.goto(address + path);
      await expectAccessible(narrow, `${path} at ${width}px`);
      await expectNoSidewaysScrolling(narrow, `${path} at ${width}px`);
    }
    assert.deepEqual(complaints, []);
    await narrow.close();
  }
});

test('icons come from the sprite and the screen font from our own server', async () => {
  await openToday();
  const box = await page.locator('.k-side .i use').first().boundingBox();
  assert.ok(box.width > 5, 'the symbol is drawn');
  assert.ok(await page.evaluate(async () => {
    await document.fonts.ready;
    return document.fonts.check('14px "Noto Sans JP"', '業務');
  }));
});

test('J and K move through the list, the pane follows, the address remembers', async () => {
  await openToday();
  const first = await selected();
  await press('j');
  const second = await selected();
  assert.notEqual(second, first);
  assert.match(page.url(), /sel=/);
  assert.equal(await page.evaluate(() => document.activeElement.closest('[data-row]').id), second);
  await press('ArrowDown');
  await press('k');
  assert.equal(await selected(), second);
  await page.reload();
  assert.equal(await selected(), second);
});

test('keys mean nothing while Japanese is being composed', async () => {
  await openToday();
  const before = [await selected(), page.url()];
  await page.evaluate(() => {
    for (const key of [{ key: 'j', isComposing: true }, { key: 'Process' }, { key: 'Enter', keyCode: 229 }])
      document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...key }));
  });
  await page.waitForTimeout(200);
  assert.deepEqual([await selected(), page.url()], before);
});

test('letters are text in a field, and Esc leaves the search', async () => {
  await openToday();
  await page.keyboard.press('/');
  await page.keyboard.type('jk?[');
  assert.equal(await page.inputValue('#q'), 'jk?[');
  await page.keyboard.press('Escape');
  assert.notEqual(await page.evaluate(() => document.activeElement.id), 'q');
});

test('the side becomes a rail and stays one on the next page', async () => {
  await openToday();
  await page.keyboard.press('[');
  await page.goto(`${address}/menu`);
  assert.ok(await page.$('.k-shell.rail'));
  await page.keyboard.press('[');
  await page.goto(`${address}/form`);
  assert.equal(await page.$('.k-shell.rail'), null, 'the choice wins over the page');
});

test('? shows the keys, and one-letter keys can be switched off there', async () => {
  await openToday();
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open]');
  await expectAccessible(page, 'key help');
  await page.uncheck('dialog #key-switch input');
  await page.keyboard.press('Escape');
  const before = await selected();
  await page.keyboard.press('j');
  await page.waitForTimeout(200);
  assert.equal(await selected(), before);
  await page.evaluate(() => localStorage.clear());
});

test('大きい文字 makes the whole page 115%, on this device and from the first paint of the next page', async () => {
  const height = () => page.$eval('.k-top', (bar) => bar.getBoundingClientRect().height);
  await page.goto(`${address}/help/keys`);
  const usual = await height();
  await page.check('#large-switch input');
  const unscripted = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() });
  const plain = await unscripted.newPage();
  await plain.goto(`${address}/menu`);
  assert.equal(await plain.$eval('html', (html) => html.className), 'large', 'the server draws it');
  await unscripted.close();
  for (const path of ['/today', '/help/keys']) {
    await page.goto(address + path);
    assert.ok(Math.abs((await height()) - 1.15 * usual) < 1, path);
    await expectNoSidewaysScrolling(page, `${path} enlarged`);
    await expectAccessible(page, `${path} enlarged`);
  }
  await page.uncheck('#large-switch input');
  await page.goto(`${address}/today`);
  assert.equal(await height(), usual);
});

test('G and a letter go to a page', async () => {
  await openToday();
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.waitForURL('**/referrals');
});

test('what a colleague did is offered and moves nothing until it is pressed', async () => {
  await openToday();
  await press('j');
  const before = [await rowIds(), await selected()];
  const pressing = () => page.textContent('.k-side a[href="/referrals"] .n');
  assert.equal(await pressing(), '本日まで 6件');
  for (const referral of [501, 502])
    await page.evaluate((id) => fetch(`/colleague/${id}`, { method: 'POST' }), referral);
  await page.waitForSelector('.k-fresh button', { timeout: 10000 });
  assert.equal(await page.textContent('.k-fresh button'), '新しい業務 2件');
  assert.deepEqual([await rowIds(), await selected()], before);
  assert.equal(await pressing(), '本日まで 8件');
  await expectAccessible(page, 'with new duties');
  await page.click('.k-fresh button');
  await page.waitForSelector('.k-fresh button', { state: 'detached' });
  assert.equal((await page.$$('[data-row]')).length, 16);
  assert.equal(await selected(), before[1]);
  assert.equal(await page.evaluate(() => document.activeElement.closest('[data-row]').id), before[1]);
});

test('a half-written note is not lost by moving on', async () => {
  await openToday();
  await page.keyboard.press('t');
  await page.keyboard.type('やまだ様');
  await page.evaluate(() => document.activeElement.blur());
  const before = await selected();
  let question = '';
  page.once('dialog', (dialog) => {
    question = dialog.message();
    void dialog.dismiss();
  });
  await page.keyboard.press('j');
  await page.waitForTimeout(200);
  assert.match(question, /書きかけ/);
  assert.equal(await selected(), before);
  page.once('dialog', (dialog) => void dialog.accept());
  await page.goto(`${address}/form`);
});

test('Enter does not send a form of several fields, Ctrl+Enter does; mistakes keep what was typed', async () => {
  await page.goto(`${address}/form`);
  await page.fill('#purpose', '精査');
  await page.fill('#born_on', '昭和65年1月1日');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(200);
  assert.equal(await page.$('[data-errors]'), null);
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('[data-errors]');
  assert.equal(await page.inputValue('#born_on'), '昭和65年1月1日');
  assert.equal(await page.inputValue('#purpose'), '精査');
  assert.equal(await page.getAttribute('#born_on', 'aria-invalid'), 'true');
  assert.ok(await page.evaluate(() => document.activeElement.matches('[data-errors]')));
  await expectAccessible(page, 'with mistakes');
});

test('without the network what was typed stays, and is saved once when it is back; Z takes it back', async () => {
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${address}/form`);
  await page.fill('#born_on', '昭37.4.8');
  await page.fill('#purpose', '精査');
  await context.setOffline(true);
  await page.click('.k-btn.pri');
  await page.waitForSelector('.k-callout.failed');
  assert.equal(await page.inputValue('#purpose'), '精査');
  await expectAccessible(page, 'not saved');
  await context.setOffline(false);
  await page.click('text=もう一度保存');
  await page.waitForURL('**/today');
  await page.waitForFunction(() => document.querySelector('#toast span').textContent === '紹介を登録しました');
  await expectAccessible(page, 'with a toast');
  await page.keyboard.press('z');
  await page.waitForFunction(() => document.querySelector('#toast span')?.textContent === '元にもどしました');
});

test('a double click sends once', async () => {
  await page.goto(`${address}/form`);
  let posts = 0;
  page.on('request', (request) => (posts += request.method() === 'POST' ? 1 : 0));
  await page.fill('#born_on', 'S370408');
  await page.dblclick('.k-btn.pri');
  await page.waitForURL('**/today');
  assert.equal(posts, 1);
});

test('without script the same form leads to the same toast and back', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const form = await plain.newPage();
  await form.goto(`${address}/form`);
  await form.fill('#born_on', 'S370408');
  await form.click('.k-btn.pri');
  await form.waitForURL('**/today');
  assert.match(await form.textContent('#toast'), /紹介を登録しました/);
  await form.click('#toast button');
  await form.waitForLoadState();
  assert.match(await form.textContent('#toast'), /元にもどしました/);
  await plain.close();
});

test('X chooses rows, Shift+J goes on choosing, Esc chooses none', async () => {
  await openToday();
  await page.evaluate(() => {
    for (const row of document.querySelectorAll('[data-row]')) {
      const box = Object.assign(document.createElement('input'), { type: 'checkbox' });
      box.setAttribute('aria-label', '選ぶ');
      row.append(box);
    }
    document.getElementById('main').insertAdjacentHTML('beforeend', '<p data-bulk><b data-bulk-count></b></p>');
  });
  await press('j');
  await page.keyboard.press('x');
  await press('Shift+J');
  await press('Shift+J');
  assert.equal(await page.textContent('[data-bulk-count]'), '3件');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('[data-row] :checked').count(), 0);
  assert.equal(await page.isVisible('[data-bulk]'), false);
});

test('when the sign-in has run out the form stays, and is sent with the new token afterwards', async () => {
  await page.goto(`${address}/form`);
  await page.fill('#born_on', 'S370408');
  await page.evaluate(() => {
    for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = 'old';
  });
  await page.route('**/form', (route) => route.fulfill({ status: 401, body: 'サインインしてください。' }));
  await page.click('.k-btn.pri');
  await page.waitForSelector('.k-callout.failed a[href="/sign-in"]');
  await page.unroute('**/form');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.click('text=もう一度保存');
  assert.match((await sent).postData(), /csrf=session-of-1/);
  await page.waitForURL('**/today');
});

/// What the server says of the session: seconds to its idle and its last end.
async function sessionEnds(answers) {
  const asked = [];
  await page.route('**/session/ends', async (route) => {
    asked.push(route.request().headers()['x-background'] ?? 'by hand');
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    await (answer ? route.fulfill({ json: answer }) : route.fulfill({ status: 401, body: '{}' }));
  });
  return asked;
}

test('20 minutes before the session ends the page says so, lets go on, and moves nothing', async () => {
  const asked = await sessionEnds([{ idle: 1195, last: 30000 }, { idle: 14340, last: 30000 }]);
  await page.goto(`${address}/form`);
  await page.focus('#purpose');
  await page.waitForSelector('.k-ends:not([hidden])');
  assert.match(await page.textContent('.k-ends'), /^あと20分でサインアウトになります続けて使う/);
  assert.match(await page.textContent('[role="status"].sr'), /あと20分/);
  assert.equal(await page.isVisible('.k-ends a'), false);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'purpose');
  await expectAccessible(page, 'with the notice');
  await page.keyboard.type('精査');
  await page.click('text=続けて使う');
  await page.waitForSelector('.k-ends', { state: 'hidden' });
  assert.deepEqual(asked, ['1', 'by hand']);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'purpose');
  assert.equal(await page.inputValue('#purpose'), '精査');
  await page.unroute('**/session/ends');
});

test('the end of the shift cannot be moved: its time is said, and what is over is said too', async () => {
  await sessionEnds([{ idle: 9000, last: 600 }, null]);
  await page.setViewportSize({ width: 320, height: 768 });
  await page.goto(`${address}/form`);
  await page.waitForSelector('.k-ends:not([hidden])');
  assert.match(await page.textContent('.k-ends span'), /^あと10分、\d+:\d\d にサインアウトになります。書きかけの入力は保存してください$/);
  assert.equal(await page.isVisible('text=続けて使う'), false);
  await expectNoSidewaysScrolling(page, 'with the notice of the last end');
  await expectAccessible(page, 'with the notice of the last end');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.waitForFunction(() => document.querySelector('.k-ends span').textContent.startsWith('サインアウトになりました'));
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.unroute('**/session/ends');
});
