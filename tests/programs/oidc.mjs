#!/usr/bin/env node
// Sign-in by the hospital's own account, in the real browser against a real OpenID provider
// (npm oidc-provider, tests/programs/lib/provider.mjs): who comes in, with which role, who is
// refused, and what remains when the provider is away.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage, landed, until } from './lib/stage.mjs';
import { HospitalProvider } from './lib/provider.mjs';
import { free_port } from './lib/office.mjs';

const program = process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi';
const port = 18160;
const origin = `http://localhost:${port}`;  // another site than the provider's 127.0.0.1
/// The provider lives by the machine's clock: so does the office, to the nearest minute.
const moment = () => new Date(Date.now() + 30000 + 9 * 3600000).toISOString().slice(0, 16);
const stage = await Stage.open('oidc', port, moment().slice(0, 10));
stage.base = origin;
const secret = 'a secret / with + signs: 100%';
const provider = new HospitalProvider(await free_port(), origin, { secret });
provider.people = {
  Kinoshita: { sub: 'u-1001', name: '木下 葵', groups: ['all', 'renkei-nurse'] },
  mori: { sub: 'u-1002', name: '森 大輔', groups: ['all'] },
  jimu: { sub: 'u-1003', name: '事務 花子', groups: ['renkei-clerk'] },
  hasegawa: { sub: 'u-1004', name: '長谷川 恵子', groups: ['renkei-head'] },
  saeki: { sub: 'u-9999', name: '同姓同名', groups: ['renkei-nurse'] },
};

const main = (page) => page.locator('main').innerText();
const user = (command, ...words) => execFileSync(program, ['user', command, ...words, '--data', stage.data], { encoding: 'utf8' });
const role_of = (login) => stage.sql(`SELECT role FROM user_account WHERE login = '${login}'`);
/// Lines of the trail, whether they are chained already or not.
const traces = (where) => Number(stage.sql(`SELECT (SELECT count(*) FROM audit WHERE ${where}) + (SELECT count(*) FROM audit_pending WHERE ${where})`));
const refusals = (result) => until(`the trail says ${result}`, () => traces(`action = 'refused' AND result = '${result}' AND what = 'GET /sign-in/directory/callback'`) > 0);

async function press_button(page, where = '/sign-in') {
  await stage.go(page, where);
  await landed(page, () => page.getByRole('link', { name: '病院のアカウントでサインイン' }).click());
}
async function give_name(page, login) {
  await page.getByLabel('利用者名').fill(login);
  await landed(page, () => page.getByRole('button', { name: '次へ' }).click());
}
async function comes_in(page, login, where) {
  await press_button(page, where);
  await give_name(page, login);
}
/// Leaves the office, and the provider, which asks once more.
async function leaves(page) {
  await stage.go(page, '/account');
  await landed(page, () => page.evaluate(() => document.querySelector('form[action="/sign-out"]').submit()));
  await page.waitForURL(`${provider.issuer}/**`);
  await landed(page, () => page.getByRole('button', { name: 'はい' }).click());
}

