#!/usr/bin/env node
// 支援チーム in the real browser: a nurse puts a team together (a colleague, a partner's care manager, the
// daughter), corrects and prints it on one A4 sheet; the 室長 seals the patient for the team; the nurse,
// who has the page open, leaves the team, and her next click does not know the patient. Every page passes
// axe and does not scroll sideways.
import assert from 'node:assert/strict';
import { Stage, landed } from './lib/stage.mjs';

const stage = await Stage.open('team', 18164, '2026-11-24');
try {
  await stage.at('2026-11-24T10:12');
  const nurse = await stage.visitor();
  const head = await stage.visitor();
  await Promise.all([stage.sign_in(nurse, 'saeki'), stage.sign_in(head, 'hasegawa')]);
  const [id, name] = stage.sql(`SELECT id, name FROM patient WHERE number <> '' AND merged_into_id IS NULL ORDER BY id DESC LIMIT 1`).split('|');
  const partner = stage.sql("SELECT name FROM facility WHERE kind = 'care_manager' AND phone <> '' ORDER BY id LIMIT 1");
  const page = `/patients/${id}`;
  const main = (visitor) => visitor.locator('main').innerText();
  const button = (visitor, words) => visitor.getByRole('button', { name: words });

  stage.step('a nurse begins a team with herself');
  await stage.go(nurse, page);
  await landed(nurse, () => nurse.getByRole('link', { name: '加える…' }).click());
  await landed(nurse, () => nurse.getByRole('link', { name: '職員を加える' }).click());
  await stage.look(nurse, '職員を加える', { narrow: true });
  await nurse.getByLabel('職員').selectOption({ label: '佐伯 真理(看護師)' });
  await landed(nurse, () => button(nurse, '加える').click());
  assert.match(await main(nurse), /役割を選んでください/);
  await nurse.getByLabel('役割').selectOption('liaison_nurse');
  await landed(nurse, () => button(nurse, '加える').click());

  stage.step('a care manager, found by what is typed, has the telephone of her office');
  await landed(nurse, () => nurse.getByRole('link', { name: '連携先の人を加える' }).click());
  await nurse.getByRole('textbox', { name: '連携先 必須' }).fill(partner);
  await nurse.getByLabel('役割').selectOption('care_manager');
  await nurse.getByLabel('氏名').fill('堀田 恵');
  await landed(nurse, () => button(nurse, '加える').click());
  assert.match(await main(nurse), new RegExp(`堀田 恵[^]*${partner}[^]*0\\d+-`));

  stage.step('the daughter is family, and says how near');
  await landed(nurse, () => nurse.getByRole('link', { name: '家族などを加える' }).click());
  await nurse.getByLabel('役割').selectOption('family');
  await nurse.getByLabel('氏名').fill('吉岡 由紀');
  await landed(nurse, () => button(nurse, '加える').click());
  assert.match(await main(nurse), /家族の続柄を入力してください/);
  await stage.look(nurse, '家族などを加える(まちがい)', { narrow: true });
  await nurse.getByLabel('続柄・間柄').fill('長女');
  await landed(nurse, () => button(nurse, '加える').click());
  await stage.look(nurse, '支援チーム', { narrow: true });
  await landed(nurse, () => nurse.getByRole('link', { name: /直す.*吉岡 由紀/ }).click());
  await nurse.getByLabel('電話').fill('090-0000-0001');
  await landed(nurse, () => button(nurse, '直す').click());
  assert.match(await main(nurse), /3名[^]*090-0000-0001/);

  stage.step('the list is one sheet of paper, with whose it is and without buttons');
  await nurse.emulateMedia({ media: 'print' });
  const sheet = await nurse.locator('body').innerText();
  for (const words of [new RegExp(`${name} 様`), /地域医療連携室 支援チーム/, /堀田 恵/, /長女/]) assert.match(sheet, words);
  assert.doesNotMatch(sheet, /終える|職員を加える/);
  const pdf = await nurse.pdf({ format: 'A4' });
  assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1, 'one page');
  await nurse.emulateMedia({ media: null });

  stage.step('the patient is sealed for the team');
  await stage.go(head, page);
  assert.match(await main(head), /支援チーム[^]*堀田 恵/);
  await stage.look(head, '患者の経過(チーム)', { narrow: true });
  await stage.go(head, `${page}/seal`);
  assert.ok(await head.getByLabel(/佐伯 真理/).isChecked(), 'the team is proposed');
  await head.getByLabel('くわしく').fill('面会の制限がある');
  await landed(head, () => button(head, '閲覧を制限する').click());
  await stage.go(nurse, page);
  assert.match(await main(nurse), new RegExp(name));

  stage.step('she leaves the team, and the page she has open leads nowhere any more');
  await stage.go(head, `${page}/team`);
  await stage.look(head, '支援チーム(制限中)');
  await landed(head, () => button(head, /終える.*佐伯/).click());
  assert.match(await main(head), /これまでの人[^]*佐伯 真理/);
  await landed(nurse, () => nurse.getByRole('link', { name: '一覧・印刷' }).click());
  assert.doesNotMatch(await nurse.content(), new RegExp(name));
  for (const path of [page, `${page}/team`]) assert.equal((await nurse.goto(stage.base + path)).status(), 404, path);
  assert.equal(stage.sql(`SELECT count(*) FROM sealed_patient_reader WHERE patient_id = ${id} AND user_id = 1`), '0');

  stage.expectQuiet(/404|422/);
  console.log('a team put together, printed on one sheet, sealed, left; sight went with it');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
