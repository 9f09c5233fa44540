// 架け橋 in the browser. Every page works without this: links and forms are the page. Names in this
// file are seen by the other files of web/js, which are joined to one module by tools/assets.mjs.

/// While Japanese is being composed no key is ours. Safari sends the Enter that ends a composition
/// with isComposing false, so all three signs count.
const composing = (event) => event.isComposing || event.key === 'Process' || event.keyCode === 229;

/// True where a letter is text: not on check boxes and buttons.
function takesText(element) {
  if (!element?.closest) return false;
  const field = element.closest('input, textarea, select, [contenteditable]');
  return Boolean(field) && !['checkbox', 'submit', 'button', 'reset', 'file'].includes(field.type);
}

const isShown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

/// What this device remembers: never patient data. A browser may forbid storage.
function remembered(name) {
  try {
    return localStorage.getItem(`kakehashi.${name}`);
  } catch {
    return null;
  }
}
function remember(name, value) {
  try {
    localStorage.setItem(`kakehashi.${name}`, value);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/// An element of the sprite that the page already uses.
function icon(name) {
  const sprite = document.querySelector('svg use').getAttribute('href').split('#')[0];
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'i');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `${sprite}#i-${name}`);
  svg.append(use);
  return svg;
}

/// make('button', {class: 'k-btn', type: 'button'}, 'もう一度保存')
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

class SignedOut extends Error {}

/// The page at `url`, parsed. `background` marks requests nobody asked for.
async function fetchPage(url, { background = false, signal } = {}) {
  const headers = { Accept: 'text/html' };
  if (background) headers['X-Background'] = '1';
  const response = await fetch(url, { headers, signal, cache: 'no-store' });
  if (response.redirected && new URL(response.url).pathname === '/sign-in') throw new SignedOut();
  if (!response.ok) throw new Error(`${response.status}`);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

/// What one file offers to the others.
const page = {};

/// Forms in which somebody wrote and that were not sent yet.
const unsent = new Set();
const hasUnsent = (within = document) =>
  [...unsent].some((form) => form.isConnected && within.contains(form));
const leavesUnsent = (within) =>
  hasUnsent(within) && !confirm('書きかけの入力があります。移ると消えます。移りますか');

/// Buttons that only work with this script come hidden.
for (const element of document.querySelectorAll('[data-js][hidden]')) element.hidden = false;
