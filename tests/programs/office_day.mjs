#!/usr/bin/env node
// A day at the office in the real browser, and what it leaves for the weeks after: patients,
// bookings, lists, replies and chasers, with two colleagues side by side and a third without
// JavaScript. Every page on the way is looked at by axe. The scenes are in lib/day.
import { bookings, expired_hold } from './lib/day/bookings.mjs';
import { duties, live_list, woken } from './lib/day/desk.mjs';
import { answered_without_script, booked_without_script } from './lib/day/no_script.mjs';
import { patients } from './lib/day/patients.mjs';
import { facilities_by_csv, linked_field, referrals_by_csv, two_at_one_letter } from './lib/day/receiving.mjs';
import { bulk_sending, chasers, not_needed, silent_reply } from './lib/day/replies.mjs';
import { Stage } from './lib/stage.mjs';

const stage = await Stage.open('office-day', 18097, '2026-11-24');

try {
  await stage.at('2026-11-24T10:12');
  const saeki = await stage.visitor();
  const omura = await stage.visitor();
  const plain = await stage.visitor({ javaScriptEnabled: false });
  await stage.sign_in(saeki, 'saeki');
  await stage.sign_in(omura, 'omura');

  await live_list(stage, saeki, omura);
  const put_off = await duties(stage, saeki);
  await linked_field(stage, saeki);
  await referrals_by_csv(stage, saeki);
  await two_at_one_letter(stage, saeki, omura);
  await patients(stage, saeki);
  await facilities_by_csv(stage, omura); // 事務
  const held = await bookings(stage, saeki, omura);
  const booked = await booked_without_script(stage, plain);
  const unwritten = await bulk_sending(stage, saeki);
  await not_needed(stage, saeki, unwritten);
  const silent = silent_reply(stage);

  await stage.at('2026-11-24T16:30');
  await stage.sign_in(saeki, 'saeki');
  await woken(stage, saeki, put_off);
  await expired_hold(stage, saeki, held);

  await stage.at('2026-11-25T16:30');
  await answered_without_script(stage, plain, booked);
  await plain.close();
  await saeki.close();

  await chasers(stage, omura, silent);
  // The program is started again between the days, and some answers are refusals on purpose.
  stage.expectQuiet(/40[19]|422|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/);
  console.log(`a day at the office and the weeks after, in ${Math.round(performance.now() / 1000)} s`);
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await stage.close();
}
