#!/usr/bin/env node
// 共同利用: the head posts what a second network shares with whom; a patient agrees to the medicines and the
// tests; the nurse writes the file, which holds these and no 病名, and the page says so before and after.
// A member the patient objects to narrows it; a consent that is withdrawn while the page is open refuses
// the next press, and the file that was written before. The file is read back as the FHIR document it is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Stage, landed, until } from './lib/stage.mjs';

const stage = await Stage.open('network', 18167, '2026-11-24');
try {
  await stage.at('2026-11-24T10:12');
  const head = await stage.visitor();
  const nurse = await stage.visitor();
  const clerk = await stage.visitor();
  await stage.sign_in(head, 'hasegawa');
  await stage.sign_in(nurse, 'saeki');
  await stage.sign_in(clerk, 'fujii');
  const main = (page) => page.locator('main').innerText();
  const button = (page, name) => page.getByRole('button', { name });
  const [patient, referral, diagnosis, medication] = stage.sql(`SELECT patient_id, id, replace(diagnoses, char(10), ' '), medication FROM referral r
    WHERE patient_id IS NOT NULL AND diagnoses <> '' AND medication <> ''
      AND NOT EXISTS (SELECT 1 FROM sealed_patient s WHERE s.patient_id = r.patient_id)
      AND NOT EXISTS (SELECT 1 FROM consent_statement c WHERE c.patient_id = r.patient_id)
      AND (SELECT count(*) FROM referral o WHERE o.patient_id = r.patient_id) = 1
    ORDER BY id DESC LIMIT 1`).split('|');
  const first = medication.split('\n')[0];
  const chosen = () => `/patients/${patient}/network?network=${stage.sql('SELECT max(network_id) FROM network_scope')}`;

  stage.step('the head posts the scope: who, what, what for, and who answers for it');
  await stage.go(head, '/settings');
  await landed(head, () => head.getByRole('link', { name: '共同利用の範囲' }).click());
  await stage.look(head, '共同利用の範囲(一つ)', { narrow: true });
  await landed(head, () => head.getByRole('link', { name: /ネットワークを加える/ }).click());
  await landed(head, () => head.keyboard.press('Control+Enter'));
  assert.match(await main(head), /参加する機関を一つ以上書いてください/);
  await stage.look(head, 'ネットワークを加える・入力の誤り', { narrow: true });
  await head.getByLabel('ネットワークの名前').fill('みなと地域医療ネット');
  await head.getByLabel('参加する機関').fill('みなと内科クリニック\n青葉町クリニック');
  for (const item of ['受診・予約', '病名・経過', '検査・画像', '薬']) await head.getByLabel(item, { exact: true }).check();
  await head.getByLabel('利用目的').fill('参加する機関での診療のため');
  await head.getByLabel(/^管理責任者/).fill('みなと市立総合病院 院長');
  await landed(head, () => head.keyboard.press('Control+Enter'));
  assert.match(await main(head), /有効 みなと地域医療ネット 第1版[^]*青葉町クリニック/);
  await stage.look(head, '共同利用の範囲', { narrow: true });

  stage.step('without a consent nothing leaves');
  await stage.go(nurse, `/patients/${patient}`);
  await landed(nurse, () => nurse.getByRole('link', { name: 'ネットワークに書き出す…' }).click());
  await nurse.getByLabel('ネットワーク', { exact: true }).selectOption({ label: 'みなと地域医療ネット' });
  await landed(nurse, () => button(nurse, 'この紹介を見る').click());
  assert.match(await main(nurse), /書き出せません[^]*このネットワークへの同意がまだありません/);
  assert.equal(await button(nurse, /書き出す/).count(), 0);
  await stage.look(nurse, '書き出せません', { narrow: true });

  stage.step('the patient agrees to the medicines and the tests');
  const agree = async (...items) => {
    await stage.go(clerk, `/patients/${patient}/consent/agreement`);
    await clerk.getByLabel('どのネットワークか').selectOption({ label: 'みなと地域医療ネット(参加する機関での診療のため)' });
    for (const item of items) await clerk.getByLabel(item, { exact: true }).check();
    await landed(clerk, () => clerk.keyboard.press('Control+Enter'));
    assert.match(await main(clerk), /みなと地域医療ネットでの共有/);
  };
  await agree('薬', '検査・画像');

  stage.step('the page says before what leaves and what stays');
  await stage.go(nurse, chosen());
  assert.match(await main(nurse), /出さない 傷病名\s*患者の同意がありません/);
  assert.match(await main(nurse), /出す 現在の処方/);
  assert.ok((await main(nurse)).includes(first));
  await stage.look(nurse, 'ネットワークに書き出す', { narrow: true });

  stage.step('and after: the file holds the medicines, and no 病名');
  await landed(nurse, () => nurse.keyboard.press('Control+Enter'));
  assert.match(await main(nurse), /みなと地域医療ネット: [^]*薬[^]*出さなかったもの: [^]*傷病名[^]*\(患者の同意がありません\)/);
  await stage.look(nurse, '書き出したあと', { narrow: true });
  const [download] = await Promise.all([nurse.waitForEvent('download'), nurse.getByRole('link', { name: /ファイルを保存する/ }).first().click()]);
  assert.match(download.suggestedFilename(), /^みなと地域医療ネットへの書き出し 2611-\d{5}-01\.json$/);
  const text = readFileSync(await download.path(), 'utf8');
  const bundle = JSON.parse(text);
  assert.equal(bundle.type, 'document');
  assert.deepEqual(bundle.entry.map((one) => one.resource.resourceType), ['Composition', 'Patient', 'Organization']);
  const sections = Object.fromEntries(bundle.entry[0].resource.section.map((one) => [one.title, one]));
  assert.ok(sections['現在の処方'].text.div.includes(first.replaceAll('&', '&amp;').replaceAll('<', '&lt;')));
  assert.equal(sections['傷病名'].emptyReason.coding[0].code, 'withheld');
  for (const word of diagnosis.split(' ')) assert.ok(!text.includes(word), word);
  assert.equal(stage.sql(`SELECT count(*) FROM provision WHERE patient_id = ${patient} AND recipient LIKE 'みなと地域医療ネット(%'`), '1');
  await until('the export has its line in the trail', () =>
    stage.sql(`SELECT count(*) FROM audit WHERE action = 'export' AND what = 'GET /patients/{id}/network/{document}'`) === '1');

  stage.step('an objection against one member narrows the file of all');
  await stage.go(clerk, `/patients/${patient}/consent/objection`);
  await clerk.getByLabel('連携先の名前').fill('青葉町クリニック');
  await clerk.getByLabel('薬', { exact: true }).check();
  await landed(clerk, () => clerk.keyboard.press('Control+Enter'));
  await agree('薬', '検査・画像', '受診・予約');
  await stage.go(nurse, chosen());
  assert.match(await main(nurse), /参加する機関のひとつへの留保があります[^]*青葉町クリニックには「薬」を渡さない/);
  assert.match(await main(nurse), /出さない 現在の処方\s*留保の申し出があります/);
  await stage.look(nurse, 'ネットワークに書き出す(留保)', { narrow: true });

  stage.step('the consent is withdrawn while the page is open: the next press refuses');
  await stage.go(clerk, `/patients/${patient}/consent`);
  await landed(clerk, () => clerk.getByRole('link', { name: /撤回を記録する/ }).first().click());
  await landed(clerk, () => button(clerk, '撤回を記録する').click());
  await landed(nurse, () => nurse.keyboard.press('Control+Enter'));
  assert.match(await main(nurse), /書き出せません[^]*患者さんが同意を撤回しています/);
  await stage.look(nurse, '撤回のあとの書き出し', { narrow: true });
  assert.equal(stage.sql(`SELECT count(*) FROM case_document WHERE kind = 'network_file'`), '1');
  await until('the refusal is in the trail', () =>
    stage.sql(`SELECT count(*) FROM audit WHERE action = 'refused' AND result = 'no_consent' AND case_id = ${referral}`) === '1');

  stage.step('nor is the file of before handed over, wherever it is asked for');
  const file = stage.sql(`SELECT id FROM case_document WHERE kind = 'network_file'`);
  for (const path of [`/patients/${patient}/network/${file}`, `/documents/${file}`]) {
    const answer = await nurse.request.get(stage.base + path);
    assert.ok(answer.status() >= 400, path);
    assert.ok(!(await answer.text()).includes(first), path);
  }
  await stage.go(nurse, `/patients/${patient}`);
  assert.match(await main(nurse), /みなと地域医療ネットに書き出した: /);

  stage.expectQuiet(/422|409/);
  console.log('posted, agreed, written with what may leave alone, narrowed by an objection, refused after the withdrawal');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
