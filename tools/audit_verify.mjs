#!/usr/bin/env node
// Checks an office's audit trail by docs/audit-format.md alone: it shares no code with the program,
// and needs nothing but Node 18 and the database's own client (sqlite3 or psql).
//
//   node tools/audit_verify.mjs --sqlite DATA/office.db [--public-keys FILE] [--roots FOLDER]
//   node tools/audit_verify.mjs --postgres postgres://… [--public-keys FILE] [--roots FOLDER]
//
// Prints one line for each thing that is not as it was written (`changed 4711 …`) and a last line
// with what was read. Exit 0: all is as it was written; 1: it is not; 2: it could not be read.
// --public-keys is a file with one key a line, such as audit.pub; without it the keys named in the
// chain itself are used, which somebody who rewrote the whole chain would have replaced.
import { spawn } from 'node:child_process';
import { createHash, createPublicKey, randomInt, verify } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOTHING = '0'.repeat(64);
const TOLD_MAX = 100;
const ROW = ['number', 'facility_id', 'at', 'actor_id', 'actor_name', 'address', 'action', 'what', 'case_kind', 'case_id',
  'seen', 'purpose', 'result', 'times', 'hash'];
const ROOT = ['sequence', 'day', 'first_number', 'last_number', 'last_hash', 'previous', 'hash', 'signature', 'public_key'];
const HEAD = ['number', 'hash', 'at', 'root_sequence', 'root_hash', 'signature', 'public_key'];
const SUBJECT = ['facility_id', 'subject', 'block'];
const BLOCK = 256;

const options = read_options(process.argv.slice(2));
let findings = 0;

