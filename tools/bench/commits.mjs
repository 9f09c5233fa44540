#!/usr/bin/env node
// What a saved command costs: registrations by HTTP (row, event, duties, outbox, audit, fsync) by 1
// and by 64 clients (wrk), beside durable commits of one row on the same engine and disk, in one run.
// KAKEHASHI_TEST_POSTGRES (tools/with_postgres with KAKEHASHI_TEST_FSYNC=on): on PostgreSQL.
// KAKEHASHI_SYNC_MS with slow_sync preloaded: on a disk that takes so much longer (bin/bench).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Office, check, filled, on_postgres } from '../../tests/programs/lib/office.mjs';

const seconds = Number(process.argv[2] ?? 5);
const office = await Office.open();
try {
  office.run('user', 'add', '--login', 'saeki', '--name', '佐伯 真理', '--office', 'みなと市立総合病院', '--password', 'umi-wo-wataru-hashi', '--own-password');
  await office.serve();
  const person = await office.sign_in('saeki', 'umi-wo-wataru-hashi');
  const form = await person.form('/referrals/new');
  const fields = filled(form, { door: 'phone', urgency: 'routine', 'patient.name': '試験 花子', 'patient.kana': 'シケン ハナコ', born_on: '昭37.4.8', patient: 'new',
                                referring_facility: 'みなと内科クリニック', referrer_pick: 'new', purpose: '精査のお願い' });
  const csrf = fields.find(([name]) => name === 'csrf')[1];
  const body = fields.filter(([name]) => !['csrf', 'form_key', 'diagnoses'].includes(name)).map(([name, value]) => `&${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('');

  /** Registrations a second by so many clients; all must be answered 303. */
  const rate = (clients, start) => {
    const before = office.number('SELECT count(*) FROM referral');
    const out = execFileSync('wrk', ['-t', clients > 1 ? '2' : '1', '-c', String(clients), '-d', `${seconds}s`, '--timeout', '10s', '-s', 'tools/bench/register.lua', `http://127.0.0.1:${office.port}`],
                             { encoding: 'utf8', env: { ...process.env, COOKIE: person.cookie, CSRF: csrf, START: start, BODY: body } });
    const [, sent, wrong, took, p50, p99] = /RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+)/.exec(out);
    check('every registration is answered as saved', wrong === '0', out);
    const stored = office.number('SELECT count(*) FROM referral') - before;
    check('and is there', stored >= Number(sent), `${stored} of ${sent}`);
    return { rate: sent / took, p50, p99 };
  };
  const raw_folder = mkdtempSync(join(office.data, 'raw-'));
  const raw_where = on_postgres ? `${process.env.KAKEHASHI_TEST_POSTGRES}/raw` : raw_folder;
  if (on_postgres) execFileSync('psql', ['-q', '-c', 'CREATE DATABASE raw', `${process.env.KAKEHASHI_TEST_POSTGRES}/postgres`]);
  rate(8, 'warm');
  const one = rate(1, 'one');
  const raw = Number(execFileSync('build/release/raw_commit', [raw_where, String(seconds)], { encoding: 'utf8' }));
  const many = rate(64, 'many');
  const disk = process.env.KAKEHASHI_SYNC_MS > 0 ? `, ${process.env.KAKEHASHI_SYNC_MS} ms a sync` : '';
  console.log(`| ${on_postgres ? 'PostgreSQL' : 'SQLite'}${disk} | rate | p50 ms | p99 ms |\n|---|--:|--:|--:|`);
  console.log(`| one row, one durable commit, 1 client | ${raw.toFixed(0)}/s | | |`);
  console.log(`| registration by HTTP, 1 client | ${one.rate.toFixed(0)}/s (${(one.rate / raw).toFixed(2)} of raw) | ${one.p50} | ${one.p99} |`);
  console.log(`| registration by HTTP, 64 clients | ${many.rate.toFixed(0)}/s (${(many.rate / one.rate).toFixed(2)} times one client) | ${many.p50} | ${many.p99} |`);
  console.log();
  rmSync(raw_folder, { recursive: true });
} finally {
  await office.close();
}
