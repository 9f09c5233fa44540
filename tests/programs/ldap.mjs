#!/usr/bin/env node
// Sign-in by the name and password of the hospital's LDAP server, against a real one (Debian's
// slapd, tests/programs/lib/slapd.mjs).
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Office, check, on_postgres, plain } from './lib/office.mjs';
import { Disk } from './lib/disk.mjs';
import { Slapd, group, people_base, reader } from './lib/slapd.mjs';

const office = await Office.open({ demo: true });
const slapd = await Slapd.open({
  people: {
    kinoshita: { password: 'mukade-wa-densha', name: '木下 葵' },
    mori: { password: 'mori-no-naka', name: '森 大輔' },
    saeki: { password: 'not-the-one-here', name: '佐伯 真理' },
    'star*': { password: 'hoshi-no-yoru', name: '星 一郎' },
    yoru: { password: 'yoru-no-umi', name: '夜 海子' },
    atarashi: { password: 'hajimete-no-hi', name: '新 一子' },
    head: { password: 'head-no-mado', name: '室 長子' },
  },
  groups: { nurses: ['kinoshita', 'saeki', 'star*'], heads: ['head'] },
});

const urlencoded = (fields) => new URLSearchParams(fields).toString();
/// What the door answers: 303 for who is in, else the status and what the page says.
async function gives(login, password) {
  const answer = await office.request('POST', '/sign-in', { 'Content-Type': 'application/x-www-form-urlencoded' }, urlencoded({ login, password }));
  const said = /id="sign-in-error"[^>]*>([^]*?)<\/div><\/div>/.exec(answer.body);
  const cookie = (answer.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
  return { status: answer.status, said: said ? plain(said[1]) : '', cookie };
}
const comes_in = async (what, login, password) => check(what, (await gives(login, password)).status === 303);
async function refused(what, login, password, status, said) {
  const answer = await gives(login, password);
  check(what, answer.status === status && said.test(answer.said), `${answer.status} ${answer.said}`);
}
const role_of = (login) => office.sql(`SELECT role FROM user_account WHERE login = '${login}'`);
const traces = (where) => office.number(`SELECT (SELECT count(*) FROM audit WHERE ${where}) + (SELECT count(*) FROM audit_pending WHERE ${where})`);

const password_file = join(office.data, 'reader.password');
writeFileSync(password_file, `${reader.password}\n`, { mode: 0o600 });
const options = (url, trusted = slapd.trusted) => ['--ldap-url', url, '--ldap-reader', reader.dn, '--ldap-reader-password-file', password_file,
  '--ldap-base', people_base, '--directory-trusted', trusted, '--directory-adds-people',
  '--directory-roles', `${group('heads')}=head;${group('nurses')}=nurse;${group('clerks')}=clerk`];
const ldaps = `ldaps://127.0.0.1:${slapd.secure_port}`;
const start_tls = `ldap://127.0.0.1:${slapd.plain_port}`;

try {
  await office.serve(...options(ldaps));
  const page = await office.request('GET', '/sign-in');
  check('the page says whose names are taken', /病院のアカウントの利用者名とパスワードでも入れます/.test(page.body));

  await comes_in('a nurse of the directory comes in', 'Kinoshita', 'mukade-wa-densha');
  check('with the role of the group', role_of('kinoshita') === 'nurse');
  check('and the name of the entry', office.sql("SELECT name FROM user_account WHERE login = 'kinoshita'") === '木下 葵');
  check('the trail has the sign-in', traces("action = 'sign_in' AND what = 'POST /sign-in'") === 1);

  const wrong = /職員IDかパスワードが違います/;
  await refused('a wrong password', 'kinoshita', 'mukade', 403, wrong);
  await refused('an empty password is nobody\'s', 'kinoshita', '', 403, wrong);
  await refused('an unknown name', 'nobody', 'mukade-wa-densha', 403, wrong);
  for (const name of ['*', 'kinoshita)(uid=*', 'kino*', '*)(objectClass=*', `uid=kinoshita,${people_base}`])
    await refused(`a name that is a filter: ${name}`, name, 'mukade-wa-densha', 403, wrong);
  await comes_in('a name with a star is that name', 'star*', 'hoshi-no-yoru');
  await refused('who is in no group', 'mori', 'mori-no-naka', 403, /架け橋を使うグループに入っていません/);
  office.sql("UPDATE factor_policy SET asked_of = 'overseers'");
  await refused('a head without the second factor the house asks for', 'head', 'head-no-mado', 403, /二つ目の確認が要ります/);
  await refused('a name that has a password here is judged here', 'saeki', 'not-the-one-here', 403, wrong);
  await comes_in('by the password that counts here', 'saeki', 'kakehashi');

  slapd.groups = { clerks: ['kinoshita', 'yoru', 'atarashi'] };
  await slapd.stop();
  await refused('the server is away', 'kinoshita', 'mukade-wa-densha', 503, /つながりません/);
  await comes_in('and who has a password comes in', 'omura', 'kakehashi');
  await slapd.start();
  // entryUUID is made anew by slapadd: another person for us, whose name is taken.
  await refused('another entry under the same name takes no account', 'kinoshita', 'mukade-wa-densha', 403, /同じ職員IDの人がすでにいる/);

  for (let i = 0; i < 9; ++i) await gives('star*', 'guess');
  check('a known name rests after eight wrong passwords', (await gives('star*', 'hoshi-no-yoru')).status === 403);

  await office.stop();
  await office.serve(...options(start_tls));
  await comes_in('StartTLS: somebody new', 'yoru', 'yoru-no-umi');
  check('with the role of the group there is now', role_of('yoru') === 'clerk');
  if (!on_postgres) {
    await office.stop();
    const disk = new Disk(office);
    try {
      await office.serve(...options(ldaps));
      disk.fail('write office.db-wal ENOSPC 0 -1');
      await refused('while nothing can be saved nobody new is let in', 'atarashi', 'hajimete-no-hi', 503, /いまは記録を保存できない/);
      const yoru = await gives('yoru', 'yoru-no-umi');
      check('who is linked comes in', yoru.status === 303, `${yoru.status} ${yoru.said}`);
      check('and sees the work', (await office.request('GET', '/today', { Cookie: yoru.cookie, Accept: 'text/html' })).status === 200);
      disk.heal();
    } finally {
      disk.close();
      await office.stop();
      office.environment = {};
    }
  }
  await office.stop();
  await office.serve(...options(ldaps, join(slapd.room, 'stranger.pem')));
  await refused('a server whose certificate nobody vouches for is not asked', 'kinoshita', 'mukade-wa-densha', 503, /つながりません/);
  await office.stop();
  await office.serve(...options(`ldaps://127.0.0.2:${slapd.secure_port}`));
  await refused('nor one with the certificate of another name', 'kinoshita', 'mukade-wa-densha', 503, /つながりません/);
  assert.equal(traces("result LIKE '%densha%' OR what LIKE '%densha%'"), 0);
  console.log('ldap: in by ldaps and StartTLS, role by group; refused: wrong and empty passwords, filters for names, no group, certificates of others');
} finally {
  await office.close();
  await slapd.close();
}
