#!/usr/bin/env node
// 漏えい等 in the real browser: a FAX went to the wrong clinic. A clerk reports it in one form; the 室長
// finds it in 本日の業務 with the third and the fifth day, tells the patient and the commission, writes what
// became known and the prevention, and ends it. A step written by mistake is taken back. A sealed patient is
// named to nobody who may not see them. Every page passes axe and does not scroll sideways.
import assert from 'node:assert/strict';
import { Stage, landed } from './lib/stage.mjs';

const stage = await Stage.open('incident', 18164, '2026-11-24');
try {
  await stage.at('2026-11-24T10:12');
  const clerk = await stage.visitor();
  const head = await stage.visitor();
  const nurse = await stage.visitor();
  await Promise.all([stage.sign_in(clerk, 'omura'), stage.sign_in(head, 'hasegawa'), stage.sign_in(nurse, 'saeki')]);
  const [[id, name, number], [sealed_id, sealed_name, sealed_number]] = stage.sql(`SELECT id, name, number FROM patient
      WHERE number <> '' AND merged_into_id IS NULL AND id NOT IN (SELECT patient_id FROM incident_patient)
      ORDER BY id DESC LIMIT 2`).split('\n').map((line) => line.split('|'));
  const main = (page) => page.locator('main').innerText();
  const button = (page, words) => page.getByRole('button', { name: words });
  const card = (page, words) => page.locator('section', { has: page.getByRole('heading', { name: words, exact: true }) });

  stage.step('the clerk reports on the patient, and is told what is missing');
  await stage.go(clerk, `/patients/${id}`);
  await landed(clerk, () => clerk.getByRole('link', { name: '誤送信・紛失などを届け出る…' }).click());
  await stage.look(clerk, '届け出', { narrow: true });
  await clerk.getByLabel('FAXの誤送信').check();
  await clerk.getByLabel('どこへ渡りましたか').fill('青葉町クリニック');
  await clerk.getByLabel('病名・診療の内容').check();
  await landed(clerk, () => button(clerk, '届け出る').click());
  assert.match(await main(clerk), /いきさつを入力してください/);
  await stage.look(clerk, '届け出(まちがい)');
  await clerk.getByLabel('いきさつ').fill(`${name}さんの返書を、番号のちがう医院に送った`);
  await landed(clerk, () => button(clerk, '届け出る').click());
  assert.match(await main(clerk), /文中に患者の氏名があります/);
  await clerk.getByLabel('いきさつ').fill('返書を、番号のちがう医院に送った');
  await clerk.getByLabel('すぐにしたこと').fill('先方に電話し、破棄してもらった');
  await clerk.getByLabel('ほかの人の患者ID').fill(sealed_number);
  await landed(clerk, () => clerk.keyboard.press('Control+Enter'));
  assert.equal(new URL(clerk.url()).pathname, '/today');
  assert.match(await clerk.locator('body').innerText(), /届け出を受け付けました\(I-2026-\d{4}\)/);
  const incident = '/incidents/' + stage.sql('SELECT max(id) FROM incident');
  assert.equal((await clerk.goto(stage.base + incident)).status(), 403, 'the register is the head’s');

  stage.step('the head finds it in the day, with the third and the fifth day');
  await stage.go(head, '/today?kind=incident');
  const row = head.locator('[data-row]', { hasText: stage.sql('SELECT number FROM incident ORDER BY id DESC LIMIT 1') });
  await row.getByText('個人情報保護委員会に速報する').first().click();
  await head.getByText('3日目 11/26(木)、5日目 11/28(土)').waitFor();
  await landed(head, () => head.getByRole('link', { name: '漏えい等の記録を開く' }).first().click());
  const begun = await main(head);
  for (const words of [/速報まち/, /個人情報保護委員会に報告します/, /要配慮個人情報/, /法定期限[^]*あと29日/, new RegExp(name), new RegExp(sealed_name)])
    assert.match(begun, words);
  await stage.look(head, '漏えい等(速報まち)', { narrow: true });

  stage.step('the patient is told, the commission is told, and one of it was written too early');
  await card(head, '本人への通知を記録する').getByLabel('方法').selectOption('phone');
  await card(head, '本人への通知を記録する').getByLabel('だれに、何を伝えたか').fill('本人に電話し、わびて、いきさつを伝えた');
  await landed(head, () => button(head, '通知を記録する').click());
  await card(head, '速報を記録する').getByLabel('受付番号・報告のしかた').fill('報告フォーム 受付 2026-1');
  await landed(head, () => button(head, '速報を記録する').click());
  assert.match(await main(head), /確報まち/);
  await head.getByText('まちがえて書いたとき…').first().click();
  await head.getByLabel('取り消すわけ').first().fill('まだ送っていなかった');
  await stage.look(head, '漏えい等(取り消し)');
  await landed(head, () => button(head, '速報を取り消す').click());
  assert.match(await main(head), /速報まち[^]*まだ送っていなかった/);
  await card(head, '速報を記録する').getByLabel('受付番号・報告のしかた').fill('報告フォーム 受付 2026-2');
  await landed(head, () => button(head, '速報を記録する').click());

  stage.step('what became known fills the nine items, which name nobody');
  await landed(head, () => head.getByRole('link', { name: 'わかったことを書く' }).click());
  await head.getByLabel('原因').fill('短縮番号の登録がちがっていた');
  await head.getByLabel('二次被害とそのおそれ').fill('先方で破棄され、ほかの人は見ていない');
  await stage.look(head, '漏えい等(わかったこと)', { narrow: true });
  await landed(head, () => button(head, '書き加える').click());
  await landed(head, () => head.getByRole('link', { name: '報告の9事項' }).click());
  const sheet = await main(head);
  for (const words of [/1 概要/, /短縮番号の登録/, /先方で破棄され/, /受付 2026-2/, /9 その他/]) assert.match(sheet, words);
  assert.ok(!sheet.includes(name) && !sheet.includes(number));
  await stage.look(head, '報告の9事項', { narrow: true });

  stage.step('確報, prevention and the end: nothing is owed any more');
  await stage.go(head, incident);
  await card(head, '確報を記録する').getByLabel('受付番号・報告のしかた').fill('続報 2026-2');
  await landed(head, () => button(head, '確報を記録する').click());
  await head.getByRole('textbox', { name: /再発防止策/ }).fill('短縮番号を2人で確かめ、月に一度つき合わせる');
  await landed(head, () => button(head, '再発防止策を記録する').click());
  await stage.look(head, '漏えい等(終了まち)');
  await landed(head, () => button(head, '終了にする').click());
  const ended = await main(head);
  assert.match(ended, /終了にしました|済み/);
  assert.ok(!/速報を記録する|患者を加える/.test(ended));
  assert.equal(stage.sql(`SELECT count(*) FROM duty WHERE case_kind = 'incident' AND case_id = ${incident.split('/').pop()} AND closed_at IS NULL`), '0');
  await stage.look(head, '漏えい等(終了)', { narrow: true });
  await stage.go(head, '/incidents');
  assert.match(await main(head), /返書を、番号のちがう医院に送った/);
  await stage.look(head, '漏えい等の一覧', { narrow: true });

  stage.step('a sealed patient is unknown to who may not see them');
  await stage.go(head, `/patients/${sealed_id}/seal`);
  await head.getByLabel('くわしく').fill('面会の制限がある');
  await landed(head, () => head.keyboard.press('Control+Enter'));
  await stage.go(nurse, '/incidents/new');
  await nurse.getByLabel('紛失').check();
  await nurse.getByLabel('いきさつ').fill('控えが見あたらない');
  await nurse.getByLabel('患者ID').fill(sealed_number);
  await landed(nurse, () => button(nurse, '届け出る').click());
  assert.match(await main(nurse), /この患者IDの方はいません/);
  assert.ok(!(await nurse.content()).includes(sealed_name));
  await stage.go(head, incident);
  assert.match(await main(head), new RegExp(sealed_name));

  stage.expectQuiet(/403|422/);
  console.log('reported, told, taken back once, told again, ended by the head; nobody named where nobody may read it');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
