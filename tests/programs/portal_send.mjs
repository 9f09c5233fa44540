#!/usr/bin/env node
// 患者を紹介する on the portal, in the real browser: a clinic's doctor types a patient and hands over the
// letter, the office takes it in, and each sees the other's step without asking. A file that is none is
// refused and nothing typed is lost, also when the sign-in has run out; what nobody has registered is
// taken back; another clinic sees nothing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { exe, pdf, png } from './lib/hostile_files.mjs';
import { Stage, landed } from './lib/stage.mjs';

const program = process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi';
const stage = await Stage.open('portal-send', 18158, '2026-11-24');
const upload = (name, mimeType, content) => ({ name, mimeType, buffer: Buffer.from(content) });
const letter = upload('紹介状.pdf', 'application/pdf', pdf());
const main = (page) => page.locator('main').innerText();
const newest = () => stage.sql('SELECT max(id) FROM referral');

/** As a browser's people do: each field by its label. */
async function type(page, name, kana) {
  await page.getByLabel('氏名', { exact: true }).fill(name);
  await page.getByLabel('フリガナ').fill(kana);
  await page.getByLabel('生年月日').fill('昭22.5.16');
  await page.getByLabel('女', { exact: true }).check();
  await page.getByLabel('連絡先の電話').fill('090-0000-7788');
  await page.getByLabel('紹介目的').fill('2週間つづく胃の痛みの精査をお願いします');
  await page.getByLabel('希望する診療科').selectOption({ label: '消化器内科' });
  await page.getByLabel('第1希望').fill('2026-12-01');
  await page.getByLabel('第2希望').fill('2026-12-03');
  await page.getByLabel('備考・希望').fill('午前中。娘さんが付き添われます');
}

