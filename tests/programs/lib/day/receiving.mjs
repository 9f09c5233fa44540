// 紹介受付 and 連携先: a field tied to its place on the FAX, lists that come as files with their
// mistakes, and two people at one letter.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { landed } from '../stage.mjs';

const converted = (from, to, bytes) => execFileSync('iconv', ['-f', from, '-t', to], { input: bytes });
const csv = (name, buffer) => ({ name, mimeType: 'text/csv', buffer });

export async function linked_field(stage, page) {
  stage.step('a field is tied to its place on the FAX by dragging, and lights it up');
  const id = stage.sql("SELECT max(r.id) FROM referral r JOIN case_document d ON d.case_id = r.id AND d.media_type = 'image/tiff' WHERE r.state = 'received'");
  await stage.go(page, `/referrals/${id}`);
  const mark = (field) => page.locator(`[data-source-page] rect[data-field="${field}"]`);
  const tie = async (label, from, to) => {
    const field = page.locator('.k-f').filter({ has: page.getByLabel(label, { exact: true }) });
    await field.locator('a.k-src').last().click();
    await page.locator('[data-source-page].drawing').waitFor();
    const paper = page.locator('[data-source-page]');
    await page.waitForFunction(() => document.querySelector('[data-source-page] img').complete);
    await paper.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    const box = await paper.boundingBox();
    const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at(to), { steps: 4 });
    await page.mouse.up();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'この場所に結ぶ');
    await stage.look(page, '紹介詳細(場所を結ぶ)');
    await landed(page, () => page.keyboard.press('Enter'));
  };
  await tie('患者氏名', [0.1, 0.1], [0.4, 0.14]);
  await tie('フリガナ', [0.1, 0.15], [0.4, 0.18]);
  assert.match(stage.sql(`SELECT left_pm || ' ' || top_pm || ' ' || width_pm || ' ' || height_pm FROM referral_source WHERE referral_id = ${id} AND field = 'patient.name'`),
               /^(99|100|101) (99|100|101) (299|300|301) (39|40|41)$/);
  const lit = (field) => mark(field).evaluate((rect) => rect.classList.contains('on'));
  await page.getByLabel('患者氏名').focus();
  assert.deepEqual([await lit('patient.name'), await lit('patient.kana')], [true, false], 'the place of the field one is in lights up');
  await page.keyboard.press('Tab');
  assert.deepEqual([await lit('patient.name'), await lit('patient.kana')], [false, true], 'and the next one with Tab');
  await stage.look(page, '紹介詳細(結んだ場所)');
}

export async function referrals_by_csv(stage, page) {
  stage.step('a CSV batch of letters is taken in, and refused lines say row and reason');
  const lines = ['患者氏名,フリガナ,生年月日,性別,紹介元,受診科,緊急度,傷病名',
                 '束 一郎,タバ イチロウ,昭30.1.2,男,みなと内科クリニック,循環器内科,,高血圧症',
                 '束 二郎,タバ ジロウ,2月30日,男,みなと内科クリニック,,,めまい',
                 '束 三郎,タバ サブロウ,S31.4.5,男,,,,腰痛',
                 '束 四郎,タバ シロウ,1960/5/6,男,みなと内科クリニック,整形外科,早め？,腰痛',
                 '束 五郎,タバ ゴロウ,S40.1.1,男,みなと内科クリニック,整形外科,,膝の痛み'];
  await stage.go(page, '/referrals/import');
  await page.locator('#file').setInputFiles(csv('まとめ.csv', converted('UTF-8', 'CP932', Buffer.from(`${lines.join('\r\n')}\r\n`))));
  await page.getByRole('button', { name: '取り込む' }).click();
  await page.getByText('取り込み 2件、取り込めなかったもの 3件').waitFor();
  const refused = await page.locator('.p-report .over').allInnerTexts();
  for (const [row, reason] of [[3, /日/], [4, /./], [5, /緊急度/]])
    assert.ok(refused.some((line) => line.includes(`${row}行目`) && reason.test(line.split(`${row}行目`)[1])), `row ${row}: ${refused}`);
  await stage.look(page, 'ファイルを取り込む(結果)');
  assert.equal(stage.sql("SELECT count(*) FROM referral WHERE door = 'csv' AND received_at > (SELECT max(at) - 60000 FROM event)"), '2');
}

