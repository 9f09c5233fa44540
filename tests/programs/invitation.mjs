#!/usr/bin/env node
// Somebody new in the real browser: invited on a slip, opened once in another browser, own password,
// second factor, the day's work; stands in for a colleague for two days; and is out at once on the
// day the account is stopped.
import assert from 'node:assert/strict';
import { Stage, landed } from './lib/stage.mjs';
import { totp } from './lib/totp.mjs';

const stage = await Stage.open('invitation', 18152, '2026-11-24');
const password = 'mukadewadensha';
let begun;
const clock = { at: async (moment) => { await stage.at(moment); begun = Date.now() - Date.parse(`${moment}:00+09:00`); } };
const code_of = (secret, ahead = 0) => totp(secret, Date.now() - begun + ahead);
const main = (page) => page.locator('main').innerText();
const press = (page, name) => landed(page, () => page.getByRole('button', { name }).first().click());
/** The first duty of the office that nobody has becomes somebody's. */
async function take_a_duty(page, name) {
  await stage.go(page, '/today?scope=unassigned');
  await page.locator('.p-duty-acts summary', { hasText: '担当' }).first().click();
  await landed(page, () => page.locator('.p-duty-acts').getByRole('button', { name, exact: true }).click());
}

try {
  await clock.at('2026-11-24T10:12');
  const head = await stage.visitor();
  await stage.sign_in(head, 'hasegawa');

  stage.step('the head asks everybody for a second factor, and invites somebody');
  await stage.go(head, '/settings/people');
  await head.getByLabel('二つ目の確認を求める人').selectOption('everybody');
  await landed(head, () => head.locator('.p-join-row button').click());
  await landed(head, () => head.getByRole('link', { name: '招待する' }).click());
  await stage.look(head, '職員を招待する', { narrow: true });
  await head.getByLabel('氏名').fill('木下 葵');
  await head.getByLabel('職員ID').fill('kinoshita');
  await head.getByLabel('役割').selectOption({ label: '連携看護師' });
  await press(head, '招待の控えをつくる');
  await stage.look(head, '招待の控え', { narrow: true });
  const code = await head.locator('#invitation-code').innerText();
  assert.match(code, /^(?:[2-9A-HJ-NP-Z]{4}-){12}[2-9A-HJ-NP-Z]{4}$/);
  const link = `/sign-in/invitation?invitation=${code}`;
  await stage.go(head, '/settings/people');
  await stage.look(head, '職員と役割', { narrow: true });
  assert.doesNotMatch(await head.content(), new RegExp(code), 'the code is shown once');

  stage.step('in another browser the code is typed, then the own password chosen');
  const nurse = await stage.visitor();
  await stage.go(nurse, '/sign-in/invitation');
  await stage.look(nurse, 'はじめてのサインイン(控えの文字)', { narrow: true });
  await nurse.getByLabel('控えの文字').fill(code.toLowerCase().replaceAll('-', ' '));
  await press(nurse, '次へ');
  await stage.look(nurse, 'はじめてのサインイン', { narrow: true });
  await nurse.getByLabel('パスワード', { exact: true }).fill('kinoshita-2026');
  await nurse.getByLabel('パスワードをもう一度').fill('kinoshita-2026');
  assert.match(await main(nurse), /使えます。もっと長くすると/);
  await press(nurse, 'このパスワードではじめる');
  assert.match(await main(nurse), /だれもが最初に試す/);

  stage.step('while it is typed the password says how long it is, and is shown on request');
  const typed = nurse.getByLabel('パスワード', { exact: true });
  await typed.fill('むかで');
  assert.match(await main(nurse), /あと10文字/);
  await typed.fill('むかでむかでむかでむかでむかで');
  assert.match(await main(nurse), /同じ文字のくり返し/);
  await stage.look(nurse, 'はじめてのサインイン(くり返しのパスワード)', { narrow: true });
  assert.equal(await typed.getAttribute('type'), 'password');
  await nurse.getByLabel('入力した文字を表示する').check();
  assert.equal(await typed.getAttribute('type'), 'text');
  await nurse.getByLabel('パスワード', { exact: true }).fill(password);
  await nurse.getByLabel('パスワードをもう一度').fill(password);
  await press(nurse, 'このパスワードではじめる');

  stage.step('nothing opens before the second factor');
  await stage.go(nurse, '/patients');
  assert.equal(new URL(nurse.url()).pathname, '/account/app');
  await stage.look(nurse, '認証アプリを加える(はじめに)', { narrow: true });
  const secret = (await nurse.locator('.p-acct-secret').innerText()).replace(/\s/g, '');
  await nurse.getByLabel('アプリの6けた').fill(code_of(secret));
  await nurse.getByLabel('いまのパスワード').fill(password);
  await landed(nurse, () => nurse.locator('main button[type=submit]').click());
  await landed(nurse, () => nurse.getByRole('link', { name: '控えました' }).click());
  await stage.go(nurse, '/');
  assert.equal(new URL(nurse.url()).pathname, '/today');

  stage.step('the link is used: a second opening, and an invented one, say the same');
  const stranger = await stage.visitor();
  const said = [];
  for (const address of [link, '/sign-in/invitation?invitation=ABCD']) {
    assert.equal((await stranger.goto(stage.base + address)).status(), 404);
    said.push(await main(stranger));
  }
  await stage.look(stranger, 'この招待は使えません', { narrow: true });
  assert.equal(said[0], said[1]);
  assert.match(said[0], /この招待は使えません/);
  assert.doesNotMatch(said[0], /木下/);

  stage.step('a colleague who is away hands the work on');
  const saeki = await stage.visitor();
  await stage.sign_in(saeki, 'saeki');
  await take_a_duty(saeki, '佐伯 真理');
  await stage.go(saeki, '/account/deputy');
  await saeki.getByLabel('代わる人').selectOption({ label: '木下 葵(連携看護師)' });
  await saeki.getByLabel('はじめの日').fill('2026/11/24');
  await saeki.getByLabel('おわりの日').fill('2026/11/25');
  await press(saeki, '代行を決める');
  await stage.look(saeki, '代行', { narrow: true });
  await stage.go(nurse, '/today?scope=mine');
  assert.match(await main(nurse), /佐伯 真理 さんの代行/);

  stage.step('the sheet for the wall says who stands in for whom');
  await stage.go(head, '/settings/people');
  await landed(head, () => head.getByRole('link', { name: '役割分担表' }).click());
  assert.match(await main(head), /11\/24\(火\) から 11\/25\(水\) は 木下 葵 が代行/);
  assert.doesNotMatch(await main(head), /できる人がいない仕事/);
  await stage.look(head, '役割分担表', { narrow: true });

  stage.step('two days later the work is the colleague\'s own again');
  await clock.at('2026-11-26T09:00');
  await nurse.goto(`${stage.base}/sign-in`);
  await nurse.getByLabel('職員ID').fill('kinoshita');
  await nurse.getByLabel('パスワード').fill(password);
  await landed(nurse, () => nurse.keyboard.press('Enter'));
  await nurse.getByLabel('認証アプリの6けた').fill(code_of(secret));
  await landed(nurse, () => nurse.keyboard.press('Enter'));
  await stage.go(nurse, '/today?scope=mine');
  assert.doesNotMatch(await main(nurse), /代行/);
  await take_a_duty(nurse, '木下 葵');

  stage.step('the account is stopped: out at once, and the work says so');
  await stage.sign_in(head, 'hasegawa');
  await stage.go(head, '/settings/people');
  await landed(head, () => head.locator('tr', { hasText: 'kinoshita' }).getByRole('button', { name: /停止する/ }).click());
  await stage.go(nurse, '/today');
  assert.equal(new URL(nurse.url()).pathname, '/sign-in');
  await stage.go(head, '/today');
  assert.match(await main(head), /停止中の人\(木下 葵 さん\)の業務が1件あります/);
  await stage.go(head, '/settings/people/roles');
  assert.match(await main(head), /担当者のいなくなった業務が 1件あります/);
  await stage.look(head, '本日の業務(担当者の停止)', { narrow: true });

  assert.equal(stage.sql(`SELECT count(*) FROM audit WHERE what LIKE '%${code}%' OR result LIKE '%${code}%' OR seen LIKE '%${code}%'`), '0');
  stage.expectQuiet(/40[134]|422|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/);
  console.log(`invited, joined with a second factor, stood in for two days, stopped: ${((performance.now()) / 1000).toFixed(1)} s`);
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