try {
  execFileSync(program, ['user', 'add', '--data', stage.data, '--facility', '青葉町クリニック', '--role', 'partner_staff', '--login', 'aoba',
                         '--name', '青木 光', '--profession', '事務', '--password', 'kakehashi-no-portal', '--own-password'], { stdio: 'ignore' });
  await stage.at('2026-11-24T10:12');
  const doctor = await stage.visitor();
  const nurse = await stage.visitor();
  const head = await stage.visitor();
  const other = await stage.visitor();
  await stage.sign_in(nurse, 'saeki');
  await stage.sign_in(head, 'hasegawa');
  for (const [page, login, password] of [[doctor, 'hamada', 'kakehashi'], [other, 'aoba', 'kakehashi-no-portal']]) {
    await page.goto(`${stage.base}/sign-in`);
    await page.getByLabel('職員ID').fill(login);
    await page.getByLabel('パスワード').fill(password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/portal');
  }

  stage.step('the doctor opens the form with the mouse, and the office has its list open');
  await stage.go(nurse, '/referrals?view=received');
  await landed(doctor, () => doctor.getByRole('link', { name: /患者を紹介する/ }).click());
  assert.equal(await doctor.getByLabel('紹介する医師').inputValue(), '浜田 修');
  await stage.look(doctor, '患者を紹介する', { narrow: true });

  stage.step('an empty form says what is missing');
  await doctor.getByLabel('氏名', { exact: true }).focus();
  await doctor.keyboard.press('Control+Enter');
  await doctor.getByText('入力を確かめてください').waitFor();
  await stage.look(doctor, '患者を紹介する・入力の誤り', { narrow: true });

  stage.step('a program is no letter: refused by its name, and nothing typed is lost');
  const before = newest();
  await type(doctor, '岡本 ふじ子', 'オカモト フジコ');
  await doctor.getByLabel('紹介状のファイル').setInputFiles([letter, upload('写真.png', 'image/png', exe())]);
  await doctor.getByRole('button', { name: 'この内容で送る' }).click();
  await doctor.getByText('写真.png: 読み取れる形式ではありません').first().waitFor();
  assert.equal(await doctor.getByLabel('紹介目的').inputValue(), '2週間つづく胃の痛みの精査をお願いします');
  assert.match(await main(doctor), /紹介状\.pdf/);
  assert.equal(newest(), before);

  stage.step('the sign-in runs out while the doctor types: the words stay on the page');
  const cookies = await doctor.context().cookies();
  await doctor.context().clearCookies();
  await doctor.getByRole('button', { name: 'この内容で送る' }).click();
  await doctor.getByText('サインインの時間が切れました').waitFor();
  assert.equal(await doctor.getByLabel('備考・希望').inputValue(), '午前中。娘さんが付き添われます');
  assert.equal(newest(), before);
  await doctor.context().addCookies(cookies);

  stage.step('sent: two clicks are one letter, and it waits for the office');
  await landed(doctor, () => doctor.getByRole('button', { name: 'この内容で送る' }).dblclick());
  const id = newest();
  assert.equal(stage.sql(`SELECT count(*) FROM portal_letter WHERE patient_name = '岡本 ふじ子'`), '1');
  assert.match(await main(doctor), /岡本 ふじ子 さん[^]*送信ずみ/);
  assert.match(await main(doctor), /希望日\s*12\/1\(火\)、12\/3\(木\)[^]*紹介状\.pdf/);
  await stage.look(doctor, '送った紹介', { narrow: true });
  assert.equal(stage.sql(`SELECT state || ' ' || door || ' ' || coalesce(patient_id, 0) FROM referral WHERE id = ${id}`), 'received portal 0');

  stage.step('the office is told, reads who it is about, and says that it is a new patient');
  await nurse.getByRole('button', { name: /新しい業務 1件/ }).click();
  await nurse.getByText('岡本 ふじ子').first().waitFor();
  await stage.go(nurse, `/referrals/${id}`);
  assert.equal(await nurse.getByLabel('備考・希望').inputValue(), '希望日: 12/1(火)、12/3(木)\n午前中。娘さんが付き添われます');
  assert.match(await main(nurse), /ポータル 受信/);
  await stage.look(nurse, 'ポータルから届いた紹介', { narrow: true });
  await stage.go(nurse, `/referrals?view=received&sel=${id}`);
  assert.match(await main(nurse), /紹介元の入力/);
  await landed(nurse, () => nurse.getByRole('button', { name: /登録/ }).first().click());
  assert.equal(stage.sql(`SELECT state FROM referral WHERE id = ${id}`), 'awaiting_decision');

  stage.step('the doctor\'s open page offers the news by itself, and has the day of it');
  await doctor.getByRole('button', { name: '表示を新しくする' }).click();
  await doctor.getByText('受入れを確認中').waitFor();
  assert.match(await main(doctor), /受付\s*11\/24/);
  assert.equal(await doctor.getByText('送信を取り消す').count(), 0);

  stage.step('a page that was forgotten follows, by the keyboard');
  await doctor.getByLabel('検査の結果、紹介状の続きなど').setInputFiles(upload('採血.png', 'image/png', png(120, 160)));
  await doctor.getByRole('button', { name: '書類を送る' }).focus();
  await landed(doctor, () => doctor.keyboard.press('Enter'));
  assert.match(await main(doctor), /採血\.png/);
  await stage.go(nurse, `/referrals/${id}`);
  assert.match(await main(nurse), /追加の書類が届きました[^]*追加の書類を確かめる/);
  await landed(nurse, () => nurse.getByRole('button', { name: '確かめました' }).first().click());
  assert.doesNotMatch(await main(nurse), /追加の書類が届きました/);

  stage.step('another clinic sees nothing of it');
  for (const path of [`/portal/referrals/${id}`, `/portal/referrals/${id}/recall`])
    assert.ok([404, 405].includes((await other.request.get(stage.base + path)).status()), path);
  await stage.go(other, '/portal/referrals');
  assert.doesNotMatch(await main(other), /岡本/);

  stage.step('the wrong patient is sent, and taken back before anybody has registered it');
  await stage.go(doctor, '/portal/referrals/new');
  await type(doctor, '岡田 富士夫', 'オカダ フジオ');
  await doctor.getByLabel('備考・希望').focus();
  await landed(doctor, () => doctor.keyboard.press('Control+Enter'));
  assert.match(await main(doctor), /送信ずみ/);
  await doctor.getByText('送信を取り消す').focus();
  await doctor.keyboard.press('Enter');
  await stage.look(doctor, '送信の取り消し', { narrow: true });
  await landed(doctor, () => doctor.getByRole('button', { name: '取り消す', exact: true }).press('Enter'));
  assert.match(await main(doctor), /取り消しました/);
  await stage.go(nurse, '/referrals?view=received');
  assert.doesNotMatch(await main(nurse), /岡田 富士夫/);
  await stage.go(doctor, '/portal');
  await stage.look(doctor, '連携ポータル', { narrow: true });
  await stage.go(doctor, '/portal/referrals');
  await stage.look(doctor, '紹介した患者', { narrow: true });

  stage.step('the trail has each step under the doctor\'s name with the clinic\'s');
  await stage.go(head, '/audit');
  assert.match(await main(head), /浜田 修\(みなと内科クリニック\)/);

  stage.expectQuiet(/404|405|422|401|403/);
  console.log('a clinic sent a letter, both sides saw each step, a wrong one was taken back, another clinic saw nothing');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
