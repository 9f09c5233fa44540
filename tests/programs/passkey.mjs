#!/usr/bin/env node
// A colleague adds a passkey and signs in with it in the real browser, whose virtual authenticator
// (CDP, WebAuthn domain) takes the place of the telephone. Then an authenticator app: QR code, code,
// recovery code.
import assert from 'node:assert/strict';
import { Stage, landed } from './lib/stage.mjs';
import { totp } from './lib/totp.mjs';

const port = 18099;
const origin = `http://localhost:${port}`;
const password = 'kakehashi';
const stage = await Stage.open('passkey', port, '2026-11-24');

/// A telephone with a fingerprint reader, as the browser sees it.
async function authenticator(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
               isUserVerified: true, automaticPresenceSimulation: true },
  });
  return {
    credentials: async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    verified: (isUserVerified) => devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

const sign_out = (page) => landed(page, () => page.evaluate(() => document.querySelector('form[action="/sign-out"]').submit()));
async function give_password(page, login) {
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel('職員ID').fill(login);
  await page.getByLabel('パスワード').fill(password);
  await landed(page, () => page.keyboard.press('Enter'));
}

try {
  stage.more = ['--origin', origin];
  await stage.at('2026-11-24T10:12');
  const started = Date.now();

  const page = await stage.visitor();
  const phone = await authenticator(page);
  await give_password(page, 'saeki');
  await page.goto(`${origin}/account`);
  await stage.look(page, 'サインインの安全', { narrow: true });

  stage.step('a passkey is made by the browser and taken by the office');
  await page.locator('summary', { hasText: 'パスキーを加える' }).click();
  await page.getByLabel('この端末の名前').fill('相談室の PC');
  const form = page.locator('form[data-passkey=create]');
  await form.getByLabel('いまのパスワード').fill(password);
  await landed(page, () => form.getByRole('button', { name: 'パスキーを加える' }).click());
  assert.equal(await page.locator('.p-acct-codes li').count(), 10, 'ten recovery codes are shown');
  const recovery = await page.locator('.p-acct-codes li').first().innerText();
  const [made] = await phone.credentials();
  assert.ok(made.isResidentCredential, 'the passkey is found without a login');
  assert.equal(made.rpId, 'localhost');
  await page.goto(`${origin}/account`);
  assert.match(await page.locator('main').innerText(), /相談室の PC/);
  await stage.look(page, 'サインインの安全 with a passkey', { narrow: true });

  stage.step('the passkey alone opens the door, without login and password');
  await sign_out(page);
  await page.goto(`${origin}/sign-in?return_to=%2Freferrals`);
  await stage.look(page, 'サインイン with a passkey', { narrow: true });
  await landed(page, () => page.getByRole('button', { name: 'この端末のパスキーで入る' }).click());
  assert.equal(new URL(page.url()).pathname, '/referrals');
  assert.equal(stage.sql("SELECT count(*) FROM audit WHERE what = 'POST /sign-in/passkey'") +
               stage.sql("SELECT count(*) FROM audit_pending WHERE what = 'POST /sign-in/passkey'") > 0, true);
  const [used] = await phone.credentials();
  assert.equal(Number(stage.sql('SELECT sign_count FROM passkey')), used.signCount, 'the counter is kept');

  stage.step('without the finger nobody comes in');
  await sign_out(page);
  await page.goto(`${origin}/sign-in`);
  await phone.verified(false);
  await page.getByRole('button', { name: 'この端末のパスキーで入る' }).click();
  await page.getByText('確かめられませんでした').waitFor();
  await phone.verified(true);

  stage.step('the password alone does not open it any more; a recovery code does');
  await give_password(page, 'saeki');
  assert.equal(new URL(page.url()).pathname, '/sign-in/code');
  await stage.look(page, 'もう一つの確認', { narrow: true });
  await page.locator('summary', { hasText: '使えない' }).click();
  await page.getByLabel('予備のコード').fill(recovery);
  await landed(page, () => page.getByRole('button', { name: '予備のコードで入る' }).click());
  assert.equal(new URL(page.url()).pathname, '/today');

  stage.step('an authenticator app is added by its secret, and asked for');
  const second = await stage.visitor();
  await give_password(second, 'omura');
  await second.goto(`${origin}/account/app`);
  await stage.look(second, '認証アプリを加える', { narrow: true });
  const secret = (await second.locator('.p-acct-secret').innerText()).replaceAll(' ', '');
  const now = Date.parse('2026-11-24T10:12:00+09:00') + Date.now() - started;
  await second.getByLabel('アプリの6けた').fill(totp(secret, now));
  await second.getByLabel('いまのパスワード').fill(password);
  await landed(second, () => second.keyboard.press('Control+Enter'));
  await stage.look(second, '予備のコード', { narrow: true });
  await sign_out(second);
  await give_password(second, 'omura');
  await stage.look(second, 'もう一つの確認 with an app', { narrow: true });
  await second.getByLabel('認証アプリの6けた').fill('000000');
  await landed(second, () => second.keyboard.press('Enter'));
  assert.match(await second.getByRole('alert').first().innerText(), /番号が違う/);
  await second.getByLabel('認証アプリの6けた').fill(totp(secret, now + 30000));
  await landed(second, () => second.keyboard.press('Enter'));
  assert.equal(new URL(second.url()).pathname, '/today');

  // What the browser says of the 403 that a wrong code gets.
  stage.expectQuiet(/403/);
  console.log('passkey: made, used, refused without the finger; recovery code; authenticator app');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
