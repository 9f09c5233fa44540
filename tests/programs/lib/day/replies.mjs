// 返書: what nobody answered is chased after 7, 14 and 30 days; many are sent at once; 返書不要 needs
// its reason. Row 63 of docs/capabilities.md.
import assert from 'node:assert/strict';
import { landed, until } from '../stage.mjs';

const row_of = (page, id) => page.locator(`#reply-${id}-row`);
const choose = async (page, id) => row_of(page, id).locator('input[type=checkbox]').check({ force: true });

/** The list is in the order it writes above itself; the strip adds up. */
async function expect_order(page) {
  const waits = await page.locator('tbody tr[data-row] td:nth-child(2) b').allInnerTexts();
  const days = waits.map((text) => Number.parseInt(text, 10));
  assert.ok(days.length > 1 && days.every((one, at) => at === 0 || one <= days[at - 1]), `the longest waiting first: ${days}`);
  const boxes = (await page.locator('.k-strip b').allInnerTexts()).map(Number);
  assert.equal(boxes[0], boxes.slice(1).reduce((sum, one) => sum + one), `未返書 is the sum of its ages: ${boxes}`);
}

export async function bulk_sending(stage, page) {
  stage.step('many replies are sent at once, and what cannot leave says why');
  await stage.go(page, '/replies');
  await expect_order(page);
  await stage.look(page, '返書管理');
  const listed = await page.locator('tbody tr[data-row]').evaluateAll((rows) => rows.map((row) => Number(row.id.match(/\d+/)[0])));
  const with_state = (states) => stage.sql(`SELECT id FROM reply_obligation WHERE id IN (${listed}) AND state IN (${states}) ORDER BY id`).split('\n').filter(Boolean).map(Number);
  const drafted = with_state("'drafted'").slice(0, 3);
  const unwritten = with_state("'open'")[0];
  assert.ok(drafted.length > 1, 'there are drafts to send');
  for (const id of [...drafted, unwritten]) await choose(page, id);
  assert.equal(await page.locator('[data-bulk-count]').innerText(), `${drafted.length + 1}件`);
  await page.getByRole('button', { name: '確かめて送る' }).click();
  await page.getByRole('heading', { name: '返書を確かめて送る' }).waitFor();
  await stage.look(page, '返書を確かめて送る');
  assert.equal(await page.locator('section[aria-labelledby=go] input[name=id]').count(), drafted.length);
  assert.ok(await page.locator('section[aria-labelledby=no] .to span').count(), 'why one cannot leave yet');
  await page.getByRole('button', { name: `${drafted.length}件を送った記録を残す` }).click();
  await page.waitForURL('**/replies/sent**');
  await stage.look(page, '送った返書');
  const sent = (ids) => stage.sql(`SELECT count(*) FROM reply_obligation WHERE id IN (${ids}) AND state = 'sent' AND document_id IS NOT NULL`);
  assert.equal(sent(drafted), String(drafted.length));
  assert.equal(sent([unwritten]), '0');
  assert.ok(await page.locator('.p-bulk li a.k-btn').count() >= drafted.length, 'each with its letter');
  return unwritten;
}

export async function not_needed(stage, page, id) {
  stage.step('返書不要 asks for its reason and can be taken back');
  const state = () => stage.sql(`SELECT state || ' ' || not_needed_reason FROM reply_obligation WHERE id = ${id}`).trim();
  const declare = async (reason) => {
    await stage.go(page, '/replies');
    await choose(page, id);
    await page.getByRole('button', { name: '返書不要…' }).click();
    await page.locator('#reason').fill(reason);
    await page.locator('.k-decide button.pri').click();
  };
  await declare('');
  await page.locator('.k-err, .k-errsum').first().waitFor();
  await stage.look(page, '返書不要(理由なし)');
  assert.equal(state(), 'open');
  await page.locator('#reason').fill('転院先から直接ご報告ずみ');
  await landed(page, () => page.locator('.k-decide button.pri').click());
  assert.equal(state(), 'not_needed 転院先から直接ご報告ずみ');
  await stage.go(page, '/replies?tab=not-needed');
  await stage.look(page, '返書管理(返書不要)');
  await row_of(page, id).getByRole('link').first().click();
  await page.getByText('転院先から直接ご報告ずみ').first().waitFor();
  await landed(page, () => page.getByRole('button', { name: '返書不要を元にもどす' }).click());
  assert.equal(state(), 'open');
}

