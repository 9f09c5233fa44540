#!/usr/bin/env node
// ご家族へのお渡し in the real browser: the patient does not want the 長男 to know; the desk tries all the
// same and is refused with the reason, and nothing has left; the 長女 gets the papers and signs the
// receipt, a PDF; medicines alone keep the reply here; after the withdrawal the 長男 gets
// it. A mistaken line is cancelled and stays. Every page passes axe and does not scroll sideways.
import assert from 'node:assert/strict';
import { Stage, landed, until } from './lib/stage.mjs';

const stage = await Stage.open('family', 18171, '2026-11-24');
try {
  await stage.at('2026-11-24T10:12');
  const desk = await stage.visitor();
  await stage.sign_in(desk, 'saeki');
  // Somebody who has a reply that was sent, and a letter that came.
  const [id, name] = stage.sql(`SELECT p.id, p.name FROM patient p
    WHERE EXISTS (SELECT 1 FROM case_document d WHERE d.patient_id = p.id AND d.kind = 'reply')
      AND EXISTS (SELECT 1 FROM case_document d WHERE d.patient_id = p.id AND d.kind = 'booking_slip')
      AND p.merged_into_id IS NULL AND NOT EXISTS (SELECT 1 FROM family_hand_over h WHERE h.patient_id = p.id)
    ORDER BY p.id DESC LIMIT 1`).split('|');
  const page = `/patients/${id}`;
  const main = (visitor) => visitor.locator('main').innerText();
  const button = (words) => desk.getByRole('button', { name: words });
  const handed = () => stage.sql(`SELECT count(*) FROM family_hand_over WHERE patient_id = ${id}`);
  const choose = (name, value) => desk.locator(`[name="${name}"][value="${value}"]`).check({ force: true });
  const object_to = async (...items) => {
    await stage.go(desk, `${page}/consent/objection`);
    await choose('whom', 'family');
    await desk.getByLabel('家族のだれ').fill('長男');
    for (const item of items) await desk.getByLabel(item, { exact: true }).check();
    await landed(desk, () => desk.keyboard.press('Control+Enter'));
  };
  const withdraw = async () => {
    await stage.go(desk, `${page}/consent`);
    await landed(desk, () => desk.getByRole('link', { name: /取り下げを記録する/ }).click());
    await landed(desk, () => button('取り下げを記録する').click());
  };
  const fill = async (who) => {
    await desk.getByRole('radio', { name: who }).check();
    await desk.getByLabel('本人確認').selectOption('licence');
    await desk.getByLabel('申し出た人').selectOption('receiver');
    await desk.getByLabel('目的').fill('退院後の通院先へ持っていく');
    await desk.getByRole('checkbox', { name: /返書|報告/ }).first().check();
    await desk.getByRole('checkbox', { name: /^予約票/ }).first().check();
  };
  const hand_over = () => landed(desk, () => desk.keyboard.press('Control+Enter'));

  stage.step('the daughter and the son are in the team');
  for (const [person, relation] of [['試験 花', '長女'], ['試験 大介', '長男']]) {
    await stage.go(desk, `${page}/team/new?who=other`);
    await desk.getByLabel('役割').selectOption('family');
    await desk.getByLabel('氏名').fill(person);
    await desk.getByLabel('続柄・間柄').fill(relation);
    await landed(desk, () => button('加える').click());
  }

  stage.step('the patient does not want the son to know; the page says so before anybody presses');
  await object_to('受診・予約', '病名・経過', '検査・画像', '薬', '生活・家族', '費用・保険');
  await stage.go(desk, page);
  await landed(desk, () => desk.getByRole('link', { name: 'ご家族にお渡しする…' }).click());
  assert.match(await main(desk), new RegExp(name));
  assert.match(await main(desk), /長女 試験 花 さん\s*渡してよい[^]*長男 試験 大介 さん\s*渡さない/);
  assert.match(await main(desk), /家族\(長男\)には「すべて」を渡さない/);
  await stage.look(desk, 'ご家族にお渡しする', { narrow: true });

  stage.step('a form that is not filled in says each of what is missing');
  await hand_over();
  assert.match(await main(desk), /受け取る方を選んでください[^]*お渡しする文書を一つ以上選んでください/);
  await stage.look(desk, 'ご家族にお渡しする(まちがい)', { narrow: true });

  stage.step('the son is refused with the reason, and nothing left');
  await fill(/長男 試験 大介/);
  await hand_over();
  assert.match(await main(desk), /留保があり、このままではお渡しできません[^]*家族\(長男\)には「すべて」を渡さない/);
  await stage.look(desk, 'ご家族にお渡しする(留保)', { narrow: true });
  assert.equal(handed(), '0');
  assert.equal(stage.sql(`SELECT count(*) FROM case_document WHERE kind = 'family_receipt' AND patient_id = ${id}`), '0');
  await until('the refusal is in the trail', () =>
    stage.sql(`SELECT count(*) FROM audit WHERE action = 'refused' AND result = 'objection'
               AND case_kind = 'patient' AND case_id = ${id}`) === '1');

  stage.step('nor does another way to name him help');
  await desk.getByRole('radio', { name: /ほかの方/ }).check();
  await desk.getByRole('textbox', { name: '氏名' }).fill('試験 大介');
  await desk.getByRole('textbox', { name: '続柄' }).fill('息子');
  await hand_over();
  assert.match(await main(desk), /このままではお渡しできません/);
  assert.equal(handed(), '0');

  stage.step('the daughter gets the papers, and signs the receipt');
  await desk.getByRole('radio', { name: /長女 試験 花/ }).check();
  await hand_over();
  assert.match(await main(desk), /長女 試験 花 さんへのお渡し[^]*予約票/);
  assert.equal(handed(), '1');
  await stage.look(desk, 'お渡しの記録', { narrow: true });
  const record = new URL(desk.url()).pathname;
  const receipt = await desk.getByRole('link', { name: /お渡しの記録を開く/ }).getAttribute('href');
  const pdf = await desk.request.get(stage.base + receipt);
  assert.equal(pdf.headers()['content-type'], 'application/pdf');
  const bytes = await pdf.body();
  assert.ok(bytes.subarray(0, 4).equals(Buffer.from('%PDF')));
  for (const link of await desk.getByRole('region', { name: 'お渡しした文書' }).getByRole('link').all())
    assert.equal((await desk.request.get(stage.base + await link.getAttribute('href'))).status(), 200);

  stage.step('it stands on the patient, and in the list');
  await stage.go(desk, page);
  assert.match(await main(desk), /ご家族\(長女\)へのお渡し/);
  await stage.look(desk, '患者の経過(お渡し)', { narrow: true });
  await landed(desk, () => desk.getByRole('link', { name: 'ご家族へのお渡しの一覧' }).click());
  assert.match(await main(desk), /試験 花 さん\s*長女[^]*予約票[^]*佐伯 真理/);
  await stage.look(desk, 'ご家族へのお渡し', { narrow: true });

  stage.step('of the son only the medicines are kept: the reply stays here, the slip goes');
  await withdraw();
  await object_to('薬');
  await stage.go(desk, `${page}/handed/new`);
  assert.match(await main(desk), /長男 試験 大介 さん\s*一部は渡さない/);
  await desk.getByRole('radio', { name: /長男 試験 大介/ }).check();
  await desk.getByLabel('本人確認').selectOption('by_patient');
  await desk.getByLabel('申し出た人').selectOption('patient');
  await desk.getByLabel('目的').fill('次の受診の付き添い');
  const reply = stage.sql(`SELECT max(id) FROM case_document WHERE patient_id = ${id} AND kind = 'reply'`);
  await choose('handed_paper', reply);
  await desk.getByRole('checkbox', { name: /^予約票/ }).first().check();
  await hand_over();
  assert.match(await main(desk), /留保により、一部をお渡ししません[^]*はお渡ししません/);
  await stage.look(desk, 'ご家族にお渡しする(一部)', { narrow: true });
  await hand_over();
  assert.match(await main(desk), /留保のためお渡ししていないもの/);
  assert.equal(stage.sql(`SELECT count(*) FROM family_hand_over_paper WHERE document_id = ${reply}`), '1');
  assert.equal(handed(), '2');

  stage.step('withdrawn, the son gets the reply too');
  await withdraw();
  await stage.go(desk, `${page}/handed/new`);
  assert.match(await main(desk), /ご家族への留保の申し出はありません/);
  await fill(/長男 試験 大介/);
  await hand_over();
  assert.match(await main(desk), /長男 試験 大介 さんへのお渡し/);
  assert.equal(handed(), '3');

  stage.step('a mistaken line is cancelled with its reason, and stays');
  await stage.go(desk, record);
  await landed(desk, () => button('この記録を取り消す').click());
  assert.match(await main(desk), /取り消すわけを入力してください/);
  await desk.getByLabel('取り消すわけ').fill('書きまちがい');
  await landed(desk, () => button('この記録を取り消す').click());
  assert.match(await main(desk), /取り消した記録です[^]*書きまちがい/);
  await stage.look(desk, 'お渡しの記録(取り消し)', { narrow: true });
  await stage.go(desk, `${page}/handed`);
  assert.match(await main(desk), /3件[^]*取り消し 11\/24/);
  await stage.look(desk, 'ご家族へのお渡し(取り消し)', { narrow: true });

  stage.expectQuiet(/422/);
  console.log('the son refused with the reason, the daughter handed the papers and the receipt, the son after the withdrawal');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