export async function facilities_by_csv(stage, page) {
  stage.step('partners leave and return as CSV in Shift_JIS, wrong lines with row and reason');
  await stage.go(page, '/facilities/import');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Shift_JIS で書き出す' }).click()]);
  const bytes = readFileSync(await download.path());
  const rows = converted('CP932', 'UTF-8', bytes).toString().trimEnd().split('\r\n');
  const heading = rows[0].split(',');
  const name_at = heading.indexOf('名称');
  const known = rows.findIndex((line) => line.split(',')[name_at] === 'みなと内科クリニック');
  assert.ok(known > 0, 'the list names みなと内科クリニック');
  const changed = rows[known].replace(/042-000-\d{4}/, '042-000-7777');
  assert.notEqual(changed, rows[known]);
  const line = (cells) => heading.map((one) => cells[one.replace(/[(（].*/, '')] ?? '').join(',');
  const file = [rows[0], rows[known === 1 ? 2 : 1], changed, line({ 種別: '診療所', 名称: '髙﨑こどもクリニック', カナ: 'タカサキコドモクリニック', 電話: '042-000-8888', 返書の方法: 'FAX' }),
                line({ 種別: '診療所', 名称: '番号ちがい医院', 医療機関コード: '131000000' }), line({ 種別: '診療所', 電話: '042-000-9999' })];
  await page.locator('#file').setInputFiles(csv('連携先.csv', converted('UTF-8', 'CP932', Buffer.from(`${file.join('\r\n')}\r\n`))));
  await page.getByRole('button', { name: '取り込む' }).click();
  await page.getByRole('status').filter({ hasText: '取り込まなかった行 2件' }).waitFor();
  assert.match(await page.getByRole('status').first().innerText(), /新しく登録 1件・変更 1件・変わりなし 1件/);
  const refused = await page.locator('table tbody tr').allInnerTexts();
  assert.match(refused[0], /^5[^]*番号ちがい医院[^]*コード/);
  assert.match(refused[1], /^6[^]*名称/);
  await stage.look(page, '連携先の CSV(結果)');
  assert.equal(stage.sql("SELECT phone FROM facility WHERE name = 'みなと内科クリニック'"), '042-000-7777');
  assert.equal(stage.sql("SELECT count(*) FROM facility WHERE name = '髙﨑こどもクリニック'"), '1', 'glyphs of Shift_JIS survive');
}

export async function two_at_one_letter(stage, page, other) {
  stage.step('who saves second sees who changed what, keeps what was typed and decides');
  const id = stage.sql("SELECT max(id) FROM referral WHERE state = 'awaiting_decision'");
  for (const one of [page, other]) await stage.go(one, `/referrals/${id}`);
  await page.locator('#purpose').fill('先に書いた目的');
  await landed(page, () => page.getByRole('button', { name: '変更を保存' }).click());
  assert.equal(stage.sql(`SELECT purpose FROM referral WHERE id = ${id}`), '先に書いた目的');
  await other.locator('#purpose').fill('あとから書いた目的');
  await other.locator('#remarks').fill('あとからの備考');
  await other.getByRole('button', { name: '変更を保存' }).click();
  const told = other.locator('.k-callout[role=alert]');
  await told.waitFor();
  assert.match(await told.innerText(), /佐伯さんが先に変更しました[^]*あとから書いた目的[^]*先に書いた目的/);
  assert.equal(await other.locator('#remarks').inputValue(), 'あとからの備考');
  await stage.look(other, '紹介詳細(先に変更されている)');
  await landed(other, () => other.getByRole('button', { name: '自分の入力を残す' }).click());
  assert.equal(stage.sql(`SELECT purpose || remarks FROM referral WHERE id = ${id}`), 'あとから書いた目的あとからの備考');
}
