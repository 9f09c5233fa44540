#!/usr/bin/env node
// The command line as an operator meets it: exit codes, messages, and what a mistyped word must
// never do. Also what only the running program shows: 設定 in the browser of two colleagues, a
// colleague put out of use, a program that was replaced while it runs, a failing minute.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expectAccessible, expectNoSidewaysScrolling, launch } from '../browser/axe.mjs';
import { Office, check, filled, plain, sleep } from './lib/office.mjs';

const program = resolve(process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi');
const folder = mkdtempSync(join(tmpdir(), 'kakehashi-commands-'));
const mode = (path) => (statSync(path).mode & 0o777).toString(8);

/** Runs the program; says what is wrong when its exit code or its words are others. */
function expect(status, words, ...line) {
  const ran = spawnSync(program, line, { encoding: 'utf8', input: '', maxBuffer: 1 << 26 });
  const said = ran.stdout + ran.stderr;
  check(`kakehashi ${line.join(' ')}`, ran.status === status && said.includes(words), `gave ${ran.status}: ${said.slice(0, 400)}`);
  return ran;
}
const wait_for = async (happened, tries = 1000) => {
  while (tries-- > 0 && !happened()) await sleep(10);
  return happened();
};

const office = await Office.open();
try {
  // A mistyped folder is told, never made.
  const typo = join(folder, 'typo');
  for (const line of [['doctor'], ['export', '--document', '1'], ['user', 'list'], ['migrate'], ['user', 'add', '--login', 'a', '--name', '甲', '--password', 'umi-wo-wataru-hashi'], ['user', 'disable', 'a'], ['setting', 'list']])
    expect(2, '連携室がありません', ...line, '--data', typo);
  check('and stays away', !existsSync(typo));

  // Words and values nobody knows are refused, not left out.
  expect(2, '余分なことば', 'serve', 'foo', '--data', typo);
  expect(2, '余分なことば', 'doctor', 'foo', '--data', typo);
  expect(2, '余分なことば', 'user', 'list', 'foo', '--data', typo);
  expect(2, 'add、password、role、disable、enable、no-second-factor、directory、no-directory、list', 'user', 'remove', '--data', typo);
  expect(2, 'setting list', 'setting', 'set', 'reply.first_days', '--data', typo);
  expect(2, '知らない指定', 'serve', '--colour', '--data', typo);
  expect(2, 'という命令はありません', 'bake');
  expect(2, 'yes か no', 'serve', '--secure-cookies=sometimes', '--data', typo);
  expect(0, 'serve [--listen', 'serve', '--help');
  check('none of it made the folder', !existsSync(typo));

  // A folder of our own is private; somebody else's keeps its rights.
  const own = join(folder, 'own');
  const given = join(folder, 'given');
  mkdirSync(given);
  chmodSync(given, 0o755);
  const add = ['user', 'add', '--login', 'kanri', '--name', '管理 太郎', '--password', 'umi-wo-wataru-hashi', '--office', '南病院'];
  for (const data of [own, given]) expect(0, 'サインインできます', ...add, '--data', data);
  check('a new folder is private', mode(own) === '700', mode(own));
  check('an existing folder keeps its rights', mode(given) === '755', mode(given));
  expect(1, 'すでに使われています', ...add, '--data', own);
  expect(0, '二つ目の確認を外しました', 'user', 'no-second-factor', 'kanri', '--data', own);
  expect(1, '登録されていません', 'user', 'no-second-factor', 'nobody', '--data', own);
  expect(2, '13文字以上', 'user', 'password', '--login', 'kanri', '--password', 'short', '--data', own);

  // The configuration file.
  const conf = join(own, 'kakehashi.conf');
  writeFileSync(conf, `# ours\nsecure-cookies = Yes\nlog-requests = FALSE\n`);
  expect(0, 'よい', 'doctor', '--data', own);
  writeFileSync(conf, 'secure-cookies = perhaps\n');
  expect(2, 'yes か no', 'doctor', '--data', own);
  writeFileSync(conf, `listen = 127.0.0.1:1\ndata = ${typo}\n`);
  expect(2, 'line 2', 'doctor', '--data', own);
  writeFileSync(conf, 'listen\n');
  expect(2, 'line 1', 'doctor', '--data', own);
  rmSync(conf);

  // An older database is left as it is by everything but serve and migrate.
  const sql = (data, statement) => spawnSync('sqlite3', [join(data, 'office.db'), statement], { encoding: 'utf8' }).stdout.trim();
  const [newest, name] = sql(own, 'SELECT number, name FROM schema_migration ORDER BY number DESC LIMIT 1').split('|');
  sql(own, `DELETE FROM schema_migration WHERE number = ${newest}`);
  for (const line of [['doctor'], ['user', 'list'], ['setting', 'list'], ['import', '/dev/null']]) expect(3, 'この版より古い', ...line, '--data', own);
  check('nothing was migrated', sql(own, `SELECT count(*) FROM schema_migration WHERE number = ${newest}`) === '0');
  sql(own, `INSERT INTO schema_migration VALUES (${newest}, '${name}')`);
  expect(0, 'よい', 'doctor', '--data', own);

  // An import founds an office without a name; the first user names it, once.
  const founded = join(folder, 'founded');
  const png = join(folder, 'fax.png');
  const { png: picture } = await import('./lib/hostile_files.mjs');
  writeFileSync(png, picture(800, 1100));
  expect(0, '"imported"', 'import', png, '--data', founded);
  const join_us = (login, office_name) => ['user', 'add', '--login', login, '--name', '山 花', '--password', 'umi-wo-wataru-hashi', '--office', office_name, '--data', founded];
  expect(0, 'サインイン', ...join_us('first', '北病院'));
  check('the office has its name', sql(founded, 'SELECT name FROM facility') === '北病院');
  expect(0, 'サインイン', ...join_us('second', '北病院'));
  expect(1, '北病院', ...join_us('third', '西病院'));
  check('the refused one was not added', sql(founded, 'SELECT count(*) FROM user_account') === '2');

  // Export: the whole document or an exit code.
  const number = sql(founded, 'SELECT number FROM referral');
  const out = join(folder, 'out.png');
  writeFileSync(out, 'an earlier file');
  expect(0, '', 'export', '--document', number, '--data', founded, '--out', out);
  check('the bytes are the very ones', readFileSync(out).equals(readFileSync(png)));
  check('nothing half-written stays', !readdirSync(folder).some((one) => one.endsWith('.part')));
  expect(3, '書き出せません', 'export', '--document', number, '--data', founded, '--out', '/dev/full');
  expect(3, '書き出せません', 'export', '--document', number, '--data', founded, '--out', join(folder, 'no', 'where'));
  const full = spawnSync('sh', ['-c', '"$0" export --document "$1" --data "$2" > /dev/full', program, number, founded], { encoding: 'utf8' });
  check('a full disk behind standard output is no success', full.status === 3, `${full.status} ${full.stderr}`);

  // The doctor names what is broken.
  sql(founded, "PRAGMA foreign_keys = OFF; INSERT INTO setting (facility_id, name, value) VALUES (999, 'a.b', '1')");
  expect(1, 'setting 1件', 'doctor', '--data', founded);
  sql(founded, 'DELETE FROM setting');
  const hash = sql(founded, 'SELECT hash FROM case_document LIMIT 1');
  const found = spawnSync('find', [join(founded, 'documents'), '-type', 'f', '-size', '+0'], { encoding: 'utf8' }).stdout.trim().split('\n').find((one) => one.includes(hash.slice(-20)));
  chmodSync(found, 0o600);
  writeFileSync(found, 'damaged');
  expect(1, `1件が不一致。紹介 ${number}`, 'doctor', '--data', founded);

  // A demo that is interrupted leaves no half town, and the next one is whole.
  const child = spawn(program, ['demo', '--data', office.data], { stdio: 'ignore' });
  const begun = await wait_for(() => existsSync(join(office.data, 'office.db.new')));
  child.kill('SIGKILL');
  await new Promise((done) => child.on('exit', done));
  check('the demo had begun', begun);
  check('an interrupted demo is no office', !existsSync(join(office.data, 'office.db')));
  expect(0, 'みなと市の見本', 'demo', '--data', office.data, '--seed', '7');
  check('nothing unfinished stays', !readdirSync(office.data).some((one) => one.includes('.new')));
  check('a note says that it is a demo', existsSync(join(office.data, 'demo.txt')));
  check('a real office has none', !existsSync(join(own, 'demo.txt')));
  expect(1, '空の保存先', 'demo', '--data', office.data);
  expect(0, 'よい', 'doctor', '--data', office.data);

  // Settings by command.
  const set = (...words) => ['setting', 'set', ...words, '--data', office.data];
  expect(0, 'reply.first_days\t既定(7日)', 'setting', 'list', '--data', office.data);
  expect(2, 'その名前の設定はありません', ...set('reply.first_day', '10'));
  expect(2, '一次返書は1〜366の数字', ...set('reply.first_days', 'ten'));
  expect(2, '取込フォルダ', ...set('referral.watch_folder', join(office.data, 'documents')));
  expect(0, '既定(7日) → 9日', ...set('reply.first_days', '9'));

  // A minute that fails: here the database refuses to forget an old session.
  office.sql("INSERT INTO session (token_hash, user_id, csrf, created_at, last_seen_at, expires_at) SELECT 'old', min(id), '', 1, 1, 1 FROM user_account; CREATE TRIGGER broken BEFORE DELETE ON session BEGIN SELECT RAISE(ABORT, 'broken'); END");
  const copy = join(folder, 'kakehashi');
  copyFileSync(program, copy);
  chmodSync(copy, 0o755);
  let log = '';
  office.child = spawn(copy, ['serve', '--data', office.data, '--listen', `127.0.0.1:${office.port}`, '--static', join(dirname(program), 'static')], { stdio: ['ignore', 'ignore', 'pipe'] });
  office.child.stderr.on('data', (part) => { log += part; });
  check('the failing minute is in the log', await wait_for(() => log.includes('minute work of tidying failed')), log);
  check('and the program answers', await office.is_ready());
  office.sql("DROP TRIGGER broken; DELETE FROM session WHERE token_hash = 'old'");

  // An upgrade takes the file away from under the running program: pages of a FAX still open.
  unlinkSync(copy);
  rmSync(join(office.data, 'cache'), { recursive: true, force: true });
  const saeki = await office.sign_in('saeki', 'kakehashi');
  const document = office.number("SELECT max(id) FROM case_document WHERE kind = 'original' AND media_type = 'image/tiff'");
  const page = await saeki.get(`/documents/${document}/pages/1.png`);
  check('a replaced program still draws the pages of a FAX', page.status === 200, `${page.status} ${plain(page.body).slice(0, 200)}`);

  // 設定 in the browser of two colleagues.
  const omura = await office.sign_in('omura', 'kakehashi');
  const [mine, theirs] = [await saeki.form('/settings'), await omura.form('/settings')];
  check('設定 stands in the navigation', (await saeki.get('/today')).body.includes('href="/settings"'));
  check('it shows what the command set', mine.fields.find((one) => one.name === 'reply.first_days').value === '9');
  check('every field has a label', mine.fields.filter((one) => one.kind === 'text').every((one) => one.label !== ''));
  check('one colleague saves', (await saeki.post('/settings', filled(mine, { 'office.phone': '０４２－０００－０１９９', 'reply.first_days': '10' }))).status === 303);
  check('another saves something else', (await omura.post('/settings', filled(theirs, { 'booking.desk': '2階 連携窓口' }))).status === 303);
  const stored = (key) => office.sql(`SELECT value FROM setting WHERE name = '${key}'`);
  check('neither loses the other', stored('reply.first_days') === '10' && stored('office.phone') === '042-000-0199' && stored('booking.desk') === '2階 連携窓口');
  const clash = await omura.post('/settings', filled(theirs, { form_key: 'again', 'reply.first_days': '3' }));
  check('a clash is told', clash.status === 409 && plain(clash.body).includes('先に変更しました'), String(clash.status));
  const told = plain((await omura.get('/settings')).body);
  check('the page says who changed what', told.includes('一次返書:9日 → 10日') && told.includes('佐伯 真理') && told.includes('サーバーの管理者'));

  // 設定 as axe sees it, with a change in its log and with something wrong, on a desk and on a phone.
  const browser = await launch();
  try {
    for (const width of [1366, 390]) {
      const screen = await browser.newPage({ viewport: { width, height: 800 } });
      await screen.goto(`http://127.0.0.1:${office.port}/sign-in`);
      await screen.fill('[name=login]', 'saeki');
      await screen.fill('[name=password]', 'kakehashi');
      await screen.click('main button[type=submit], form button.pri');
      await screen.goto(`http://127.0.0.1:${office.port}/settings`);
      await expectAccessible(screen, `設定 ${width}`);
      await screen.fill('[name="reply.notice_until"]', '25:00');
      await screen.click('main form button.pri');
      await screen.waitForSelector('.k-errsum');
      await expectAccessible(screen, `設定 with an error ${width}`);
      await expectNoSidewaysScrolling(screen, `設定 ${width}`);
    }
  } finally {
    await browser.close();
  }

  // A colleague who leaves.
  expect(1, '登録されていません', 'user', 'disable', 'nobody', '--data', office.data);
  expect(0, '停止しました', 'user', 'disable', 'omura', '--data', office.data);
  check('the open page is signed out', (await omura.get('/today')).status === 303);
  const again = () => office.request('POST', '/sign-in', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'login=omura&password=kakehashi');
  check('signing in is refused', (await again()).status !== 303);
  expect(0, '停止中', 'user', 'list', '--data', office.data);
  expect(0, 'またサインイン', 'user', 'enable', 'omura', '--data', office.data);
  check('enabled, the colleague signs in again', (await again()).status === 303);

  await office.stop();
  expect(0, 'よい', 'doctor', '--data', office.data);
  console.log('the command line: exit codes and sentences; nothing is made, migrated or half-written by mistake');
} finally {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
}
