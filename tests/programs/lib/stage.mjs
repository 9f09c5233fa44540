// An office in the real browser whose clock moves on: between the days the program is started again
// at another moment; sessions outlive it. KAKEHASHI_PROGRAM names another program than the release.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectAccessible, expectNoSidewaysScrolling, launch, watchConsole } from '../../browser/axe.mjs';

const program = process.env.KAKEHASHI_PROGRAM ?? 'build/release/kakehashi';
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const kWaitMs = 15000;
const size = { width: 1366, height: 768 };

/** Asks again until the answer is true: for what the program does after a page was shown. */
export async function until(what, answer) {
  for (const end = Date.now() + kWaitMs; !(await answer()); await sleep(50))
    assert.ok(Date.now() < end, what);
}

/** Does what leads to another page, and waits for that page. */
export const landed = (page, act) => Promise.all([page.waitForEvent('load'), act()]);

export class Stage {
  /** A data folder of its own with the invented town as it is on `today`; a port of its own. */
  static async open(name, port, today) {
    const stage = new Stage();
    stage.base = `http://127.0.0.1:${port}`;
    stage.listen = `127.0.0.1:${port}`;
    stage.data = mkdtempSync(join(tmpdir(), `kakehashi-${name}-`));
    stage.complaints = [];
    stage.pages = [];
    try {
      execFileSync(program, ['demo', '--scale', 'small', '--seed', '7', '--today', today, '--data', stage.data],
                   { stdio: ['ignore', 'ignore', 'inherit'] });
      stage.browser = await launch();
    } catch (failure) {
      await stage.close();
      throw failure;
    }
    return stage;
  }

  /** The program at a moment: 2026-11-24T10:12. */
  async at(moment) {
    await this.stop();
    const server = spawn(program, ['serve', '--data', this.data, '--listen', this.listen, '--at', moment, ...(this.more ?? [])],
                         { stdio: ['ignore', 'ignore', 'inherit'] });
    this.server = server;
    await until('the program gets ready', async () => {
      assert.equal(server.exitCode, null, 'the program runs');
      return (await fetch(`${this.base}/readyz`).catch(() => ({}))).ok;
    });
  }
  async stop(signal = 'SIGTERM') {
    const { server } = this;
    if (!server || server.exitCode !== null || server.signalCode) return;
    const ended = new Promise((done) => server.on('exit', done));
    server.kill(signal);
    await ended;
  }

  /** What the database holds. */
  sql(text) {
    return execFileSync('sqlite3', ['-readonly', '-cmd', '.timeout 5000', join(this.data, 'office.db'), text], { encoding: 'utf8' }).trim();
  }

  /** A page in a browser of its own; what its console complains of is asked for in the end. */
  async visitor(options = {}) {
    const context = await this.browser.newContext({ viewport: size, locale: 'ja-JP', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(kWaitMs);
    this.complaints.push(watchConsole(page));
    this.pages.push(page);
    return page;
  }
  async sign_in(page, login, first = '/today') {
    await page.goto(`${this.base}/sign-in`);
    await page.getByLabel('職員ID').fill(login);
    await page.getByLabel('パスワード').fill('kakehashi');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${first}`);
  }
  /** An address of the office. */
  async go(page, path) {
    this.shown = page;
    await page.goto(this.base + path);
  }

  /** axe finds nothing, and with `narrow` nothing scrolls sideways at 390 and 320 px. */
  async look(page, name, { narrow = false } = {}) {
    // As high as the page: nothing lies half under a bar that stands still.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    if (height > size.height) await page.setViewportSize({ ...size, height });
    await expectAccessible(page, name);
    if (height > size.height) await page.setViewportSize(size);
    if (!narrow) return;
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await expectNoSidewaysScrolling(page, `${name} ${width}px`);
    }
    await page.setViewportSize(size);
  }

  step(text) {
    this.last = text;
    if (process.env.KAKEHASHI_VERBOSE) console.log(`${(performance.now() / 1000).toFixed(1)} ${text}`);
  }

  /** The browser may complain of `expected` alone. */
  expectQuiet(expected) {
    const loud = this.complaints.flat().filter((one) => !expected.test(one));
    assert.deepEqual(loud, [], 'the browser has nothing to complain of');
  }

  /** For the report of a failure: where it happened and what stood there. */
  async report() {
    console.error(`at: ${this.last}`);
    for (const page of this.pages) {
      if (page.isClosed()) continue;
      const words = await page.locator('main').innerText({ timeout: 500 }).catch(() => '');
      console.error(`-- ${page.url()}\n${words.slice(0, 1500)}`);
    }
  }
  async close() {
    await this.browser?.close();
    await this.stop('SIGKILL');
    rmSync(this.data, { recursive: true, force: true });
  }
}