function found(word, sentence) {
  if (++findings <= TOLD_MAX) console.log(`${word}\t${sentence}`);
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/// Raw Ed25519 keys are wrapped in the fixed head of their X.509 form, which Node can read.
function is_signed(public_key, text, signature) {
  if (!/^[0-9a-f]{64}$/.test(public_key) || !/^[0-9a-f]{128}$/.test(signature)) return false;
  const key = createPublicKey({ key: Buffer.from(`302a300506032b6570032100${public_key}`, 'hex'), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'hex'));
}

const head_text = (head) => JSON.stringify(['kakehashi audit head', head.number, head.hash, head.at, head.root_sequence, head.root_hash]);
const root_text = (root) =>
  JSON.stringify(['kakehashi audit root', root.sequence, root.day, root.first_number, root.last_number, root.last_hash, root.previous]);

/// A sum that does not depend on the order, with factors of this run.
class Sum {
  #factors = [randomInt(1, 2 ** 31) | 1, randomInt(1, 2 ** 31) | 1];
  #sums = [0, 0];
  add(text, sign) {
    for (let n = 0; n < 2; ++n) {
      let mixed = this.#factors[n];
      for (let i = 0; i < text.length; ++i) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193 + 2 * this.#factors[n]);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
      mixed ^= mixed >>> 13;
      this.#sums[n] = (this.#sums[n] + sign * mixed) | 0;
    }
  }
  is_even() {
    return this.#sums[0] === 0 && this.#sums[1] === 0;
  }
}

let head = null;
const roots = [];
const anchors = new Map();  // number -> [[hash, word, what]]
const keys_of_chain = [];
const index = new Sum();
const broken = [];  // rows in which the program itself tells what it noticed
let rows = 0;
let last = 0;
let previous = NOTHING;
let gap = false;
let broken_from = 0;  // start of a run of rows that do not follow
let broken_to = 0;

function anchor(number, hash, word, what) {
  const there = anchors.get(Number(number)) ?? [];
  anchors.set(Number(number), [...there, [hash, word, what]]);
}

function tell_run() {
  if (!broken_from) return;
  const where = broken_from === broken_to ? `${broken_from}` : `${broken_from}-${broken_to}`;
  found(`changed ${where}`, `${where} does not follow from the row before: it, or the row before with its hash, was changed, moved or slipped in`);
  broken_from = 0;
}

/// Each block's people, each once.
let block = 0;
let in_block = new Set();
function take_subjects(row, number) {
  if (Math.floor(number / BLOCK) !== block) close_block();
  block = Math.floor(number / BLOCK);
  for (const subject of row.seen ? row.seen.split(',') : []) in_block.add(`${row.facility_id},${subject},${block}`);
}
function close_block() {
  for (const entry of in_block) index.add(entry, 1);
  in_block = new Set();
}

function take_row(row) {
  const number = Number(row.number);
  ++rows;
  if (number !== last + 1) {
    tell_run();
    found(`missing ${last + 1}-${number - 1}`, `no row between ${last} and ${number}`);
    gap = true;
  }
  const { hash, number: text_number, ...rest } = row;
  const text = JSON.stringify([previous, text_number, ...ROW.slice(1, -1).map((name) => rest[name])]);
  if (!gap && sha256(text) !== hash) {
    broken_from ||= number;
    broken_to = number;
  } else {
    tell_run();
  }
  gap = false;
  previous = hash;
  last = number;
  if (row.action === 'key') keys_of_chain.push(row.what);
  if (row.action === 'broken') broken.push([number, row.what]);
  take_subjects(row, number);
  for (const [expected, word, what] of anchors.get(number) ?? [])
    if (expected !== hash) found(word, `${what}: row ${number} has another hash, so a row up to it was changed`);
  anchors.delete(number);
}

function take(kind, value) {
  if (kind === 'head') {
    head = value;
    anchor(head.number, head.hash, 'head', 'the signed head');
  } else if (kind === 'root') {
    roots.push(value);
    anchor(value.last_number, value.last_hash, `root ${value.day}`, `the root of ${value.day}`);
  } else if (kind === 'row') {
    take_row(value);
  } else if (kind === 'subject') {
    index.add(`${value.facility_id},${value.subject},${value.block}`, -1);
  }
}

function carried_away(folder) {
  const out = { roots: [], heads: [], keys: [] };
  if (!folder) return out;
  for (const name of readdirSync(folder)) {
    if (name === 'audit.pub') out.keys = key_lines(join(folder, name));
    if (!name.endsWith('.json')) continue;
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    if (file.kind === 'kakehashi audit root') {
      const root = { ...file, sequence: `${file.sequence}`, first_number: `${file.first}`, last_number: `${file.last}` };
      out.roots.push(root);
      anchor(root.last_number, root.last_hash, `root ${root.day}`, `the root of ${root.day} that was carried away`);
    } else if (file.kind === 'kakehashi audit head') {
      const carried = { ...file, number: `${file.number}`, at: `${file.at}`, root_sequence: `${file.root_sequence}` };
      out.heads.push(carried);
      anchor(carried.number, carried.hash, `head ${carried.number}`, 'a head that was carried away');
    }
  }
  return out;
}

function finish(carried) {
  tell_run();
  close_block();
  const keys = options.public_keys ? key_lines(options.public_keys) : carried.keys.length ? carried.keys : keys_of_chain;
  const is_good = (thing, text) => keys.includes(thing.public_key) && is_signed(thing.public_key, text, thing.signature);
  const brought = options.public_keys ? keys : carried.keys;
  for (const [number, what] of broken)
    if (!what.startsWith('head_of_unknown_key ') || !brought.includes(what.split(' ')[1]))
      found(`broken ${number}`, `the program itself noticed a change before this row (${what})`);
  if (head && Number(head.number) > last) found(`tail ${last + 1}-${head.number}`, `the head says ${head.number}, the last row is ${last}`);
  if (head && Number(head.number) < last) found(`inserted ${Number(head.number) + 1}-${last}`, `rows after the signed head ${head.number}`);
  if (!head && last > 0) found('head', 'there is no signed head');
  if (head && !is_good(head, head_text(head))) found('head', 'the head is not signed by a known key');
  for (const [number, marks] of anchors)
    for (const [, word, what] of marks) if (number > 0 && word !== 'head') found(word, `${what}: row ${number} is not there`);

  let before = { sequence: '0', last_number: '0', hash: NOTHING };
  for (const root of roots) {
    if (Number(root.sequence) !== Number(before.sequence) + 1 || root.previous !== before.hash ||
        Number(root.first_number) !== Number(before.last_number) + 1)
      found(`root ${root.day}`, `the root of ${root.day} does not follow from the root before it`);
    if (root.hash !== sha256(root_text(root)) || !is_good(root, root_text(root)))
      found(`root ${root.day}`, `the root of ${root.day} was changed, or is not signed by a known key`);
    before = root;
  }
  if (head && (head.root_sequence !== before.sequence || head.root_hash !== before.hash))
    found(`root ${head.root_sequence}`, `the head names root ${head.root_sequence}, the last root is ${before.sequence}`);

  for (const root of carried.roots) {
    const here = roots.find((one) => one.sequence === root.sequence);
    if (root.hash !== sha256(root_text(root)) || !is_good(root, root_text(root)))
      found(`root ${root.day}`, `the file of ${root.day} is not signed by a known key`);
    else if (!here || here.hash !== root.hash)
      found(`root ${root.day}`, `the root of ${root.day} does not match the one that was carried away`);
  }
  for (const one of carried.heads)
    if (!is_good(one, head_text(one))) found(`head ${one.number}`, 'the file of a head is not signed by a known key');
  if (!index.is_even()) found('index', 'audit_subject does not say what the rows say');
  if (findings > TOLD_MAX) console.log(`and ${findings - TOLD_MAX} more`);
  console.log(`${rows} rows read, the last is ${last}; ${roots.length} roots; ${findings ? `${findings} findings` : 'all is as it was written'}`);
}

function read_options(words) {
  const out = {};
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i].replace(/^--/, '').replaceAll('-', '_');
    if (!['sqlite', 'postgres', 'public_keys', 'roots'].includes(name) || !words[i + 1]) fail(`unknown or empty option ${words[i]}`);
    out[name] = words[i + 1];
  }
  if (!out.sqlite === !out.postgres) fail('say either --sqlite FILE or --postgres URL');
  if (out.sqlite && !existsSync(out.sqlite)) fail(`no such file: ${out.sqlite}`);
  return out;
}

