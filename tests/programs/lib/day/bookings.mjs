// 予約: one place for one patient, the 予約票 of every change, and a hold that runs out. Row 12 of
// docs/capabilities.md.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { until } from '../stage.mjs';

const week = '2026-11-25';
const slot_of = (page, value) => page.locator(`button[name=slot][value="${value}"]`);

/** How the sheets write the day and the time of 1.2026-11-26.09:30: 11月26日, 午前9時30分. */
function words_of(value) {
  const [, date, time] = value.split('.');
  const [, month, day] = date.split('-').map(Number);
  const [hour, minute] = time.split(':').map(Number);
  return { day: `${month}月${day}日`, time: `${hour < 12 ? '午前' : '午後'}${hour < 12 ? hour : hour - 12}時${String(minute).padStart(2, '0')}分` };
}

async function pdf_text(page, link) {
  const answer = await page.request.get(new URL(await link.getAttribute('href'), page.url()).href);
  assert.equal(answer.headers()['content-type'], 'application/pdf');
  return execFileSync('pdftotext', ['-layout', '-', '-'], { input: await answer.body(), encoding: 'utf8' });
}

async function expect_slip(page, version, value) {
  const line = page.locator('.p-book-docs li').filter({ hasText: '予約票' });
  await line.filter({ hasText: `第${version}版` }).waitFor();
  const text = await pdf_text(page, line.getByRole('link'));
  const words = words_of(value);
  assert.ok(text.includes(`${words.day}`) && text.includes(words.time), `予約票 第${version}版 names ${words.day} ${words.time}:\n${text}`);
  return text;
}

/** Three referrals that wait for a place, and nobody holds one for them. */
function waiting(stage) {
  return stage.sql(`SELECT r.id FROM referral r JOIN patient p ON p.id = r.patient_id
                     WHERE r.state = 'awaiting_booking' AND p.born_on IS NOT NULL AND r.department_id IS NOT NULL
                       AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.referral_id = r.id AND b.state IN ('held', 'confirmed'))
                     ORDER BY r.id LIMIT 2`).split('\n').map(Number);
}

/** Before noon: booked, moved, cancelled; returns what the afternoon goes on with. */
export async function bookings(stage, page, other) {
  const [main, rival] = waiting(stage);
  const taken = (value) => {
    const [bookable, day, time] = value.split('.');
    return Number(stage.sql(`SELECT count(*) FROM booking WHERE bookable_id = ${bookable} AND on_date = '${day}' AND starts_at = '${time}' AND state IN ('held', 'confirmed')`));
  };

  stage.step('of two who want the last place one gets it and the other is told');
  await stage.go(other, `/bookings?sel=${rival}&week=${week}`);
  await stage.go(page, `/bookings?sel=${main}&week=${week}`);
  const first = await page.locator('tr.on button.one[name=slot], tr button.one[name=slot]').first().getAttribute('value');
  const already = taken(first);
  await slot_of(page, first).click();
  await page.locator('.k-hold').waitFor();
  await slot_of(other, first).click();
  await other.locator('.p-book-say[role=alert]').waitFor();
  await stage.look(other, '予約調整(先に取られた枠)');
  assert.equal(taken(first), already + 1, 'the place is held once');

  stage.step('a booking is confirmed, and the slip names its day');
  await page.getByRole('button', { name: '予約を確定して返信する' }).click();
  await page.getByText('予約を確定し、返信を記録しました').waitFor();
  await expect_slip(page, 1, first);
  assert.equal(stage.sql(`SELECT state FROM referral WHERE id = ${main}`), 'awaiting_visit');

  stage.step('a change with its reason makes the next version of the slip, with the new date');
  await page.getByRole('link', { name: '日時を変える' }).click();
  await page.getByText('新しい時刻を選ぶと').waitFor();
  const free = await page.locator('button[name=slot]').evaluateAll((all) => all.map((one) => one.value));
  const day = (value) => value.split('.')[1];
  const second = free.filter((one) => one.split('.')[0] === first.split('.')[0] && day(one) !== day(first)).pop()
    ?? free.filter((one) => day(one) !== day(first)).pop();
  await slot_of(page, second).click();
  await page.getByRole('heading', { name: '予約の日時を変える' }).waitFor();
  await stage.look(page, '予約の日時を変える');
  await page.locator('#reason').fill('　');
  await page.getByRole('button', { name: '日時を変える' }).click();
  await page.locator('.k-errsum').waitFor();
  await stage.look(page, '予約の日時を変える(理由なし)');
  assert.ok(taken(first) === already + 1, 'nothing moves without a reason');
  await page.locator('#reason').fill('患者さんの都合');
  await page.getByRole('button', { name: '日時を変える' }).click();
  await page.getByText('日時を変えました').waitFor();
  const text = await expect_slip(page, 2, second);
  assert.ok(!text.includes(words_of(first).day), 'the old day is gone from the slip');
  assert.equal(taken(first), already, 'the old place is free');
  assert.equal(stage.sql(`SELECT group_concat(document_version) FROM (SELECT document_version FROM case_document WHERE case_id = ${main} AND kind = 'booking_slip' ORDER BY id)`), '1,2', 'the first slip is kept');
  await page.getByRole('button', { name: '予約票を送ったと記録する' }).click();
  await page.getByText('予約票の送付を記録しました').waitFor();

  stage.step('a cancellation with its reason gives the place back');
  await page.getByRole('link', { name: '取り消す', exact: true }).click();
  await page.getByRole('heading', { name: '予約を取り消す' }).waitFor();
  await stage.look(page, '予約を取り消す');
  await page.locator('#reason').fill('紹介元の希望');
  await page.getByRole('button', { name: '予約を取り消す' }).click();
  await page.getByText('予約を取り消しました').waitFor();
  assert.equal(stage.sql(`SELECT state || ' ' || reason FROM booking WHERE referral_id = ${main} ORDER BY id DESC LIMIT 1`), 'cancelled 紹介元の希望');
  assert.equal(stage.sql(`SELECT state FROM referral WHERE id = ${main}`), 'awaiting_booking', 'it waits for a place again');
  await stage.go(page, `/bookings?sel=${rival}&week=${week}`);
  for (const value of [first, second]) assert.ok(await slot_of(page, value).count(), `${value} is offered again`);
  await stage.go(page, `/referrals/${main}`);
  const log = await page.locator('.k-tl').innerText();
  assert.match(log, /患者さんの都合/, 'the reasons are in the timeline');
  assert.match(log, /紹介元の希望/);

  stage.step('another referral holds the place');
  await stage.go(page, `/bookings?sel=${rival}&week=${week}`);
  await slot_of(page, first).click();
  await page.locator('.k-hold').waitFor();
  assert.match(await page.locator('.k-hold').innerText(), /自動で空きます/);
  return { main, rival, first };
}

/** In the afternoon the hold has run out. */
export async function expired_hold(stage, page, { main, rival, first }) {
  stage.step('a hold that ran out is free again for the next');
  await until('the hold ends', () => stage.sql(`SELECT state FROM booking WHERE referral_id = ${rival} ORDER BY id DESC LIMIT 1`) === 'expired');
  await stage.go(page, `/bookings?sel=${main}&week=${week}`);
  await slot_of(page, first).click();
  await page.getByRole('button', { name: '予約を確定して返信する' }).click();
  await page.getByText('予約を確定し、返信を記録しました').waitFor();
  await expect_slip(page, 3, first);
  await stage.go(page, `/referrals/${rival}`);
  assert.match(await page.locator('.k-tl').innerText(), /仮押さえが時間切れ/);
}
