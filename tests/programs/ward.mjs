#!/usr/bin/env node
// 病棟 in the real browser: a ward nurse asks the office about a patient, by keyboard; a clerk answers from
// 本日の業務, by mouse; the nurse is offered the answer without asking and has read it. The office asks the ward and
// the ward answers. The patient moves to another ward and leaves the nurse's list and open page at once; by
// number there is nothing either. Every page passes axe and does not scroll sideways.
import assert from 'node:assert/strict';
import { Stage, landed, until } from './lib/stage.mjs';

const stage = await Stage.open('ward', 18165, '2026-11-24');
try {
  await stage.at('2026-11-24T10:12');
  const [nurse, desk, clerk, head] = [await stage.visitor(), await stage.visitor(), await stage.visitor(), await stage.visitor()];
  await stage.sign_in(nurse, 'watanabe', '/ward');
  await stage.sign_in(clerk, 'omura');
  await stage.sign_in(head, 'hasegawa');
  await stage.sign_in(desk, 'watanabe', '/ward');  // the same nurse at a second screen
  const [id, name] = stage.sql(`SELECT patient.id, patient.name FROM stay JOIN patient ON patient.id = stay.patient_id
    WHERE stay.ward_id = 1 AND stay.until IS NULL AND patient.id NOT IN (SELECT patient_id FROM question)
      AND (SELECT count(*) FROM patient other WHERE other.name = patient.name) = 1 ORDER BY patient.id LIMIT 1`).split('|');
  const [other, other_name] = stage.sql(`SELECT patient.id, patient.name FROM stay JOIN patient ON patient.id = stay.patient_id WHERE stay.ward_id = 2 LIMIT 1`).split('|');
  const main = (page) => page.locator('main').innerText();
  const pane = (page, words) => page.locator('[data-pane]', { hasText: words });
  const button = (page, words) => page.getByRole('button', { name: words });

  stage.step('a ward nurse begins in her ward, and sees its patients alone');
  assert.match(await main(nurse), new RegExp(`東3病棟[^]*${name}`));
  assert.doesNotMatch(await main(nurse), new RegExp(other_name));
  assert.doesNotMatch(await nurse.locator('nav.k-side').innerText(), /紹介受付|患者|本日の業務/);
  await stage.look(nurse, '病棟', { narrow: true });

  stage.step('nothing else of the office is there for her, and no other ward\'s patient');
  for (const path of ['/today', '/patients', `/patients/${id}`, `/patients/${other}`, `/patients/${id}/stay`, '/referrals', '/search', '/bookings', '/replies', '/facilities', '/settings', '/questions/1'])
    assert.equal((await nurse.request.get(stage.base + path)).status(), 403, path);
  for (const path of [`/ward/patients/${other}`, '/ward/patients/999999'])
    assert.equal((await nurse.request.get(stage.base + path)).status(), 404, path);
  for (const path of ['/ward', `/ward/patients/${id}`])
    assert.equal((await clerk.request.get(stage.base + path)).status(), 403, path);

  stage.step('she asks the office about a patient without touching the mouse');
  await stage.go(nurse, `/ward/patients/${id}`);
  await stage.look(nurse, '病棟の患者', { narrow: true });
  await nurse.getByRole('textbox', { name: '質問 必須' }).focus();
  await nurse.keyboard.type('退院のあとは、どの医院に通いますか');
  await landed(nurse, () => nurse.keyboard.press('Control+Enter'));
  assert.match(await main(nurse), /回答まち[^]*どの医院に通いますか/);

  stage.step("a clerk finds it among the office's duties, and answers");
  await stage.go(clerk, '/today?kind=question.');
  const row = clerk.locator('[data-row]', { hasText: name });
  assert.match(await row.innerText(), /病棟の質問に答える/);
  await row.getByRole('link').click();
  await landed(clerk, () => pane(clerk, 'どの医院').getByRole('link', { name: '質問に答える' }).click());
  assert.match(await main(clerk), /東3病棟から連携室へ[^]*渡辺 葵/);
  await stage.look(clerk, '病棟との質問', { narrow: true });
  await landed(clerk, () => button(clerk, '回答する').click());
  assert.match(await main(clerk), /回答を入力してください/);
  await stage.look(clerk, '病棟との質問(まちがい)', { narrow: true });
  await clerk.getByRole('textbox', { name: '回答 必須' }).fill('紹介元の先生が続けて診てくださいます');
  await landed(clerk, () => button(clerk, '回答する').click());
  assert.equal(stage.sql(`SELECT count(*) FROM duty WHERE case_kind = 'question' AND patient_id = ${id} AND closed_at IS NULL`), '0');

  stage.step('her open page offers the answer, and she has read it');
  await nurse.bringToFront();
  await until('the open page offers the answer', async () => (await nurse.getByRole('status').getByRole('button').count()) > 0);
  await nurse.getByRole('status').getByRole('button').first().click();
  await nurse.getByText('紹介元の先生が続けて診て').waitFor();
  await stage.go(nurse, '/ward');
  assert.match(await main(nurse), /回答あり/);
  await landed(nurse, () => button(nurse, new RegExp(`読みました.*${name}`)).click());
  assert.match(await main(nurse), /読みました/);

  stage.step('the office asks the ward; the ward sees it come, and answers');
  await stage.go(desk, '/ward');
  await stage.go(clerk, `/patients/${id}`);
  assert.match(await main(clerk), /東3病棟に入院中/);
  await stage.look(clerk, '患者の経過(入院中)', { narrow: true });
  await landed(clerk, () => clerk.getByRole('link', { name: '病棟に聞く…' }).click());
  await clerk.getByRole('textbox', { name: '質問 必須' }).fill('ご家族は今週いらっしゃいますか');
  await landed(clerk, () => button(clerk, '病棟に聞く').click());
  await stage.look(clerk, '病棟に聞く', { narrow: true });
  await desk.bringToFront();
  await until('the open page offers the question', async () => (await desk.getByRole('button', { name: '新しい質問・回答 1件' }).count()) === 1);
  await button(desk, '新しい質問・回答 1件').click();
  await desk.getByText('ご家族は今週いらっしゃいますか').waitFor();
  await landed(desk, () => desk.getByRole('link', { name: new RegExp(`答える.*${name}`) }).click());
  await desk.locator('textarea[name=answer]').fill('木曜の午後にいらっしゃいます');
  await landed(desk, () => button(desk, '回答する').click());
  await stage.go(clerk, '/today?kind=question.');
  assert.match(await clerk.locator('[data-row]', { hasText: name }).innerText(), /病棟の回答を読む/);
  await clerk.locator('[data-row]', { hasText: name }).getByRole('link').click();
  await landed(clerk, () => pane(clerk, '木曜の午後').getByRole('link', { name: '回答を読む' }).click());
  await landed(clerk, () => button(clerk, '回答を読みました').click());
  assert.match(await main(clerk), /読みました[^]*木曜の午後/);

  stage.step('the patient moves to another ward, and leaves her list and her open page by themselves');
  await stage.go(nurse, '/ward');
  await stage.go(desk, `/ward/patients/${id}`);
  await stage.go(clerk, `/patients/${id}/stay`);
  await stage.look(clerk, '入院の記録', { narrow: true });
  await clerk.getByLabel('転棟先の病棟').selectOption({ label: '西2病棟' });
  await landed(clerk, () => button(clerk, '転棟を記録する').click());
  assert.match(await main(clerk), /西2病棟に入院中/);
  await nurse.bringToFront();
  await until('the row leaves the list', async () => !(await nurse.content()).includes(name));
  await desk.bringToFront();
  await until('the open page is empty', async () => !(await desk.content()).includes(name));
  assert.match(await main(desk), /この画面は、もう見られません/);
  await stage.look(desk, '見られなくなった画面', { narrow: true });
  assert.equal((await nurse.goto(`${stage.base}/ward/patients/${id}`)).status(), 404);

  stage.step('the head gives her the other ward, and the patient is there again');
  await stage.go(head, '/settings/people');
  assert.match(await main(head), /渡辺 葵[^]*東3病棟/);
  await stage.look(head, '職員と役割', { narrow: true });
  await landed(head, () => head.getByRole('link', { name: /所属.*渡辺 葵/ }).click());
  await head.getByLabel('病棟・診療科').selectOption({ label: '西2病棟' });
  await landed(head, () => head.keyboard.press('Control+Enter'));
  await stage.look(head, '所属', { narrow: true });
  await stage.go(nurse, '/ward');
  assert.match(await main(nurse), new RegExp(`東3病棟・西2病棟[^]*${name}`));

  stage.step('the head adds a ward and ends it again');
  await stage.go(head, '/settings/units');
  await stage.look(head, '病棟と診療科', { narrow: true });
  await head.getByLabel('病棟の名前').fill('南5病棟');
  await landed(head, () => head.keyboard.press('Control+Enter'));
  await landed(head, () => head.getByRole('link', { name: /直す.*南5病棟/ }).click());
  await head.getByLabel('使う最後の日').fill('2026-11-01');
  await landed(head, () => head.keyboard.press('Control+Enter'));
  assert.match(await main(head), /終わりの日が、はじめの日より前です/);
  await head.getByLabel('使う最後の日').fill('2026-11-24');
  await landed(head, () => head.keyboard.press('Control+Enter'));
  assert.match(await main(head), /南5病棟/);

  stage.step('every step is in the trail, by who did it');
  await until('the trail holds the lines', async () =>
    Number(stage.sql("SELECT count(*) FROM audit WHERE actor_name = '渡辺 葵' AND what LIKE '%/ward/%'")) > 3);

  stage.expectQuiet(/40[349]|422/);
  console.log('a ward asked and was answered, answered and was read; a patient moved, and sight went along');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
