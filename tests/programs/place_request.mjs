#!/usr/bin/env node
// 予約の変更をお願いする on the portal, in the real browser: a clinic asks for another day, the office finds
// it among its duties, moves the booking by its own way, and the clinic's open page says so; a second
// request is taken back before anybody answers; a third is answered with a sentence.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Stage, landed, until } from './lib/stage.mjs';

const program = process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi';
const stage = await Stage.open('place-request', 18168, '2026-11-24');
try {
  const [id, booking, name, facility] = stage.sql(`SELECT r.id, b.id, p.name, f.name FROM booking b
    JOIN referral r ON r.id = b.referral_id JOIN patient p ON p.id = r.patient_id JOIN facility f ON f.id = r.referrer_id
    WHERE b.on_date > '2026-11-25' AND b.state = 'confirmed' AND r.state = 'awaiting_visit' AND r.answered_at IS NOT NULL
      AND (SELECT count(*) FROM booking o WHERE o.referral_id = r.id AND o.state IN ('held', 'confirmed')) = 1
      AND (SELECT count(*) FROM facility g WHERE g.name = f.name) = 1
      AND NOT EXISTS (SELECT 1 FROM place_request q WHERE q.booking_id = b.id)
    ORDER BY b.on_date, r.id LIMIT 1`).split('|');
  execFileSync(program, ['user', 'add', '--data', stage.data, '--facility', facility, '--role', 'partner_staff', '--login', 'kiku',
                         '--name', '菊池 洋', '--profession', '事務', '--password', 'kakehashi-no-portal', '--own-password'], { stdio: 'ignore' });
  await stage.at('2026-11-24T10:12');
  const clinic = await stage.visitor();
  const nurse = await stage.visitor();
  await stage.sign_in(nurse, 'saeki');
  await clinic.goto(`${stage.base}/sign-in`);
  await clinic.getByLabel('職員ID').fill('kiku');
  await clinic.getByLabel('パスワード').fill('kakehashi-no-portal');
  await clinic.keyboard.press('Enter');
  await clinic.waitForURL('**/portal');
  const main = (page) => page.locator('main').innerText();
  const duty = (what) => stage.sql(`SELECT ${what} FROM duty WHERE kind = 'booking.asked' AND case_kind = 'referral' AND case_id = ${id} AND closed_at IS NULL`);
  const open = () => duty('count(*)');
  const place = () => stage.sql(`SELECT on_date || ' ' || starts_at FROM booking WHERE referral_id = ${id} AND state = 'confirmed'`);
  const write = async (fill) => {
    await stage.go(clinic, `/portal/referrals/${id}`);
    await clinic.getByText('予約の変更をお願いする').focus();
    await clinic.keyboard.press('Enter');
    await fill();
  };
  const send = () => clinic.getByRole('button', { name: 'お願いを送る' }).press('Enter');
  const ask = async (fill) => {
    await write(fill);
    await landed(clinic, send);
  };

  stage.step('a cancellation without a reason is not taken, and nothing typed is lost');
  await write(() => clinic.getByLabel('予約の取り消し', { exact: true }).check({ force: true }));
  await stage.look(clinic, '予約の変更をお願いする', { narrow: true });
  await send();
  await clinic.getByText('取り消しのわけを書いてください').waitFor();
  assert.ok(await clinic.getByLabel('予約の取り消し', { exact: true }).isChecked());
  await stage.look(clinic, 'お願いの入力の誤り', { narrow: true });
  assert.equal(open(), '0');

  stage.step('the clinic asks for another day; the booking stays');
  const before = place();
  await ask(async () => {
    await clinic.getByLabel('第1希望').fill('2026-12-01');
    await clinic.getByLabel('第2希望').fill('2026-12-03');
    await clinic.getByLabel(/^ご要望/).fill('娘さんの付き添いのため、午前中を希望されています');
  });
  assert.match(await main(clinic), /日時の変更のお願い[^]*返事まち[^]*希望 12\/1\(火\)、12\/3\(木\)/);
  await stage.look(clinic, '送ったお願い', { narrow: true });
  assert.equal(place(), before);
  assert.equal(open(), '1');

  stage.step('the office finds it among its duties, and opens it');
  await stage.go(nurse, `/today?sel=${duty('id')}`);
  assert.match(await main(nurse), /予約変更のお願いに答える[^]*娘さんの付き添い/);
  await landed(nurse, () => nurse.getByRole('link', { name: 'お願いを開く' }).first().click());
  assert.match(await main(nurse), new RegExp(`${name}[^]*希望日\\s*12/1\\(火\\)、12/3\\(木\\)[^]*菊池 洋\\(${facility}\\)`));
  await stage.look(nurse, '予約変更のお願い', { narrow: true });

  stage.step('it moves the booking by its own way, and the open page of the clinic says so');
  await landed(nurse, () => nurse.getByRole('link', { name: /日時を選んで予約を動かす/ }).click());
  assert.match(nurse.url(), new RegExp(`move=${booking}`));
  await landed(nurse, () => nurse.locator('button[form=take]').first().click());
  await nurse.getByLabel(/^理由/).fill('紹介元の希望');
  await landed(nurse, () => nurse.getByRole('button', { name: /日時を変える/ }).click());
  assert.notEqual(place(), before);
  assert.equal(open(), '0');
  await clinic.bringToFront();
  await clinic.getByRole('button', { name: '表示を新しくする' }).click();
  await clinic.getByText(/日時を変えました。新しい日時は予約票でお知らせします/).waitFor();

  stage.step('told of the new day, the clinic asks again, and takes it back');
  await stage.go(nurse, `/bookings?sel=${id}`);
  await landed(nurse, () => nurse.getByRole('button', { name: /送った|送付|記録/ }).first().click());
  await until('the clinic was told', () => stage.sql(`SELECT answered_at IS NOT NULL FROM referral WHERE id = ${id}`) === '1');
  await ask(() => clinic.getByLabel(/^ご要望/).fill('午後でもかまいません'));
  assert.equal(open(), '1');
  await landed(clinic, () => clinic.getByRole('button', { name: 'お願いを取り下げる' }).press('Enter'));
  assert.match(await main(clinic), /お願いを取り下げました/);
  assert.equal(open(), '0');

  stage.step('the third is answered with a sentence');
  await ask(() => clinic.getByLabel(/^ご要望/).fill('土曜はありますか'));
  await stage.go(nurse, `/bookings/requests/${stage.sql('SELECT max(id) FROM place_request')}`);
  await landed(nurse, () => nurse.keyboard.press('Control+Enter'));
  assert.match(await main(nurse), /入力を確かめてください/);
  await nurse.getByLabel('予約を変えずに返事をする').fill('土曜の外来はありません。平日の午後でお探しします');
  await landed(nurse, () => nurse.keyboard.press('Control+Enter'));
  await stage.look(nurse, '答えたお願い', { narrow: true });
  await clinic.bringToFront();
  await clinic.getByRole('button', { name: '表示を新しくする' }).click();
  await clinic.getByText('連携室の返事: 土曜の外来はありません。平日の午後でお探しします').waitFor();
  await stage.look(clinic, 'お願いへの返事', { narrow: true });

  stage.expectQuiet(/422/);
  console.log('asked, moved by the office, asked again and taken back, answered with a sentence');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
