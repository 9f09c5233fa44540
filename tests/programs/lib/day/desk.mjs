// 本日の業務: handing over, putting off until a time, the telephone in two actions, undo; and what a
// colleague adds, which waits for a press and never touches a word that is being written.
import assert from 'node:assert/strict';
import { until } from '../stage.mjs';

/** Selects the first duty by the keyboard; its id. */
async function select_first(stage, page) {
  await stage.go(page, '/today');
  await page.keyboard.press('j');
  const id = Number((await page.locator('[data-row].sel').getAttribute('id')).match(/\d+/)[0]);
  await page.locator(`[data-pane] form[action="/duties/${id}/snooze"]`).waitFor({ state: 'attached' });
  return id;
}

export async function duties(stage, page) {
  const duty = (id, what) => stage.sql(`SELECT coalesce(${what}, '') FROM duty WHERE id = ${id}`);
  const row = (id) => page.locator(`#duty-${id}-row`);

  stage.step('a duty is handed to a colleague');
  const id = await select_first(stage, page);
  await page.keyboard.press('a');
  await stage.look(page, '本日の業務');
  await page.getByRole('button', { name: '大村 早苗' }).click();
  await page.getByText('担当を決めました').waitFor();
  assert.equal(duty(id, 'assignee_id'), '2');

  stage.step('a telephone call is recorded in two actions');
  const contacts = () => Number(stage.sql('SELECT count(*) FROM contact'));
  const before = contacts();
  await page.keyboard.press('t');
  await page.getByRole('button', { name: '話せた' }).click();
  await page.getByText('電話を記録しました').waitFor();
  assert.equal(contacts(), before + 1);

  stage.step('a promised call becomes a duty of its own; Z takes its end back');
  await page.keyboard.press('t');
  await page.locator('#person').fill('受付 大森様');
  await page.getByRole('button', { name: '折り返しまち' }).click();
  await page.getByText('電話を記録しました').waitFor();
  const call = Number(stage.sql("SELECT max(id) FROM duty WHERE kind = 'contact.callback'"));
  await stage.go(page, `/today?rows=all&sel=${call}`);
  assert.match(await row(call).innerText(), /折り返しの電話を確かめる:受付 大森様/);
  await page.getByRole('button', { name: '済んだことにする' }).click();
  await page.getByText('済んだことにしました').waitFor();
  assert.ok(duty(call, 'closed_at'));
  await page.keyboard.press('z');
  await page.getByText('元にもどしました').waitFor();
  assert.equal(duty(call, 'closed_at'), '');

  stage.step('a duty is put off until a time, with its reason, and Z brings it back');
  const snooze = async () => {
    await stage.go(page, `/today?sel=${id}`);
    await page.keyboard.press('s');
    await page.locator('#reason').fill('診療情報の到着まち');
    await page.getByRole('button', { name: '本日 16:00 まで' }).click();
    await page.getByText('保留しました').waitFor();
    assert.equal(await row(id).count(), 0, 'it left the list');
  };
  await snooze();
  await page.keyboard.press('z');
  await page.getByText('保留をやめました').waitFor();
  assert.equal(await row(id).count(), 1, 'undone: it is back');
  await snooze();
  await stage.go(page, `/today?scope=snoozed&sel=${id}`);
  assert.match(await page.locator('[data-pane]').innerText(), /16:00[^]*診療情報の到着まち|診療情報の到着まち[^]*16:00/);
  await stage.look(page, '本日の業務(保留)');
  return id;
}

/** After 16:00 what was put off stands in the list by itself. */
export async function woken(stage, page, id) {
  stage.step('what was put off is back at its time');
  await stage.go(page, '/today?rows=all');
  assert.equal(await page.locator(`#duty-${id}-row`).count(), 1);
}

/** A colleague registers an emergency while a Japanese word is being written. */
export async function live_list(stage, page, other) {
  stage.step('what a colleague adds is offered, and a half-typed word stays');
  await stage.go(page, '/today');
  const box = page.locator('#q');
  await box.focus();
  await box.evaluate((element) => {
    for (const kind of ['compositionend', 'blur']) element.addEventListener(kind, () => (element.dataset.seen = `${element.dataset.seen ?? ''} ${kind}`));
  });
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text: 'さいと', selectionStart: 3, selectionEnd: 3 });
  const rows = () => page.locator('[data-row]').evaluateAll((all) => all.map((row) => row.id).join());
  const before = await rows();
  const scrolled = await page.evaluate(() => scrollY);

  await stage.go(other, '/referrals/new');
  await other.locator('[id="patient.name"]').fill('至急 一郎');
  await other.locator('#referring_facility').fill('みなと内科クリニック');
  await other.getByRole('radio', { name: '至急' }).check({ force: true });
  await other.getByRole('button', { name: '紹介を登録する' }).click();
  await other.waitForURL(/\/referrals\/\d+$/);
  const added = stage.sql("SELECT max(id) FROM duty WHERE kind = 'referral.decide'");

  const offered = page.getByRole('button', { name: '新しい業務 1件' });
  await offered.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'q', 'the focus stays');
  assert.equal(await box.inputValue(), 'さいと', 'the word stays');
  assert.equal(await box.evaluate((element) => element.dataset.seen ?? ''), '', 'and is still being written');
  assert.equal(await rows(), before, 'the list stays');
  assert.equal(await page.evaluate(() => scrollY), scrolled, 'the page stays where it is');
  await keyboard.send('Input.insertText', { text: '斎藤' });
  assert.equal(await box.inputValue(), '斎藤', 'the word is finished as it was begun');
  await offered.click();
  await page.locator(`#duty-${added}-row`).waitFor();
  assert.equal(await offered.count(), 0);
}
