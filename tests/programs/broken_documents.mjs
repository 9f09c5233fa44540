#!/usr/bin/env node
// A scan that arrives while the disk fails or the program is killed (kill -9) is there whole or not
// at all, and what was left half written is cleared away. An original that was changed or cut on the
// disk is never shown as if it were whole; the doctor names its referral, and the backup brings it back.
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { Disk } from './lib/disk.mjs';
import { pdf } from './lib/hostile_files.mjs';
import { Office, check, file, filled, plain, sleep } from './lib/office.mjs';

const office = await Office.open({ demo: true });
const disk = new Disk(office);
office.log = 'ignore';
const tmp = join(office.data, 'documents', 'tmp');
const a_scan = () => pdf(deflateSync(Buffer.from(randomBytes(150000).toString('hex').replace(/(.{60})/g, '%$1\n'))));
const letters = () => office.number('SELECT count(*) FROM referral');
const newest = () => office.sql("SELECT d.id || ' ' || d.hash || ' ' || d.case_id FROM case_document d WHERE d.case_kind = 'referral' AND d.kind = 'original' ORDER BY d.id DESC LIMIT 1").split(' ');
let number = 0;
let person;
let form;
const upload = (content) => person.post('/referrals/import', [...filled(form, { form_key: `scan-${++number}` }).filter(([field]) => field !== 'file'), ['file', file(`scan-${number}.pdf`, content)]]);

/** The newest original is given back byte for byte. */
async function is_whole(content) {
  const [, hash] = newest();
  check('what was sent is what is kept', readFileSync(join(office.data, 'documents', hash.slice(0, 2), hash.slice(2, 4), hash)).equals(content), hash);
}

try {
  await office.serve();
  person = await office.sign_in('saeki', 'kakehashi');
  form = await person.form('/referrals/import');

  for (const fault of ['write documents/ ENOSPC 0 -1', 'write documents/ EIO 0 1', 'sync documents/ EIO 0 1', 'sync documents/ EIO 2 -1']) {
    const before = letters();
    const scan = a_scan();
    disk.fail(fault);
    const answer = await upload(scan);
    const page = answer.status === 303 ? await person.get(answer.headers.location) : answer;
    disk.heal();
    check(`${fault}: it says why`, plain(page.body).includes('文書を保存できませんでした'), `${page.status} ${plain(page.body).slice(-300)}`);
    check(`${fault}: nothing is registered`, letters() === before, String(letters() - before));
    check(`${fault}: nothing half is left`, readdirSync(tmp).length === 0, readdirSync(tmp).join(' '));
    check(`${fault}: the pages go on`, (await person.get('/referrals')).status === 200);
    await upload(scan);
    check(`${fault}: sent again it is taken in`, letters() === before + 1, String(letters() - before));
    await is_whole(scan);
  }
  const short = a_scan();
  disk.fail('write documents/ half 0 3');
  await upload(short);
  disk.heal();
  await is_whole(short);

  // kill -9 in the middle; an hour later the next start clears away what was left.
  let acknowledged = 0;
  for (let round = 0; round < 12; ++round) {
    const before = letters();
    const sent = upload(a_scan()).then((answer) => answer.status === 303, () => false);
    await sleep((round * 37) % 300);
    await office.stop('SIGKILL');
    const saved = await sent;
    acknowledged += saved ? 1 : 0;
    check('a scan that was acknowledged is there, one that was not is there whole or not at all', letters() - before <= 1 && (!saved || letters() === before + 1), `${saved} ${letters() - before}`);
    await office.serve();
  }
  await office.stop('SIGKILL');
  writeFileSync(join(tmp, '1-2-3'), 'half');
  for (const name of readdirSync(tmp)) utimesSync(join(tmp, name), Date.now() / 1000 - 7200, Date.now() / 1000 - 7200);
  await office.serve();
  check('some were acknowledged, some not', acknowledged > 0 && acknowledged < 12, String(acknowledged));
  check('what was left half written is cleared away', readdirSync(tmp).length === 0, readdirSync(tmp).join(' '));
  let doctor = office.tried('doctor');
  check('the doctor finds every original whole', doctor.status === 0, doctor.stdout);

  // Changed and cut on the disk.
  const with_disk = ['--backup-folder', disk.folder, '--backup-key', join(disk.folder, 'key')];
  office.run('backup', 'key', ...with_disk);
  const kept = a_scan();
  await upload(kept);
  const [id, hash, referral] = newest();
  const place = join(office.data, 'documents', hash.slice(0, 2), hash.slice(2, 4), hash);
  const generation = office.run('backup', 'create', ...with_disk).slice(0, 15);
  chmodSync(place, 0o600);
  for (const [what, damage] of [['changed', () => writeFileSync(place, Buffer.from(kept.map((byte, i) => (i === 5000 ? byte ^ 1 : byte))))], ['cut', () => truncateSync(place, 9000)]]) {
    damage();
    for (const path of [`/documents/${id}`, `/documents/${id}/pages/1.png`]) {
      const answer = await person.get(path);
      check(`${what}: ${path.replace(id, 'N')} says so`, answer.status === 503 && answer.body.includes('保存した文書が壊れています'), `${answer.status} ${plain(answer.body).slice(0, 300)}`);
    }
    check(`${what}: the referral itself still shows`, (await person.get(`/referrals/${referral}`)).status === 200);
    doctor = office.tried('doctor');
    check(`${what}: the doctor names the referral`, doctor.status === 1 && doctor.stdout.includes(office.sql(`SELECT number FROM referral WHERE id = ${referral}`)), doctor.stdout);
    check(`${what}: and says what to do`, doctor.stdout.includes('故障のとき'), doctor.stdout);
  }
  office.run('backup', 'verify', generation, ...with_disk);
  const beside = join(disk.folder, 'beside');
  mkdirSync(beside);
  const restored = new Office();
  restored.data = beside;
  restored.run('backup', 'restore', generation, ...with_disk);
  copyFileSync(join(beside, 'documents', hash.slice(0, 2), hash.slice(2, 4), hash), place);
  const back = await person.get(`/documents/${id}`);
  check('from the backup it is whole again', back.status === 200, String(back.status));
  check('and its page is drawn', (await person.get(`/documents/${id}/pages/1.png`)).status === 200);
  doctor = office.tried('doctor');
  check('the doctor is content again', doctor.status === 0, doctor.stdout);
  if (!process.exitCode) console.log(`5 faults of the disk, and 12 kills while scans arrived: ${acknowledged} acknowledged under kills, every original whole; a changed and a cut one brought back`);
} finally {
  await office.close();
  disk.close();
}
