// An office for tests from outside: the built program on a free port with a data folder of its
// own, colleagues signed in, and the forms of its pages read and sent as a browser without
// JavaScript would. KAKEHASHI_PROGRAM names another program than the release build. With
// KAKEHASHI_TEST_POSTGRES (see tools/with_postgres) the office has a PostgreSQL database of its own.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi';
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

let failures = 0;
/** Notes a failure; the program ends with exit code 1 then. */
export function check(what, good, detail = '') {
  if (good) return good;
  process.exitCode = 1;
  if (++failures <= 100) console.error(`FAILED: ${what} ${detail}`);
  return good;
}

export function free_port() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A value that is already percent-encoded: bytes that are no text. */
export const bytes = (encoded) => ({ encoded });
/** A file of a multipart form. */
export const file = (file_name, content) => ({ file_name, content });

function urlencoded(fields) {
  const value = (one) => (typeof one === 'string' ? encodeURIComponent(one) : one.encoded);
  return fields.map(([name, one]) => `${encodeURIComponent(name)}=${value(one)}`).join('&');
}

const boundary = 'kakehashi-test-boundary';
function multipart(fields) {
  const parts = [];
  for (const [name, value] of fields) {
    const upload = value.file_name !== undefined;
    const name_part = upload ? `; filename="${value.file_name}"\r\nContent-Type: application/octet-stream` : '';
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${name_part}\r\n\r\n`,
               upload ? value.content : value, '\r\n');
  }
  return Buffer.concat([...parts, `--${boundary}--\r\n`].map((part) => Buffer.from(part)));
}

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"', nbsp: '\u00a0', '#10': '\n' };
export const unescaped = (text) => text.replace(/&(#?\w+);/g, (whole, name) => entities[name] ?? whole);
export const plain = (html) => unescaped(html.replace(/<[^>]*>/g, '')).replace(/\s+/g, ' ').trim();

function attributes(tag) {
  const found = {};
  for (const [, name, quoted] of tag.matchAll(/\s([\w.-]+)(?:="([^"]*)")?/g)) found[name] = unescaped(quoted ?? '');
  return found;
}

function controls(html, labels) {
  const found = [];
  for (const [, name, rest, inner] of html.matchAll(/<(input|textarea|select)\b([^>]*)>(?:((?:(?!<\/?(?:textarea|select)\b)[^])*)<\/(?:textarea|select)>)?/g)) {
    const has = attributes(` ${rest.replace(/\/$/, '')}`);
    if (!has.name || 'disabled' in has) continue;
    const control = { ...has, kind: name === 'input' ? has.type || 'text' : name, label: labels.get(has.id) ?? has['aria-label'] ?? '', required: 'required' in has || has['aria-required'] === 'true', value: has.value ?? '' };
    if (name === 'textarea') control.value = unescaped(inner).replace(/^\n/, '');
    if (name === 'select') {
      const options = [...inner.matchAll(/<option\b([^>]*)>/g)].map((one) => attributes(` ${one[1]}`));
      control.options = options.map((one) => one.value);
      control.value = (options.find((one) => 'selected' in one) ?? options[0])?.value ?? '';
    }
    control.sent = !(['checkbox', 'radio'].includes(control.kind) && !('checked' in has)) && control.kind !== 'file';
    found.push(control);
  }
  return found;
}

/** The POST forms of a page: where each leads, what it would send as it stands, named buttons. */
export function forms_of(html) {
  const labels = new Map();
  for (const [, id, text] of html.matchAll(/<label\b[^>]*\bfor="([^"]*)"[^>]*>([^]*?)<\/label>/g)) labels.set(unescaped(id), plain(text.replace(/<(span|small)\b[^>]*>[^]*?<\/\1>/g, '')));
  const forms = [];
  for (const [, rest, inner] of html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)) {
    const has = attributes(` ${rest}`);
    if ((has.method ?? '').toLowerCase() !== 'post') continue;
    const buttons = [...inner.matchAll(/<button\b([^>]*)>/g)].map((one) => attributes(` ${one[1]}`)).filter((one) => one.name);
    forms.push({ id: has.id, action: has.action, fields: controls(inner, labels), buttons });
  }
  for (const control of controls(html, labels)) {
    const form = forms.find((one) => one.id && one.id === control.form);
    if (form && !form.fields.some((one) => one.name === control.name && one.value === control.value)) form.fields.push(control);
  }
  return forms;
}

/** What a form sends by its first button, with some values changed or added. */
export function filled(form, changed = {}) {
  const left = new Map(Object.entries(changed));
  const sent = [];
  for (const control of form.fields) {
    if (left.has(control.name)) {
      sent.push([control.name, left.get(control.name)]);
      left.delete(control.name);
    } else if (control.sent && !(control.name in changed)) {
      sent.push([control.name, control.value]);
    }
  }
  const button = form.buttons[0];
  if (button && !(button.name in changed)) sent.push([button.name, button.value ?? '']);
  return [...sent, ...left];
}

/** What a page says is wrong: its error summary, its alert, or the sentence of a message page. */
export function summary(html) {
  for (const block of [/<div class="k-errsum[^"]*"[^>]*>([^]*?)<\/div>/, /role="alert"[^>]*>([^]*?)<\/(?:div|p|section)>/, /<div class="k-empty">([^]*?)<\/div>/]) {
    const found = block.exec(html);
    if (found) return plain(found[1]);
  }
  return '';
}

/** One signed-in colleague at a browser of their own. */
class Person {
  constructor(office, cookie) {
    this.office = office;
    this.cookie = cookie;
  }
  get(path) {
    return this.office.request('GET', path, { Cookie: this.cookie, Accept: 'text/html' });
  }
  send(path, type, body) {
    return this.office.request('POST', path, { Cookie: this.cookie, Accept: 'text/html', 'Content-Type': type }, body);
  }
  /** Sends fields ([name, value] pairs) as a form; files make it multipart. */
  post(path, fields) {
    const files = fields.some(([, value]) => value.file_name !== undefined);
    return files ? this.send(path, `multipart/form-data; boundary=${boundary}`, multipart(fields))
                 : this.send(path, 'application/x-www-form-urlencoded', urlencoded(fields));
  }
  /** The form of a page that leads to `action`; undefined when the page has none. */
  async form(page, action = page) {
    const answer = await this.get(page);
    return forms_of(answer.body).find((one) => one.action.split('?')[0] === action);
  }
}

const server = process.env.KAKEHASHI_TEST_POSTGRES ?? '';
export const on_postgres = server !== '';
const psql = (database, statement) => execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', statement, `${server}/${database}`],
  { encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning -c kakehashi.viewer=program' } }).trim();
let databases = 0;

export class Office {
  host = '127.0.0.1';
  patience_ms = 30000;
  environment = {};  // of the serving program, beside our own
  log = 'inherit';  // where its standard error goes
  /** A fresh data folder, `kakehashi demo` in it when wanted, and the program serving it. */
  static async open({ demo = false } = {}) {
    const office = new Office();
    office.data = mkdtempSync(join(tmpdir(), 'kakehashi-test-'));
    office.port = await free_port();
    if (on_postgres) {
      office.database = `program_${process.pid}_${++databases}`;
      psql('postgres', `CREATE DATABASE ${office.database} TEMPLATE template0`);
    }
    office.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    try {
      if (demo) office.run('demo', '--scale', 'small', '--seed', '7');
    } catch (failure) {
      await office.close();
      throw failure;
    }
    return office;
  }
  /** A program that somebody else started, on another host; who does not answer in time is given up. */
  static at(host, port, patience_ms) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    return Object.assign(new Office(), { host, port, patience_ms, agent });
  }
  /** Where the office is, for any command. */
  get place() {
    return ['--data', this.data, ...(on_postgres ? ['--database', `${server}/${this.database}`] : [])];
  }
  /** Another program on the same PostgreSQL, with a port of its own. */
  async colleague() {
    const other = Object.assign(new Office(), { data: this.data, database: this.database, port: await free_port() });
    other.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    return other;
  }
  run(...words) {
    return execFileSync(program, [...words, ...this.place], { encoding: 'utf8' });
  }
  /** The same for commands that may fail: {status, stdout, stderr}. */
  tried(...words) {
    return spawnSync(program, [...words, ...this.place], { encoding: 'utf8', maxBuffer: 1 << 26 });
  }
  sql(statement) {
    if (on_postgres) return psql(this.database, statement);
    return execFileSync('sqlite3', [join(this.data, 'office.db'), '.timeout 5000', statement], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
  }
  number(statement) {
    return Number(this.sql(statement));
  }
  async serve(...more) {
    this.child = spawn(program, ['serve', ...this.place, '--listen', `127.0.0.1:${this.port}`, ...more], { stdio: ['ignore', 'ignore', this.log], env: { ...process.env, ...this.environment } });
    for (let tries = 0; tries < 2000; ++tries) {
      if (await this.is_ready()) return this;
      await sleep(5);
    }
    throw new Error('the program does not come up');
  }
  async is_ready() {
    try {
      return (await this.request('GET', '/readyz')).status === 200;
    } catch {
      return false;
    }
  }
  async stop(signal = 'SIGTERM') {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode) return;
    const ended = new Promise((done) => this.child.on('exit', done));
    this.child.kill(signal);
    await ended;
  }
  async close() {
    await this.stop('SIGKILL');
    this.agent.destroy();
    if (on_postgres) psql('postgres', `DROP DATABASE IF EXISTS ${this.database} WITH (FORCE)`);
    rmSync(this.data, { recursive: true, force: true });
  }
  /** Resident memory in MB. */
  memory() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))[1]) / 1024;
  }
  request(method, path, headers = {}, body = undefined) {
    return new Promise((resolve, reject) => {
      const sent = http.request({ agent: this.agent, host: this.host, port: this.port, method, path, headers, timeout: this.patience_ms }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString() }));
        answer.on('error', reject);
        answer.on('aborted', () => reject(new Error('cut off')));
      });
      sent.on('error', reject);
      sent.on('timeout', () => sent.destroy(new Error('no answer')));
      sent.end(body);
    });
  }
  async sign_in(login, password) {
    const answer = await this.request('POST', '/sign-in', { 'Content-Type': 'application/x-www-form-urlencoded' }, urlencoded([['login', login], ['password', password]]));
    check(`${login} signs in`, answer.status === 303, String(answer.status));
    return new Person(this, answer.headers['set-cookie'].map((one) => one.split(';')[0]).join('; '));
  }
}
