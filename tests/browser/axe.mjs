// What browser tests share: Debian's chromium, and axe-core, which must find nothing.
//
//   import { launch, expectAccessible } from './axe.mjs';
//   const browser = await launch();
//   const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
//   await page.goto(`${address}/today`);
//   await expectAccessible(page, '本日の業務');
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/// KAKEHASHI_CHROMIUM names another program. Without the browser's own sandbox: it cannot start as
/// root or in a container, and only our own pages are opened.
export function launch(options = {}) {
  return chromium.launch({
    executablePath: process.env.KAKEHASHI_CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    args: ['--lang=ja'],
    ...options,
  });
}

/// Every breach of WCAG 2.2 AA and of axe's best practices on the page as it is now, as text.
export async function accessibilityBreaches(page) {
  // Our pages allow no inline scripts; evaluate() runs beside that policy.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(async (tags) => {
    // A bar that sticks to the bottom covers whatever happens to be under it until somebody scrolls:
    // how much of a field it covers says nothing about the field.
    const bars = [...document.querySelectorAll('.k-decide, .acts')]
      .filter((bar) => getComputedStyle(bar).position === 'sticky');
    for (const bar of bars) bar.style.position = 'static';
    const found = await globalThis.axe.run(document, {
      runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'],
    });
    for (const bar of bars) bar.style.position = '';
    return found;
  }, kRules);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.html.slice(0, 200)}\n    ${node.failureSummary}`));
}

export async function expectAccessible(page, name = page.url()) {
  const breaches = await accessibilityBreaches(page);
  assert.equal(breaches.length, 0, `${name}\n${breaches.join('\n')}`);
}

/// Nothing may hang out of the page to the right: text at 320px is read without sideways scrolling.
export async function expectNoSidewaysScrolling(page, name = page.url()) {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth, window: document.documentElement.clientWidth }));
  assert.ok(content <= window, `${name}: ${content}px of content in ${window}px`);
}

/// A program that is about to end begins no stream of events any more; the page asks the next one.
const isEnding = (message) => message.text().includes('status of 503') && new URL(message.location().url).pathname === '/live';
/// What the page's policy refused, and scripts that failed. Call it before goto(); read it at the end.
export function watchConsole(page) {
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !isEnding(message)) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
