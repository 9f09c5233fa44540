#!/usr/bin/env node
// An office that an earlier version left behind becomes one of this version: every row of every table
// it had is still there, word for word, history included, and the program serves it.
import { Office, check } from './lib/office.mjs';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = 'tests/fixtures/upgrade';
// What migrations 0010 to 0014 added, to stand before them once more.
const undo = {
  14: 'DROP INDEX booking_by_referral; CREATE INDEX booking_by_referral ON booking (facility_id, referral_id, id); DROP INDEX case_document_by_patient;',
  13: 'DROP TABLE patient_text;',
  12: 'DROP TABLE searched_words;',
  11: 'DROP INDEX reply_not_needed;',
  10: 'DROP INDEX case_document_by_number;',
};
const sqlite = (file, sql) => execFileSync('sqlite3', [file], { encoding: 'utf8', input: sql, maxBuffer: 1 << 28 });

/** The columns of each table, and all its rows by them. What migration 0021 took out of the outbox and what is made anew is left out. */
const left_out = new Set(['schema_migration', 'outbox', 'session', 'searched_words']);
function tables_of(file) {
  const names = sqlite(file, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name;").trim().split('\n');
  return names.filter((name) => !left_out.has(name)).map((name) => ({
    name, columns: sqlite(file, `SELECT group_concat('"' || name || '"') FROM pragma_table_info('${name}');`).trim() }));
}
const rows = (file, table) => sqlite(file, `.mode quote\nSELECT ${table.columns} FROM ${table.name} ORDER BY 1, 2;`);

async function upgrade(name, sql, back_to) {
  const office = await Office.open();
  const file = join(office.data, 'office.db');
  try {
    sqlite(file, sql);
    for (let version = 14; version > back_to; --version) sqlite(file, `${undo[version] ?? ""} DELETE FROM schema_migration WHERE number = ${version};`);
    const before = tables_of(file).map((table) => [table, rows(file, table)]);
    const events = Number(sqlite(file, 'SELECT count(*) FROM event;'));
    check(`${name} has a history`, events > 1000, String(events));
    const migrated = office.tried('migrate');
    check(`${name} is brought to this version`, migrated.status === 0, migrated.stderr);
    for (const [table, was] of before) check(`${name}: ${table.name} is as it was`, rows(file, table) === was);
    const again = office.tried('migrate');
    check(`${name}: a second time changes nothing`, again.status === 0, again.stderr);
    await office.serve();
    const person = await office.sign_in('saeki', 'kakehashi');
    for (const path of ['/today', '/referrals', '/bookings', '/replies']) {
      const page = await person.get(path);
      check(`${name}: ${path} shows`, page.status === 200, String(page.status));
    }
    return before.length;
  } finally {
    await office.close();
  }
}

let offices = 0;
let tables = 0;
for (const fixture of readdirSync(folder).filter((one) => one.endsWith('.sql.gz')).sort()) {
  const sql = gunzipSync(readFileSync(join(folder, fixture))).toString();
  const version = Number(/office-(\d+)/.exec(fixture)[1]);
  const versions = version === 14 ? [14, 13, 12, 11, 10, 6] : [version];
  for (const one of versions) {
    tables += await upgrade(`version ${one}`, sql, one);
    ++offices;
  }
}
console.log(`${offices} earlier offices upgraded, ${tables} tables compared row by row`);
