// 患者: found in any way of writing, registered once, and put together when two records turn out to
// be one person. Row 78 of docs/capabilities.md.
import assert from 'node:assert/strict';
import { landed } from '../stage.mjs';

const person = { name: '髙邊 優子', kana: 'タカナベ ユウコ', born_on: '昭26.9.3', phone: '090-0000-9876', number: '09901234' };

async function found(page, words) {
  await page.locator('#patient-q').fill(words);
  await page.locator('.p-pt-search button').click();
  await page.getByText(`「${words}」に合う`).first().waitFor();
  assert.ok(!decodeURIComponent(page.url()).includes(words), 'no name in an address');
  return page.locator('main').innerText();
}

async function reasons(line) {
  return (await line.locator('.k-why').innerText()).replace(/\s+/g, ' ');
}

export async function patients(stage, page) {
  stage.step('a patient is registered');
  await stage.go(page, '/patients/new');
  for (const [name, value] of Object.entries(person)) await page.locator(`#${name}`).fill(value);
  await page.getByRole('radio', { name: '女' }).check({ force: true });
  await stage.look(page, '患者を登録する');
  await page.locator('.k-decide button.pri').click();
  await page.waitForURL(/\/patients\/\d+$/);
  const keep = Number(page.url().split('/').pop());
  const band = await page.locator('.k-patient').innerText();
  assert.match(band, /1951/, 'the birth date in the western calendar');
  assert.match(band, /昭和26|昭26/, 'and in the Japanese one');

  stage.step('the patient is found in any kana, glyph, birth date and number');
  await stage.go(page, '/patients');
  for (const words of ['高辺', '高邊優子', '髙辺 優子', 'たかなべ', 'ﾀｶﾅﾍﾞ ﾕｳｺ', 'たかなべ ゆーこ', '昭26.9.3 たか', 'S260903 高', '１９５１/9/3 優子',
                       '19510903 ゆう', '0990-1234', '０９９０１２３４', '09000009876'])
    assert.ok((await found(page, words)).includes(person.name), `found by ${words}`);
  assert.ok(!(await found(page, '高辺 昭26.9.4')).includes(person.name), 'another birth date is another person');
  await stage.look(page, '患者(見つからない)');

  stage.step('probable duplicates are shown, with why, before a new patient is made');
  await stage.go(page, '/patients/new');
  await page.locator('#name').fill('高辺 優子');
  await page.locator('#kana').fill('たかなべ ゆうこ');
  await page.locator('#born_on').fill('1951/9/3');
  const before = stage.sql('SELECT count(*) FROM patient');
  await page.locator('.k-decide button.pri').click();
  const similar = page.locator('.p-pt-similar li').first();
  await similar.waitFor();
  assert.match(await similar.innerText(), /髙邊 優子/);
  assert.match(await reasons(page.locator('.p-pt-similar')), /字体.*カナ.*生年月日/);
  assert.equal(stage.sql('SELECT count(*) FROM patient'), before, 'nothing is registered yet');
  assert.equal(await page.locator('#name').inputValue(), '高辺 優子', 'what was typed stays');
  await stage.look(page, '似た患者');

  stage.step('a letter for the same person is registered under a record of its own');
  await stage.go(page, '/referrals/new');
  await page.locator('[id="patient.name"]').fill('高辺 優子');
  await page.locator('[id="patient.kana"]').fill('タカナベ ユウコ');
  await page.locator('#born_on').fill('S26.9.3');
  await page.locator('#referring_facility').fill('みなと内科クリニック');
  await page.locator('#diagnoses').fill('白内障');
  await page.getByRole('button', { name: '紹介を登録する' }).click();
  const picks = page.locator('.k-pickone').filter({ has: page.locator('input[name=patient]') });
  await picks.waitFor();
  assert.match(await reasons(picks.locator('label').first()), /字体/);
  await stage.look(page, '電話・紙の紹介(患者を選ぶ)');
  await picks.locator('input[value=new]').check();
  await page.getByRole('button', { name: '紹介を登録する' }).click();
  await page.waitForURL(/\/referrals\/\d+$/);
  const referral = Number(page.url().split('/').pop());
  const owner = () => Number(stage.sql(`SELECT patient_id FROM referral WHERE id = ${referral}`));
  const drop = owner();
  assert.notEqual(drop, keep);

  stage.step('two records of one person are compared, merged with a reason and parted again');
  const compare = async () => {
    await stage.go(page, `/patients/${keep}`);
    await page.getByRole('link', { name: '二重の記録を統合する' }).click();
    const candidate = page.locator('.p-pt-list li').filter({ hasText: '高辺 優子' });
    assert.match(await reasons(candidate), /字体.*カナ.*生年月日/);
    await stage.look(page, 'もう一つの記録を選ぶ');
    await candidate.getByRole('link').click();
    await page.getByRole('button', { name: 'この二つを統合する' }).waitFor();
  };
  await compare();
  assert.match(await page.locator('tr.flag').allInnerTexts().then((rows) => rows.join()), /氏名/);
  await stage.look(page, '二重の記録を統合する');
  await page.getByRole('button', { name: 'この二つを統合する' }).click();
  await page.locator('.k-err').waitFor();
  assert.equal(owner(), drop, 'nothing is merged without a reason');
  await page.getByLabel('統合する理由').fill('同じ方。旧字と新字で二重に登録');
  await page.getByRole('button', { name: 'この二つを統合する' }).click();
  await page.waitForURL(`**/patients/${keep}`);
  assert.equal(owner(), keep, 'the referral belongs to the kept record');
  const log = await page.locator('.k-log').innerText();
  assert.match(log, /旧字と新字で二重に登録/, 'why, in the timeline');
  assert.match(log, /佐伯/, 'and by whom');
  await stage.look(page, '患者の経過(統合した記録)');
  await page.getByRole('button', { name: '元にもどす', exact: true }).waitFor();
  await page.keyboard.press('z');
  await page.waitForURL(`**/patients/${drop}`);
  assert.equal(owner(), drop, 'undone: the referral is back at its record');

  await compare();
  await page.getByLabel('統合する理由').fill('電話で本人に確認');
  await page.getByRole('button', { name: 'この二つを統合する' }).click();
  await page.waitForURL(`**/patients/${keep}`);
  await stage.go(page, `/patients/${drop}`);
  assert.ok(page.url().endsWith(`/patients/${keep}`), 'the merged record leads to the kept one');
  await landed(page, () => page.getByRole('button', { name: /統合を元にもどす/ }).click());
  assert.equal(owner(), drop);
  const recorded = (kind) => stage.sql(`SELECT count(DISTINCT at || actor_id) FROM event WHERE kind = 'patient.${kind}' AND patient_id IN (${keep}, ${drop})`);
  assert.deepEqual([recorded('merged'), recorded('unmerged')], ['2', '2'], 'who merged and parted is on record');
}
