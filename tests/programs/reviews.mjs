#!/usr/bin/env node
// 月の点検 and 職員の見直し in the real browser, on the program as it runs: the month that has ended is
// gathered by itself, what stands out opens the very lines, and somebody signs; each account of a
// quarter is confirmed with a name under it, and after 14 days the rest cannot sign in any more.
import assert from 'node:assert/strict';
import { Stage, landed } from './lib/stage.mjs';

const stage = await Stage.open('reviews', 18148, '2026-11-27');
const kGatheredWithinMs = 150_000; // the trail is in its chain first; then the minute's work comes round
try {
  stage.step('on a Saturday night a colleague looks at patients');
  await stage.at('2026-11-28T23:10');
  const head = await stage.visitor();
  await stage.sign_in(head, 'hasegawa');
  for (const id of [5, 6, 7]) await stage.go(head, `/patients/${id}`);

  await stage.at('2026-12-02T10:12');
  await stage.sign_in(head, 'hasegawa');
  const main = () => head.locator('main').innerText();

  stage.step('a nurse finds no way to the audit log');
  const nurse = await stage.visitor();
  await stage.sign_in(nurse, 'saeki');
  assert.equal((await nurse.goto(`${stage.base}/audit`)).status(), 403);
  await stage.go(head, '/audit');
  await stage.look(head, '監査ログ', { narrow: true });
  assert.match(await main(), /佐伯 真理[\s\S]*拒否/);

  stage.step('the review of the accounts is begun; one account is confirmed, two are not');
  await stage.go(head, '/settings/people/review');
  await landed(head, () => head.getByRole('button', { name: 'いま始める' }).click());
  await stage.look(head, '職員の見直し', { narrow: true });
  await landed(head, () => head.locator('tr', { hasText: 'saeki' }).getByRole('button').click());

  stage.step('November is gathered by itself');
  for (const end = Date.now() + kGatheredWithinMs; ; await new Promise((done) => setTimeout(done, 1000))) {
    await stage.go(head, '/audit/reviews');
    if (/2026年11月/.test(await main())) break;
    assert.ok(Date.now() < end, 'the month that has ended is there');
  }
  await stage.look(head, '月の点検', { narrow: true });
  await landed(head, () => head.getByRole('link', { name: '2026年11月' }).click());
  const counted = await head.locator('li', { hasText: '時間外' }).locator('b').innerText();
  const said = stage.sql(`SELECT count(*) FROM audit WHERE at >= strftime('%s', '2026-10-31T15:00:00Z') + 0 AND at < strftime('%s', '2026-11-30T15:00:00Z') + 0
    AND actor_id <> 0 AND action IN ('read', 'print', 'export', 'change')
    AND (strftime('%H', at + 32400, 'unixepoch') < '07' OR strftime('%H', at + 32400, 'unixepoch') >= '21'
      OR strftime('%w', at + 32400, 'unixepoch') IN ('0', '6') OR date(at + 32400, 'unixepoch') IN ('2026-11-03', '2026-11-23'))`);
  assert.ok(Number(said) >= 4, `the Saturday is in the trail: ${said}`); // 本日の業務 and three patients
  assert.equal(counted.replace(/\D/g, ''), said, 'the report counts what the trail holds');
  await landed(head, () => head.getByRole('link', { name: /時間外/ }).click());
  await stage.look(head, '月の点検(時間外)');
  await head.getByLabel('確かめたことと、判断').fill('時間外の記録は当直の受付でした');
  await landed(head, () => head.getByRole('button', { name: '点検したことを残す' }).click());
  assert.match(await main(), /長谷川 浩二/);
  assert.match(await main(), /時間外の記録は当直の受付でした/);

  stage.step('15 days later who was not confirmed cannot sign in, who was can');
  await stage.at('2026-12-17T10:00');
  await stage.sign_in(nurse, 'saeki');
  for (const login of ['omura', 'fujii']) {
    await nurse.context().clearCookies();
    await nurse.goto(`${stage.base}/sign-in`);
    await nurse.getByLabel('職員ID').fill(login);
    await nurse.getByLabel('パスワード').fill('kakehashi');
    await landed(nurse, () => nurse.keyboard.press('Enter'));
    assert.match(nurse.url(), /sign-in/, login);
  }
  await stage.sign_in(head, 'hasegawa');
  await stage.go(head, '/settings/people');
  assert.match(await main(), /停止中 4名/);

  stage.expectQuiet(/40[13]|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/);
  console.log(`the month's report counted ${said} lines after hours and was signed; of five others, one of them of a clinic, one was confirmed, four were locked`);
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
