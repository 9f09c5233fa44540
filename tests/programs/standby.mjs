#!/usr/bin/env node
// 主系がないあいだ: while PostgreSQL's primary is away, pages go on showing from a standby, say that
// they only show, and what is sent is refused in words; when it is back, or the standby has taken its
// place, saving works again by itself and no page is older than what was saved. The standby is a real
// one (pg_basebackup, streaming). It is stopped from following before the end, so that a page which
// is still read there cannot go unseen.
import { Office, check, filled, forms_of, on_postgres, plain, sleep } from './lib/office.mjs';
import { Cluster } from './lib/cluster.mjs';
import { mkdtempSync, readFileSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const only_shown = 'いまは見るだけです';
const seconds_max = 20;

async function on_sqlite() {
  const office = await Office.open();
  try {
    const told = office.tried('serve', '--read-database', 'postgres://nobody@127.0.0.1/office');
    check('a standby of an SQLite file is refused', told.status === 2 && told.stderr.includes('database.not_a_standby'), `${told.status} ${told.stderr}`);
    console.log('not run: only PostgreSQL has standbys');
  } finally {
    await office.close();
  }
}

class Morning {
  static async begin(office, cluster) {
    const morning = Object.assign(new Morning(), { office, cluster, number: 0 });
    morning.person = await office.sign_in('saeki', 'kakehashi');
    morning.form = await morning.person.form('/referrals/new');
    const page = await morning.person.get('/today');
    const nav = [...page.body.matchAll(/<a href="(\/[a-z/]+)"/g)].map((one) => one[1]);
    morning.pages = [...new Set(nav)];
    check('there are pages to look at', morning.pages.length >= 5, morning.pages.join(' '));
    return morning;
  }
  register(person = this.person) {
    this.number++;
    return person.post('/referrals/new', filled(this.form, {
      form_key: `standby-${this.number}`, door: 'phone', urgency: 'routine', 'patient.name': '試験 花子', born_on: '昭37.4.8', patient: 'new',
      referring_facility: 'みなと内科クリニック', referrer_pick: 'new', diagnoses: `待機 ${this.number}`, purpose: '精査のお願い' }));
  }
  /** Registers until it is saved; the page it led to. */
  async saved() {
    for (const begun = performance.now(); performance.now() - begun < seconds_max * 1000; await sleep(100)) {
      const answer = await this.register();
      if (answer.status === 303) return { place: answer.headers.location, seconds: (performance.now() - begun) / 1000 };
    }
    check('saving works again by itself', false, `not within ${seconds_max} s`);
    throw new Error('the rest would tell nothing');
  }
  /** Every page of the side, asked side by side, three times. */
  look(person = this.person) {
    return Promise.all([...this.pages, ...this.pages, ...this.pages].map(async (path) => ({ path, ...(await person.get(path)) })));
  }
  async only_shows(what, place) {
    const shown = await this.look();
    const bad = shown.filter((one) => one.status !== 200 || !one.body.includes(only_shown));
    check(`${what}: every page shows and says that it only shows`, bad.length === 0, bad.map((one) => `${one.path} ${one.status}`).join(', '));
    check(`${what}: a referral too`, (await this.person.get(place)).status === 200);
    const refused = await this.register();
    check(`${what}: what is sent is refused`, refused.status === 503, String(refused.status));
    check(`${what}: in words, with what was typed`, plain(refused.body).includes('いまは保存できません') && refused.body.includes('精査のお願い'));
    return shown.length;
  }
  /** After something was saved: nobody sees anything that is older. */
  async all_is_new(what, place) {
    for (let times = 0; times < 10; ++times) {
      const answers = await Promise.all(Array.from({ length: 12 }, () => this.person.get(place)));
      check(`${what}: the new referral is there on every look`, answers.every((one) => one.status === 200), answers.map((one) => one.status).join(' '));
    }
    const bad = (await this.look()).filter((one) => one.status !== 200 || one.body.includes(only_shown));
    check(`${what}: no page says that it only shows`, bad.length === 0, bad.map((one) => `${one.path} ${one.status}`).join(', '));
  }
}

/** The primary falls over, and is there again. */
async function comes_back(morning) {
  const { office, cluster } = morning;
  const before = await morning.saved();
  await cluster.catch_up();
  cluster.stop_primary();
  const looks = await morning.only_shows('the primary is away', before.place);
  const failed = await office.request('POST', '/sign-in', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'login=saeki&password=wrong');
  check('a wrong password stays wrong', failed.status === 403, String(failed.status));
  const late = await office.sign_in('omura', 'kakehashi');
  check('who signs in now sees the pages', (await late.get(before.place)).status === 200);
  const box = forms_of((await late.get('/patients')).body).find((one) => one.action === '/search');
  const led = await late.post('/search', filled(box, { to: '/patients', q: '試験 花子' }));
  check('and finds a patient', plain((await late.get(led.headers.location ?? '/')).body).includes('試験 花子'), String(led.status));
  check('the program is ready to show', await office.is_ready());

  cluster.pause_standby();
  cluster.start_primary();
  const after = await morning.saved();
  await morning.all_is_new('the primary is back', after.place);
  check('who signed in meanwhile goes on', (await late.get(after.place)).status === 200);
  check('nobody reads from the standby any more', cluster.standby_number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'kakehashi'") === 0);
  cluster.follow_on();
  return `${looks} pages shown without a primary, saved again after ${after.seconds.toFixed(1)} s`;
}

/** The primary is lost for good; the standby takes its place. */
async function is_replaced(morning) {
  const { cluster } = morning;
  const before = await morning.saved();
  await cluster.catch_up();
  cluster.stop_primary();
  await morning.only_shows('the primary is lost', before.place);
  cluster.promote();
  const after = await morning.saved();
  await morning.all_is_new('the standby has taken over', after.place);
  return `${after.seconds.toFixed(1)} s after the standby took over`;
}

/** A standby that is a copy of something else shows nothing. */
async function is_no_copy(office, cluster) {
  const log = join(cluster.folder, 'no_copy.log');
  office.log = openSync(log, 'w');
  await office.serve('--database', cluster.address_of(office.database), '--read-database', cluster.standby_address('postgres'));
  check('it is told at the start', readFileSync(log, 'utf8').includes('is no copy of the database'), readFileSync(log, 'utf8'));
  const person = await office.sign_in('saeki', 'kakehashi');
  cluster.stop_primary();
  const page = await person.get('/today');
  check('and nothing is read from it', page.status === 503 && plain(page.body).includes('いまは読み出せません'), `${page.status}`);
  cluster.start_primary();
  await office.stop();
}

async function on_a_cluster() {
  const folder = mkdtempSync(join(tmpdir(), 'kakehashi-standby-'));
  const office = await Office.open({ demo: true });
  const cluster = new Cluster(folder);
  try {
    await cluster.add_standby();
    await is_no_copy(office, cluster);
    office.log = openSync(join(folder, 'program.log'), 'w');
    await office.serve('--database', cluster.address_of(office.database), '--read-database', cluster.standby_address(office.database));
    const morning = await Morning.begin(office, cluster);
    const first = await comes_back(morning);
    const second = await is_replaced(morning);
    await office.stop();
    const log = readFileSync(join(folder, 'program.log'), 'utf8');
    check('the log says where pages were read', log.split('pages are read from the standby').length === 3 && log.split('pages are read from the database again').length === 3, log);
    check('and names nobody', !/花子|saeki|password/.test(log), log);
    console.log(`standby: ${first}, ${second}`);
  } finally {
    await office.stop('SIGKILL');
    cluster.remove_standby();
    cluster.start_primary();
    await office.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await (on_postgres ? on_a_cluster() : on_sqlite());
