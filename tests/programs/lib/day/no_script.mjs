// The office's road without JavaScript: links, forms and pages alone.
import assert from 'node:assert/strict';
import { landed } from '../stage.mjs';
import { write_reply } from './replies.mjs';

const name = '無地 花子';

/** From the telephone to the booked place; the referral's id. */
export async function booked_without_script(stage, page) {
  stage.step('without JavaScript a letter is registered, accepted and booked');
  await stage.sign_in(page, 'fujii');
  await stage.go(page, '/referrals/new');
  await page.getByLabel('患者氏名').fill(name);
  await page.getByLabel('フリガナ').fill('ムジ ハナコ');
  await page.getByLabel('生年月日').fill('S300408');
  await page.locator('#referring_facility').fill('みなと内科クリニック');
  await page.locator('#department').selectOption({ label: '循環器内科' });
  await page.locator('#diagnoses').fill('動悸');
  await page.getByRole('button', { name: '紹介を登録する' }).click();
  await page.waitForURL(/\/referrals\/\d+$/);
  const id = page.url().split('/').pop();
  const state = () => stage.sql(`SELECT state FROM referral WHERE id = ${id}`);
  await landed(page, () => page.getByRole('button', { name: '受入可と返答する' }).click());
  assert.equal(state(), 'awaiting_booking');
  await stage.go(page, `/bookings?sel=${id}&week=2026-11-25`);
  await landed(page, () => page.locator('button[name=slot][value*=".2026-11-25."]').first().click());
  await landed(page, () => page.getByRole('button', { name: '予約を確定して返信する' }).click());
  assert.equal(state(), 'awaiting_visit');
  return id;
}

/** The day of the visit: came, told, answered. */
export async function answered_without_script(stage, page, id) {
  stage.step('without JavaScript the patient comes and the referrer is answered');
  const stage_state = (which) => stage.sql(`SELECT state FROM reply_obligation WHERE referral_id = ${id} AND stage = '${which}'`);
  await stage.sign_in(page, 'fujii');
  await stage.go(page, '/arrivals');
  await landed(page, () => page.getByRole('button', { name: `来院した ${name} さん` }).click());
  await landed(page, () => page.getByRole('button', { name: `送る ${name} さんの受診報告` }).click());
  assert.equal(stage_state('arrival_notice'), 'sent');
  await stage.go(page, `/replies/${stage.sql(`SELECT id FROM reply_obligation WHERE referral_id = ${id} AND stage = 'first'`)}`);
  await write_reply(page);
  await landed(page, () => page.locator('.k-decide button.pri').click());
  assert.equal(stage_state('first'), 'sent');
  assert.equal(stage.sql(`SELECT state FROM referral WHERE id = ${id}`), 'visited', 'the final reply is still owed');
}
