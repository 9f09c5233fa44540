#!/usr/bin/env node
// What the second wall (docs/decisions/0013) costs a page: two programs on one PostgreSQL, one as the role
// that the wall binds and one as a superuser, whom it does not; asked in turn, server times.
//   tools/with_postgres node tools/bench/wall.mjs [referrals] [turns]
import { Office } from '../../tests/programs/lib/office.mjs';

const [referrals = '3000', turns = '400'] = process.argv.slice(2);
const office = await Office.open();
const server = process.env.KAKEHASHI_TEST_POSTGRES;
const beyond = await office.colleague();
Object.defineProperty(beyond, 'place', {
  value: ['--data', beyond.data, '--database', `${server.replace('kakehashi@', 'postgres@')}/${office.database}`] });
try {
  office.run('demo', '--referrals', referrals, '--seed', '7');
  office.sql(`INSERT INTO sealed_patient SELECT id, facility_id, 'other', '', 0, 1 FROM patient
              WHERE id % 7 = 0 AND merged_into_id IS NULL ORDER BY id DESC LIMIT 300`);
  office.sql('ANALYZE sealed_patient');
  await Promise.all([office.serve(), beyond.serve()]);
  const nurse = await office.sign_in('saeki', 'kakehashi');
  const cookie = { Cookie: nurse.cookie, Accept: 'text/html' };
  const one = office.number(`SELECT max(id) FROM referral WHERE patient_id % 7 <> 0 AND state = 'visited'`);
  const patient = office.number(`SELECT patient_id FROM referral WHERE id = ${one}`);
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  console.log(`${referrals} referrals, ${office.number('SELECT count(*) FROM sealed_patient')} sealed patients, ${turns} turns each\n`);
  console.log('| page | without ms | with ms | times |\n|---|--:|--:|--:|');
  for (const page of ['/today', '/referrals', '/referrals?stage=closed', '/replies', '/bookings', `/referrals/${one}`, `/patients/${patient}`]) {
    const took = [[], []];
    for (let turn = -30; turn < Number(turns); ++turn)
      for (const [n, program] of [beyond, office].entries()) {
        const answer = await program.request('GET', page, cookie);
        if (answer.status !== 200) throw new Error(`${page}: ${answer.status}`);
        if (turn >= 0) took[n].push(Number(/dur=([\d.]+)/.exec(answer.headers['server-timing'])[1]));
      }
    const [without, walled] = took.map(median);
    console.log(`| ${page.replace(/\d+/, '{id}')} | ${without.toFixed(2)} | ${walled.toFixed(2)} | ${(walled / without).toFixed(2)} |`);
  }
} finally {
  await beyond.stop('SIGKILL');
  await office.close();
}