/** A first reply that nobody writes, of somebody who came today. */
export function silent_reply(stage) {
  const id = Number(stage.sql(`SELECT id FROM reply_obligation WHERE stage = 'first' AND state = 'open' AND counted_from = '2026-11-24'
                                  AND chasers = 0 AND doctor_id IS NOT NULL AND department_id IS NOT NULL ORDER BY id LIMIT 1`));
  assert.ok(id, 'somebody came today');
  return id;
}

async function chase(stage, page, id, whom) {
  const referral = stage.sql(`SELECT referral_id FROM reply_obligation WHERE id = ${id}`);
  const duty = () => stage.sql(`SELECT id || ' ' || place FROM duty WHERE kind = 'reply.chase' AND topic = 'first' AND case_id = ${referral} AND closed_at IS NULL`);
  await until(`the chaser to the ${whom} is owed`, () => duty());
  assert.match(duty(), whom === 'head' ? /科長$/ : /医師$/);
  await stage.go(page, `/today?kind=reply.chase&rows=all&sel=${duty().split(' ')[0]}`);
  const row = page.locator('[data-row].sel');
  assert.match(await row.innerText(), whom === 'head' ? /一次返書を催促する[^]*科長/ : /一次返書を催促する[^]*医師/);
  await page.getByRole('link', { name: '催促を記録する' }).click();
  await page.getByRole('heading', { name: /催促/ }).first().waitFor();
  assert.match(await page.locator(`[id="whom.${id}"] option:checked`).innerText(), whom === 'head' ? /^科長/ : /^担当医/, 'the page proposes whom');
  if (whom === 'head') await stage.look(page, '催促を記録する');
  await page.locator('#note').fill('内線で依頼');
  await landed(page, () => page.locator('.k-decide button.pri').click());
  assert.equal(duty(), '', 'the chaser is done');
  await stage.go(page, '/replies?tab=chased');
  assert.equal(await row_of(page, id).count(), 1, 'it stands among 催促ずみ');
}

/** Day by day: the chasers of a reply, until it is sent. */
export async function chasers(stage, page, id) {
  const referral = stage.sql(`SELECT referral_id FROM reply_obligation WHERE id = ${id}`);
  const owed = () => stage.sql(`SELECT count(*) FROM duty WHERE kind = 'reply.chase' AND topic = 'first' AND case_id = ${referral}`);
  const day = async (moment) => {
    await stage.at(moment);
    await stage.sign_in(page, 'omura');
  };
  stage.step('after 7 days nobody is chased yet');
  await day('2026-12-01T09:00');
  await stage.go(page, '/replies?tab=week');
  assert.match(await row_of(page, id).innerText(), /7日/);
  assert.equal(owed(), '0');
  stage.step('on the 8th and the 15th day the doctor is chased, on the 31st the head');
  await day('2026-12-02T09:00');
  await chase(stage, page, id, 'doctor');
  await day('2026-12-09T09:00');
  await chase(stage, page, id, 'doctor');
  await day('2026-12-25T09:00');
  await stage.go(page, '/replies');
  await expect_order(page);
  await chase(stage, page, id, 'head');
  assert.equal(owed(), '3', 'three chasers and no more');
  assert.equal(stage.sql(`SELECT chasers FROM reply_obligation WHERE id = ${id}`), '3');
  stage.step('the written reply ends it');
  await stage.go(page, `/replies/${id}`);
  await write_reply(page);
  await landed(page, () => page.locator('.k-decide button.pri').click());
  assert.equal(stage.sql(`SELECT state FROM reply_obligation WHERE id = ${id}`), 'sent');
  await stage.go(page, `/referrals/${referral}`);
  assert.match(await page.locator('.k-tl').innerText(), /催促[^]*内線で依頼|内線で依頼/);
}

/** Fills in what a first reply must have and goes on to the sending page. */
export async function write_reply(page) {
  await page.getByLabel('医師', { exact: true }).selectOption({ index: 1 });
  for (const [name, text] of [['prescription', '変更なし'], ['requests', '血圧の管理をお願いいたします。'], ['diagnosis', '高血圧症'], ['course', '外来で経過をみています。']])
    await page.locator(`[id="reply.${name}"]`).fill(text);
  await page.getByRole('button', { name: '保存して送付を確かめる' }).click();
  await page.waitForURL('**/sending**');
}
