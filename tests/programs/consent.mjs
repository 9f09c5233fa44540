#!/usr/bin/env node
// 同意と留保 in the real browser: a nurse has the sending page of a reply open; a colleague writes down
// that the patient does not want this partner to know; the sending is refused with the reason, also on
// the command line; an objection to the medicines alone leaves them out; after the withdrawal the reply
// goes. The head posts the next version of the purposes. Every new page passes axe and does not scroll
// sideways on a phone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Stage, landed, until } from './lib/stage.mjs';

const program = process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi';
const stage = await Stage.open('consent', 18149, '2026-11-24');
try {
  await stage.at('2026-11-24T10:12');
  const nurse = await stage.visitor();
  const clerk = await stage.visitor();
  await stage.sign_in(nurse, 'saeki');
  await stage.sign_in(clerk, 'fujii');
  const main = (page) => page.locator('main').innerText();
  const [reply, patient, referral, partner] = stage.sql(`SELECT o.id, o.patient_id, o.referral_id, f.name FROM reply_obligation o
    JOIN facility f ON f.id = o.referrer_id JOIN patient p ON p.id = o.patient_id
    WHERE o.stage = 'first' AND o.closed_at IS NULL AND f.fax <> '' AND p.born_on IS NOT NULL AND o.doctor_id IS NOT NULL
      AND EXISTS (SELECT 1 FROM case_document d WHERE d.patient_id = o.patient_id) ORDER BY o.id DESC LIMIT 1`).split('|');
  const sent = () => stage.sql(`SELECT state FROM reply_obligation WHERE id = ${reply}`) === 'sent';
  const consent = `/patients/${patient}/consent`;
  /** Chooses one button of a row of them. */
  const choose = (page, name, value) => page.locator(`[name=${name}][value=${value}]`).check({ force: true });

  stage.step('a nurse writes the reply and has the sending page open');
  await stage.go(nurse, `/replies/${reply}`);
  await nurse.getByLabel(/^処方/).fill('アムロジピン 5mg');
  await landed(nurse, () => nurse.getByRole('button', { name: '保存して送付を確かめる' }).click());
  await nurse.getByLabel(/返書の送り方$/).selectOption('fax');
  assert.match(await main(nurse), /アムロジピン/);

  stage.step('meanwhile a colleague writes down what the patient said');
  await stage.go(clerk, `/patients/${patient}`);
  assert.match(await main(clerk), /留保の申し出はありません/);
  await landed(clerk, () => clerk.getByRole('region', { name: '同意と留保' }).getByRole('link', { name: '変える' }).click());
  await landed(clerk, () => clerk.getByRole('link', { name: '留保を書きとめる' }).click());
  await stage.look(clerk, '留保を書きとめる', { narrow: true });
  await landed(clerk, () => clerk.keyboard.press('Control+Enter'));
  assert.match(await main(clerk), /どの連携先に渡さないのか/);
  await clerk.getByLabel('連携先の名前').fill(partner);
  for (const item of ['受診・予約', '病名・経過', '検査・画像', '薬', '生活・家族', '費用・保険'])
    await clerk.getByLabel(item, { exact: true }).check();
  await choose(clerk, 'said_by', 'family');
  await clerk.getByLabel('家族・代理人の氏名').fill('試験 花子');
  await clerk.getByLabel('続柄・立場').fill('長女');
  await landed(clerk, () => clerk.keyboard.press('Control+Enter'));
  assert.match(await main(clerk), /渡さないもの: すべて[^]*長女 試験 花子 さん・口頭/);
  await stage.look(clerk, '同意と留保', { narrow: true });

  stage.step('the sending is refused with the reason, and nothing left');
  await landed(nurse, () => nurse.getByRole('button', { name: '1件を送った記録を残す' }).click());
  assert.match(await main(nurse), /患者さんの留保があるため送れません[^]*「すべて」を渡さない/);
  await stage.look(nurse, '返書を確かめて送る(留保)', { narrow: true });
  assert.ok(!sent());
  await until('the refusal is in the trail', () =>
    stage.sql(`SELECT count(*) FROM audit WHERE action = 'refused' AND result = 'objection' AND case_id = ${referral}`) === '1');
  await stage.go(nurse, `/replies/${reply}`);
  assert.match(await main(nurse), /留保があり、このままでは送れません/);
  await stage.look(nurse, '返書(留保)');

  stage.step('what nobody may have is not carried out as a file, but for somebody’s life');
  await stage.go(clerk, `${consent}/objection`);
  await choose(clerk, 'whom', 'everyone');
  await clerk.getByLabel('費用・保険').check();
  await landed(clerk, () => clerk.keyboard.press('Control+Enter'));
  const paper = stage.sql(`SELECT id FROM case_document WHERE patient_id = ${patient} LIMIT 1`);
  const carry = (...more) => spawnSync(program, ['export', '--document', paper, '--data', stage.data, ...more]);
  const kept = carry();
  assert.equal(kept.status, 1);
  assert.equal(kept.stdout.length, 0);
  assert.match(kept.stderr.toString(), /患者さんの留保があるため送れません.*consent\.refused/);
  const carried = carry('--emergency', '救急搬送先で要る');
  assert.equal(carried.status, 0, carried.stderr.toString());
  assert.ok(carried.stdout.length > 0);

  stage.step('withdrawn, it stands among what is over; the medicines alone are left out of the paper');
  for (let left = 2; left > 0; --left) {
    await stage.go(clerk, consent);
    await landed(clerk, () => clerk.getByRole('link', { name: /取り下げを記録する/ }).first().click());
    if (left === 1) await stage.look(clerk, '取り下げを記録する');
    await landed(clerk, () => clerk.getByRole('button', { name: '取り下げを記録する' }).click());
  }
  assert.match(await main(clerk), /申し出はありません[^]*取り下げ・期限切れ/);
  await stage.go(clerk, `${consent}/objection`);
  await clerk.getByLabel('連携先の名前').fill(partner);
  await clerk.getByLabel('薬', { exact: true }).check();
  await landed(clerk, () => clerk.keyboard.press('Control+Enter'));
  await stage.go(nurse, `/replies/sending?id=${reply}`);
  assert.match(await main(nurse), /留保により、一部を書かずに送ります/);
  assert.doesNotMatch(await main(nurse), /アムロジピン/);
  await stage.look(nurse, '返書を確かめて送る(薬を書かない)');
  await nurse.getByLabel(/返書の送り方$/).selectOption('fax');
  await landed(nurse, () => nurse.getByRole('button', { name: '1件を送った記録を残す' }).click());
  assert.ok(sent());

  stage.step('an explicit consent has its end');
  await stage.go(clerk, `${consent}/agreement`);
  await stage.look(clerk, '同意を書きとめる', { narrow: true });
  await clerk.getByLabel('どのネットワークか').selectOption({ index: 1 });
  await clerk.getByLabel('検査・画像').check();
  await clerk.getByLabel('有効期限').fill('2027/3/31');
  await landed(clerk, () => clerk.keyboard.press('Control+Enter'));
  assert.match(await main(clerk), /みなと医療・介護ネットでの共有[^]*有効期限 2027年3月31日/);
  await stage.go(clerk, `/patients/${patient}`);
  await stage.look(clerk, '患者の経過(留保と同意)', { narrow: true });

  stage.step('the head posts the next version; the first stays readable');
  const head = await stage.visitor();
  await stage.sign_in(head, 'hasegawa');
  await stage.go(head, '/settings');
  await landed(head, () => head.getByRole('link', { name: '利用目的の掲示' }).click());
  await stage.look(head, '利用目的の掲示を書く', { narrow: true });
  await head.getByLabel('掲示の文章').fill('当院は、診療のために情報を利用します。');
  await landed(head, () => head.keyboard.press('Control+Enter'));
  assert.match(await main(head), /第2版[^]*当院は、診療のために情報を利用します。/);
  await stage.look(head, '個人情報の利用目的', { narrow: true });
  await landed(head, () => head.getByRole('link', { name: '第1版' }).click());
  assert.match(await main(head), /お申し出のないものは、同意をいただいたものとして扱います/);

  stage.expectQuiet(/422/);
  console.log('objected, refused with the reason, carried out for a life, withdrawn, sent without the medicines; the next notice posted');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
