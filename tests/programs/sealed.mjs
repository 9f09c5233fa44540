#!/usr/bin/env node
// 閲覧の制限 in the real browser: the 室長 seals a patient whom a nurse has open; the nurse's next page
// does not know the patient; in an emergency she opens the record by number, the 室長 is told at once
// and reviews it, and the record is closed to her again. A colleague whose role changes meanwhile finds
// other doors. Every new page passes axe and does not scroll sideways on a phone.
import assert from 'node:assert/strict';
import { Stage, landed } from './lib/stage.mjs';

const stage = await Stage.open('sealed', 18147, '2026-11-24');
try {
  await stage.at('2026-11-24T10:12');
  const head = await stage.visitor();
  const nurse = await stage.visitor();
  const clerk = await stage.visitor();
  await stage.sign_in(head, 'hasegawa');
  await stage.sign_in(nurse, 'saeki');
  await stage.sign_in(clerk, 'fujii');
  const [id, name, number] = stage.sql(`SELECT patient.id, patient.name, patient.number FROM patient JOIN referral ON referral.patient_id = patient.id
    WHERE patient.number <> '' AND referral.closed_at IS NULL ORDER BY patient.id DESC LIMIT 1`).split('|');
  const main = (page) => page.locator('main').innerText();

  stage.step('a nurse has the patient open, and finds them by name');
  await stage.go(nurse, `/patients/${id}`);
  assert.match(await main(nurse), new RegExp(name));

  stage.step('the head seals the patient');
  await stage.go(head, `/patients/${id}`);
  await landed(head, () => head.getByRole('link', { name: '閲覧を制限する…' }).click());
  await stage.look(head, '閲覧の制限', { narrow: true });
  await head.getByLabel('くわしく').fill('面会の制限がある');
  await landed(head, () => head.keyboard.press('Control+Enter'));
  assert.match(await main(head), /選んだ職員と室長だけが見ます/);
  await stage.look(head, '閲覧を制限した患者');
  await stage.go(head, `/patients/${id}/seal`);
  await stage.look(head, '閲覧の制限(制限中)', { narrow: true });

  stage.step('the next page of the nurse does not know the patient');
  const answer = await nurse.reload();
  assert.equal(answer.status(), 404);
  assert.doesNotMatch(await nurse.content(), new RegExp(name));
  await stage.go(nurse, '/patients');
  const box = nurse.getByLabel('氏名・カナ・生年月日・患者ID・電話でさがす');
  await box.fill(number);
  await landed(nurse, () => box.press('Enter'));
  assert.match(await main(nurse), /合う患者はいません/);

  stage.step('in an emergency she opens the record by number, with a reason');
  await landed(nurse, () => nurse.getByRole('link', { name: '緊急閲覧' }).click());
  await stage.look(nurse, '緊急閲覧', { narrow: true });
  await nurse.getByLabel('患者ID').fill('99999999');
  await nurse.getByLabel('救急の受入・急変').check();
  await nurse.getByLabel('何のために、どの記録を見ますか').fill('救急搬送 10:10 着。内服を知りたい');
  await landed(nurse, () => nurse.getByRole('button', { name: '緊急閲覧を始める' }).click());
  assert.match(await main(nurse), /この患者IDの方はいません/);
  await stage.look(nurse, '緊急閲覧(番号ちがい)');
  assert.equal(await nurse.getByLabel('何のために、どの記録を見ますか').inputValue(), '救急搬送 10:10 着。内服を知りたい');
  await nurse.getByLabel('患者ID').fill(number);
  await landed(nurse, () => nurse.getByRole('button', { name: '緊急閲覧を始める' }).click());
  assert.match(await main(nurse), new RegExp(name));

  stage.step('the head is told at once, reads why, and reviews it');
  await stage.go(head, '/today');
  await head.getByText('緊急閲覧を見直す').first().click();
  await head.getByText('救急搬送 10:10 着。内服を知りたい').first().waitFor();
  await stage.look(head, '本日の業務(緊急閲覧)');
  await landed(head, () => head.getByRole('button', { name: '見直しました' }).first().click());
  assert.equal(stage.sql("SELECT count(*) FROM duty WHERE kind = 'access.review' AND closed_at IS NULL"), '0');
  assert.equal((await nurse.reload()).status(), 404);

  stage.step('a colleague becomes an administrator: other doors from the next page on');
  await stage.go(clerk, '/referrals');
  await stage.go(head, '/settings/people');
  await stage.look(head, '職員と役割', { narrow: true });
  const row = head.locator('tr', { hasText: 'fujii' });
  await row.getByRole('combobox').selectOption('administrator');
  await landed(head, () => row.getByRole('button', { name: /変える/ }).click());
  assert.equal((await clerk.reload()).status(), 403);
  assert.match(await main(clerk), /管理者の役割では使えません/);
  await stage.look(clerk, 'この画面は使えません', { narrow: true });
  assert.equal(await clerk.getByRole('link', { name: '紹介受付' }).count(), 0);
  await landed(clerk, () => clerk.getByRole('link', { name: 'はじめの画面へ' }).click());
  assert.match(await main(clerk), /サインインできる人/);

  stage.step('who is put out of use is out with the next page');
  const gone = head.locator('tr', { hasText: 'saeki' });
  await landed(head, () => gone.getByRole('button', { name: /停止する/ }).click());
  await nurse.goto(`${stage.base}/today`);
  assert.match(nurse.url(), /sign-in/);

  stage.expectQuiet(/404|403|422/);
  console.log('sealed, looked for in vain, opened in an emergency, told, reviewed, closed; two roles changed');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