try {
  await provider.start();
  const secret_file = join(stage.data, 'client.secret');
  writeFileSync(secret_file, `${secret}\n`, { mode: 0o600 });
  const options = ['--oidc-issuer', provider.issuer, '--oidc-client-id', 'kakehashi', '--oidc-client-secret-file', secret_file];
  stage.more = ['--origin', origin, ...options, '--directory-adds-people', '--oidc-second-factor', 'amr:mfa',
                '--directory-roles', 'renkei-head=head;renkei-nurse=nurse; renkei-clerk = clerk'];
  await stage.at(moment());

  stage.step('somebody new comes in by the button, with the role of the group, to the place they wanted');
  const page = await stage.visitor();
  await stage.go(page, '/referrals?state=open');
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await stage.look(page, 'サインイン with the hospital\'s accounts', { narrow: true });
  await landed(page, () => page.getByRole('link', { name: '病院のアカウントでサインイン' }).click());
  assert.ok(page.url().startsWith(provider.issuer));
  await give_name(page, 'Kinoshita');
  assert.equal(page.url(), `${origin}/referrals?state=open`);
  assert.equal(role_of('kinoshita'), 'nurse');
  assert.match(await page.content(), /木下 葵/);
  assert.equal(traces("action = 'sign_in' AND what = 'GET /sign-in/directory/callback'"), 1);

  stage.step('sign-out ends both sessions; the same device is known at the next sign-in');
  await leaves(page);
  assert.equal(page.url(), `${origin}/sign-in`);
  await stage.go(page, '/today');
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'the session here is over');
  await press_button(page);
  assert.ok(await page.getByLabel('利用者名').isVisible(), 'the provider asks again');
  const devices = stage.sql('SELECT count(*) FROM known_device');

  stage.step('another group at the next sign-in is another role, and the trail says so');
  provider.people.Kinoshita.groups = ['renkei-clerk'];
  await give_name(page, 'Kinoshita');
  assert.equal(role_of('kinoshita'), 'clerk');
  assert.equal(traces("what = 'user.role' AND result = 'nurse → clerk' AND actor_name = '病院のアカウント'"), 1);
  assert.equal(stage.sql('SELECT count(*) FROM known_device'), devices, 'the device was known');
  await leaves(page);

  stage.step('without a group nobody comes in, and a role that is gone is taken away');
  provider.people.Kinoshita.groups = ['all'];
  await comes_in(page, 'Kinoshita');
  assert.match(await main(page), /架け橋を使うグループに入っていません/);
  await stage.look(page, 'サインイン refused without a group', { narrow: true });
  assert.equal(role_of('kinoshita'), '');
  await refusals('no_role');
  const stranger = await stage.visitor();
  await comes_in(stranger, 'mori');
  assert.match(await main(stranger), /架け橋を使うグループに入っていません/);
  assert.equal(stage.sql("SELECT count(*) FROM user_account WHERE login = 'mori'"), '0');

  stage.step('a name that somebody here has takes nobody over');
  const namesake = await stage.visitor();
  await comes_in(namesake, 'saeki');
  assert.match(await main(namesake), /同じ職員IDの人がすでにいる/);
  await refusals('unknown_person');

  stage.step('a colleague whose name the operator wrote down; the provider vouches for the second factor');
  user('directory', '--login', 'hasegawa', '--directory-name', 'Hasegawa', '--oidc-issuer', provider.issuer);
  provider.people.hasegawa.amr = ['pwd', 'mfa'];
  const head = await stage.visitor();
  await comes_in(head, 'hasegawa');
  assert.equal(new URL(head.url()).pathname, '/today');
  assert.equal(stage.sql("SELECT count(*) FROM session WHERE factor_vouched = 1"), '1');
  await stage.go(head, '/settings/people');
  assert.match(await main(head), /病院のアカウント hasegawa/);
  await stage.look(head, '職員と役割 with the hospital\'s accounts', { narrow: true });

  stage.step('the head writes a directory name on a new account: no code, the first sign-in links it');
  await landed(head, () => head.getByRole('link', { name: '招待する' }).click());
  await stage.look(head, '職員を招待する with the hospital\'s accounts', { narrow: true });
  await head.getByLabel('氏名').fill('事務 花子');
  await head.getByLabel('職員ID').fill('hanako');
  await head.getByLabel('役割').selectOption({ label: '事務' });
  await head.getByLabel('病院のアカウントの利用者名').fill('JIMU');
  await landed(head, () => head.getByRole('button', { name: '登録する' }).click());
  assert.match(await main(head), /病院のアカウント jimu を待っています/);
  const clerk = await stage.visitor();
  await comes_in(clerk, 'jimu');
  assert.match(await clerk.content(), /事務 花子/);
  assert.equal(stage.sql("SELECT subject FROM directory_account JOIN user_account ON id = user_id WHERE login = 'hanako'"), 'u-1003');

  stage.step('an account that was stopped stays out');
  user('disable', 'hanako');
  await stage.go(clerk, '/today');
  assert.equal(new URL(clerk.url()).pathname, '/sign-in');
  await clerk.context().clearCookies();
  await comes_in(clerk, 'jimu');
  assert.match(await main(clerk), /停止されています/);
  await refusals('out_of_use');

  stage.step('a code of another browser, or one that was used, opens nothing');
  provider.people.Kinoshita.groups = ['renkei-nurse'];
  const nurse = await stage.visitor();
  const brought = [];
  nurse.on('request', (request) => request.url().includes('/callback') && brought.push(request.url()));
  await comes_in(nurse, 'Kinoshita');
  assert.equal(new URL(nurse.url()).pathname, '/today');
  assert.equal(brought.length, 1);
  const thief = await stage.visitor();
  assert.equal((await thief.goto(brought[0])).status(), 403);
  assert.match(await main(thief), /この画面と合いません/);
  assert.equal((await nurse.goto(brought[0])).status(), 403);
  await refusals('directory_refused');
  await press_button(thief);  // an attempt of its own, and the other's code
  const own = (await thief.context().cookies()).find((one) => one.name === 'kakehashi_directory');
  assert.ok(own?.httpOnly);
  assert.equal((await thief.goto(brought[0])).status(), 403);

  stage.step('who changes their mind at the provider is back at the door');
  await press_button(thief);
  await landed(thief, () => thief.getByRole('button', { name: 'やめる' }).click());
  assert.match(await main(thief), /途中でやめました/);

  stage.step('while the provider is away the page says so, and a password still opens');
  await provider.stop();
  await stage.at(moment());  // an office that starts without it
  const late = await stage.visitor();
  await press_button(late);
  assert.match(await main(late), /病院のアカウントのサーバーにつながりません/);
  await stage.look(late, 'サインイン while the provider is away', { narrow: true });
  await stage.sign_in(late, 'omura');

  stage.step('it is back, with other keys');
  await provider.start();
  await new Promise((done) => setTimeout(done, 3200));  // a failure counts for three seconds
  const early = await stage.visitor();
  await comes_in(early, 'Kinoshita');
  assert.equal(new URL(early.url()).pathname, '/today');
  await provider.change_keys();
  const again = await stage.visitor();
  await comes_in(again, 'Kinoshita');
  assert.match(await main(again), /確かめられませんでした/, 'keys are asked for once a minute at most');
  assert.doesNotMatch(await stage.sql("SELECT group_concat(what || result) FROM audit"), /code=|state=/);

  // What the browser says of the refusals.
  stage.expectQuiet(/403|503/);
  console.log('oidc: in by the button; role by group, changed, taken away; refused without group, for a namesake, '
    + 'stopped; codes of others and used ones; provider away, back, with other keys');
} catch (failure) {
  await stage.report();
  throw failure;
} finally {
  await provider.stop();
  await stage.close();
}
