#!/usr/bin/env node
// 連携ポータル in the real browser: a clinic's doctor with a telephone sees how far a patient is whom the
// clinic referred, opens the 受診報告 the moment the office has sent it, and nothing of anybody else. Each
// look is in the office's trail; when the patient objects or is sealed the open page leaves by itself, and
// says no reason.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Stage, landed, until } from './lib/stage.mjs';

const program = process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi';
const stage = await Stage.open('portal', 18157, '2026-11-24');
try {
  const [id, patient, name, facility] = stage.sql(`SELECT r.id, p.id, p.name, f.name FROM booking b
    JOIN referral r ON r.id = b.referral_id JOIN patient p ON p.id = r.patient_id JOIN facility f ON f.id = r.referrer_id
    WHERE b.on_date = '2026-11-24' AND b.state = 'confirmed' AND r.state = 'awaiting_visit' AND r.answered_at IS NOT NULL
      AND (SELECT count(*) FROM facility g WHERE g.name = f.name) = 1
    ORDER BY r.id LIMIT 1`).split('|');
  const others = stage.sql(`SELECT r.id FROM referral r WHERE r.referrer_id <> (SELECT referrer_id FROM referral WHERE id = ${id}) LIMIT 1`);

  stage.step('the clinic gets an account for its doctor');
  const added = execFileSync(program, ['user', 'add', '--data', stage.data, '--facility', facility, '--role', 'partner_doctor', '--login', 'kiku',
                                       '--name', '菊池 洋', '--profession', '医師', '--password', 'kakehashi-no-portal', '--own-password'], { encoding: 'utf8' });
  assert.match(added, /菊池 洋 さん\(連携先の医師\)/);

  await stage.at('2026-11-24T10:12');
  const nurse = await stage.visitor();
  const head = await stage.visitor();
  const doctor = await stage.visitor();
  await stage.sign_in(nurse, 'saeki');
  await stage.sign_in(head, 'hasegawa');
  const main = (page) => page.locator('main').innerText();
  /** The open page goes to the portal's first by itself, with a sentence that does not say why. */
  const leaves = async (page) => {
    await page.bringToFront();
    await page.waitForURL('**/portal?left=1');
    assert.match(await main(page), /開いていた画面は、いまは見られません/);
    assert.doesNotMatch(await page.content(), new RegExp(`${name}|留保|制限`));
  };

  stage.step('the doctor sees the patient among those the clinic referred');
  await doctor.goto(`${stage.base}/sign-in`);
  await doctor.getByLabel('職員ID').fill('kiku');
  await doctor.getByLabel('パスワード').fill('kakehashi-no-portal');
  await doctor.keyboard.press('Enter');
  await doctor.waitForURL('**/portal');
  assert.match(await doctor.locator('header').innerText(), new RegExp(facility));
  await stage.look(doctor, '連携ポータル', { narrow: true });
  await landed(doctor, () => doctor.getByRole('link', { name: `${name} さん` }).first().click());
  assert.match(await main(doctor), /受診まち/);
  await stage.look(doctor, '紹介した患者', { narrow: true });

  stage.step('the patient comes, and the office reports it');
  await stage.go(nurse, '/arrivals');
  await landed(nurse, () => nurse.getByRole('button', { name: `来院した ${name} さん` }).click());
  await landed(nurse, () => nurse.getByRole('button', { name: `送る ${name} さんの受診報告` }).click());

  stage.step('the doctor has it, and opens it; the office sees that it was opened');
  await doctor.reload();
  assert.match(await main(doctor), /受診されました/);
  await landed(doctor, () => doctor.getByRole('link', { name: '受診報告' }).first().click());
  await until('its page is shown', () => doctor.locator('img.m-page').first().evaluate((one) => one.complete && one.naturalWidth > 0));
  await stage.look(doctor, '届いた文書', { narrow: true });
  const page = new URL(doctor.url()).pathname;
  const letter = await doctor.getByRole('link', { name: '文書のファイルを開く' }).getAttribute('href');
  const paper = await doctor.request.get(stage.base + letter);
  assert.equal(paper.status(), 200);
  assert.match((await paper.body()).subarray(0, 5).toString(), /%PDF-/);
  await stage.go(doctor, `/portal/referrals/${id}`);
  assert.match(await main(doctor), /10:\d\d に開きました/);
  await stage.go(nurse, `/replies/${stage.sql(`SELECT id FROM reply_obligation WHERE referral_id = ${id} AND stage = 'arrival_notice'`)}`);
  assert.match(await main(nurse), /先方は 11\/24\(火\) 10:\d\d にポータルで開きました/);
  await stage.go(doctor, '/portal/referrals');
  await stage.look(doctor, '紹介した患者の一覧', { narrow: true });

  stage.step('nothing else of the office is there for the clinic');
  for (const path of ['/today', '/patients', `/patients/${patient}`, `/referrals/${id}`, '/facilities', '/audit', '/settings'])
    assert.equal((await doctor.request.get(stage.base + path)).status(), 403, path);
  for (const path of [`/portal/referrals/${others}`, '/portal/documents/999999'])
    assert.equal((await doctor.request.get(stage.base + path)).status(), 404, path);
  for (const path of ['/portal', '/portal/referrals'])
    assert.equal((await nurse.request.get(stage.base + path)).status(), 403, path);

  stage.step('the head reads in the trail who of the clinic looked');
  await stage.go(head, `/patients/${patient}/looks`);
  assert.match(await main(head), new RegExp(`菊池 洋\\(${facility}\\)`));

  stage.step('the patient does not want this clinic told: the open page is gone, and back when that is withdrawn');
  await stage.go(doctor, `/portal/referrals/${id}`);
  await stage.go(nurse, `/patients/${patient}/consent/objection`);
  await nurse.getByLabel('連携先の名前').fill(facility);
  await nurse.getByLabel('検査・画像', { exact: true }).check();
  await landed(nurse, () => nurse.keyboard.press('Control+Enter'));
  assert.match(await main(nurse), new RegExp(`${facility}[^]*検査・画像`));
  await leaves(doctor);
  assert.equal((await doctor.goto(`${stage.base}/portal/referrals/${id}`)).status(), 404);
  assert.equal((await doctor.request.get(stage.base + letter)).status(), 404);
  await landed(nurse, () => nurse.getByRole('link', { name: /取り下げを記録する/ }).first().click());
  await landed(nurse, () => nurse.keyboard.press('Control+Enter'));
  assert.equal((await doctor.reload()).status(), 200);

  stage.step('the patient is sealed: the open letter is gone by itself');
  await stage.go(doctor, page);
  await stage.go(head, `/patients/${patient}/seal`);
  await head.getByLabel('くわしく').fill('面会の制限がある');
  await landed(head, () => head.keyboard.press('Control+Enter'));
  await leaves(doctor);
  for (const path of [page, `${page}/pages/1.png`, letter, `/portal/referrals/${id}`])
    assert.equal((await doctor.request.get(stage.base + path)).status(), 404, path);
  await stage.look(doctor, '見られなくなった画面のあと', { narrow: true });

  stage.step('an account that is stopped leaves its open page');
  await stage.go(doctor, '/portal/referrals');
  await stage.go(head, '/settings/people');
  await head.getByRole('row', { name: /菊池 洋/ }).getByRole('button', { name: /停止/ }).click();
  await doctor.bringToFront();
  await doctor.waitForURL('**/sign-in**');

  stage.expectQuiet(/404|403/);
  console.log('a clinic saw its patient come, opened the report, saw nothing else, and nothing of the sealed');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
