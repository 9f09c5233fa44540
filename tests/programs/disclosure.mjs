#!/usr/bin/env node
// 開示請求 in the real browser: a clerk takes a request of a bereaved daughter in, cannot answer it
// before the identity check and cannot decide it; the 室長 finds it in 本日の業務, decides, the copy is
// handed over, and the duty is gone. A provision to the police is written down and corrected by a line
// of its own. A nurse finds neither register. Every page passes axe and does not scroll sideways.
import assert from 'node:assert/strict';
import { Stage, landed } from './lib/stage.mjs';

const stage = await Stage.open('disclosure', 18163, '2026-11-24');
try {
  await stage.at('2026-11-24T10:12');
  const clerk = await stage.visitor();
  const head = await stage.visitor();
  const nurse = await stage.visitor();
  await Promise.all([stage.sign_in(clerk, 'omura'), stage.sign_in(head, 'hasegawa'), stage.sign_in(nurse, 'saeki')]);
  const [id, name] = stage.sql(`SELECT id, name FROM patient WHERE number <> '' AND merged_into_id IS NULL ORDER BY id DESC LIMIT 1`).split('|');
  const main = (page) => page.locator('main').innerText();
  const button = (page, words) => page.getByRole('button', { name: words });

  stage.step('the clerk begins on the patient and leaves something out');
  await stage.go(clerk, `/patients/${id}`);
  await landed(clerk, () => clerk.getByRole('link', { name: '開示請求を受け付ける…' }).click());
  await stage.look(clerk, '開示請求の受付', { narrow: true });
  await clerk.getByLabel('遺族').check();
  await clerk.getByLabel('請求した人の氏名').fill('吉岡 由紀');
  await clerk.getByLabel('請求の範囲').fill('2026年4月の入院の診療録と検査画像');
  await landed(clerk, () => button(clerk, '受け付ける').click());
  assert.match(await main(clerk), /本人との続柄を入力してください/);
  await stage.look(clerk, '開示請求の受付(まちがい)');
  assert.equal(await clerk.getByLabel('請求の範囲').inputValue(), '2026年4月の入院の診療録と検査画像');
  await clerk.getByLabel('本人との続柄').fill('長女');
  await landed(clerk, () => clerk.keyboard.press('Control+Enter'));
  const request = new URL(clerk.url()).pathname;
  assert.match(await main(clerk), /D-2026-\d{4}[^]*本人確認まち[^]*あと14日/);
  await stage.look(clerk, '開示請求(本人確認まち)', { narrow: true });

  stage.step('without the paper that says who she is there is no way on');
  await clerk.getByLabel('見た書類').selectOption('licence');
  await landed(clerk, () => button(clerk, '本人確認を記録する').click());
  assert.match(await main(clerk), /代理人・遺族とわかる書類を選んでください/);
  await clerk.getByLabel('代理人・遺族の書類').selectOption('family_register');
  await landed(clerk, () => button(clerk, '本人確認を記録する').click());
  assert.match(await main(clerk), /室長が判断して記録します/);
  assert.equal(await button(clerk, '判断を記録する').count(), 0);

  stage.step('the head finds it in the day, decides, and says why a part is held back');
  await stage.go(head, '/today?kind=disclosure');
  await head.locator('[data-row]', { hasText: name }).getByText('開示するかどうかを判断する').first().click();
  await landed(head, () => head.getByRole('link', { name: '開示請求を開く' }).first().click());
  await head.getByLabel('判断', { exact: true }).selectOption('partial');
  await landed(head, () => button(head, '判断を記録する').click());
  assert.match(await main(head), /開示しない部分の根拠を選んでください/);
  await stage.look(head, '開示請求(判断)');
  await head.getByLabel('開示しない根拠').selectOption('harms_others');
  await head.getByLabel('開示しない部分と理由').fill('ほかの家族から聞いたことの部分');
  await landed(head, () => button(head, '判断を記録する').click());
  assert.match(await main(head), /写しを交付する/);

  stage.step('the copy is handed over, and nothing is owed any more');
  await clerk.reload();
  await clerk.getByLabel('渡し方').selectOption('post');
  await clerk.getByLabel('手数料(円)').fill('1200');
  await landed(clerk, () => button(clerk, '交付・通知を記録する').click());
  assert.match(await main(clerk), /完了[^]*1,200円/);
  await stage.look(clerk, '開示請求(完了)');
  assert.equal(stage.sql("SELECT count(*) FROM duty WHERE kind LIKE 'disclosure.%' AND case_id = " + request.split('/').pop() + ' AND closed_at IS NULL'), '0');
  await stage.go(clerk, '/disclosures');
  assert.match(await main(clerk), /一部開示/);
  await stage.look(clerk, '開示請求の一覧', { narrow: true });

  stage.step('what the police asked for is written down with its number, and corrected by a line');
  await stage.go(clerk, `/patients/${id}`);
  await landed(clerk, () => clerk.getByRole('link', { name: '第三者への提供を記録する…' }).click());
  await clerk.getByLabel('根拠').selectOption('police');
  await clerk.getByLabel('提供先').fill('みなと警察署');
  await clerk.getByLabel('提供した項目').fill('診療録の写し 10枚');
  await landed(clerk, () => button(clerk, '記録する').click());
  assert.match(await main(clerk), /照会書の番号を入力してください/);
  await stage.look(clerk, '提供の記録(まちがい)', { narrow: true });
  await clerk.getByLabel('照会書の番号').fill('み署発第12号');
  await landed(clerk, () => button(clerk, '記録する').click());
  await landed(clerk, () => clerk.getByRole('link', { name: /訂正する/ }).first().click());
  await clerk.getByLabel('提供した項目').fill('診療録の写し 12枚');
  await clerk.getByLabel('訂正のわけ').fill('枚数が違っていた');
  await landed(clerk, () => button(clerk, '訂正の行を加える').click());
  const lines = await main(clerk);
  for (const words of [/12枚/, /10枚/, /訂正ずみ/, /2029-11-24/, new RegExp(name)]) assert.match(lines, words);
  await stage.look(clerk, '第三者提供の記録', { narrow: true });

  stage.step('a nurse finds neither register, and no way to them');
  await stage.go(nurse, `/patients/${id}`);
  assert.equal(await nurse.getByRole('link', { name: /開示請求を受け付ける/ }).count(), 0);
  for (const path of [request, '/disclosures', '/provisions', '/disclosures/export'])
    assert.equal((await nurse.goto(stage.base + path)).status(), 403, path);

  stage.expectQuiet(/403|422/);
  console.log('taken in, identified, decided by another, handed over; a provision corrected by a line');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