function key_lines(file) {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

/// Everything of one moment, as lines of JSON arrays: ["row","4711",…].
function script() {
  const sqlite = Boolean(options.sqlite);
  const list = (kind, columns) =>
    `${sqlite ? 'json_array' : 'json_build_array'}('${kind}', ${columns.map((name) => `CAST(${name} AS TEXT)`).join(', ')})`;
  return [
    sqlite ? 'BEGIN;' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;',
    `SELECT ${list('head', HEAD)} FROM audit_head WHERE id = 1;`,
    `SELECT ${list('root', ROOT)} FROM audit_root ORDER BY sequence;`,
    `SELECT ${list('row', ROW)} FROM audit ORDER BY number;`,
    `SELECT ${list('subject', SUBJECT)} FROM audit_subject;`,
    'COMMIT;'].join('\n');
}

const COLUMNS = { head: HEAD, root: ROOT, row: ROW, subject: SUBJECT };

function take_line(line) {
  const [kind, ...values] = JSON.parse(line);
  const value = {};
  COLUMNS[kind].forEach((name, n) => { value[name] = values[n]; });
  take(kind, value);
}

async function read_database() {
  const client = options.sqlite
    ? spawn('sqlite3', ['-readonly', '-bail', options.sqlite])
    : spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-v', 'FETCH_COUNT=5000', options.postgres], { env: { ...process.env, PGCLIENTENCODING: 'UTF8' } });
  client.on('error', (failure) => fail(`cannot start the database's client: ${failure.message}`));
  client.stderr.pipe(process.stderr);
  client.stdin.end(script());
  let rest = '';
  client.stdout.setEncoding('utf8');
  for await (const text of client.stdout) {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line) take_line(line);
  }
  const code = client.exitCode ?? (await new Promise((done) => client.on('close', done)));
  if (code !== 0) fail(`the database cannot be read (its client ended with ${code})`);
}

const carried = carried_away(options.roots);
await read_database();
finish(carried);
process.exit(findings ? 1 : 0);
