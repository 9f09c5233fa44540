// The frame: the side as a rail, the user menu, the toast, the key map of design section 6.

const shell = document.getElementById('shell');
const kToastMs = 10000;
const kSequenceMs = 1500;
const keysAreOn = () => remembered('keys') !== 'off';

function toggleRail() {
  if (!shell) return;
  const rail = shell.classList.toggle('rail');
  for (const link of shell.querySelectorAll('.k-side a'))
    if (rail) link.title = link.querySelector('span').textContent;
    else link.removeAttribute('title');
  // The server draws the next page the same way.
  document.cookie = `rail=${rail ? 1 : 0}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

const toast = document.getElementById('toast');
if (toast) {
  // Readers tell what changes in a status, not what was there from the start.
  const text = toast.querySelector('span');
  const words = text.textContent;
  text.textContent = '';
  setTimeout(() => (text.textContent = words), 60);
  const leave = () => (toast.matches(':hover, :focus-within') ? setTimeout(leave, 2000) : toast.remove());
  setTimeout(leave, kToastMs);
}

const openMenu = () => document.querySelector('details.k-menu[open]');
document.addEventListener('click', (event) => {
  const menu = openMenu();
  if (menu && !menu.contains(event.target)) menu.open = false;
});

// 大きい文字: the server draws the next page the same way; pages before the sign-in ask the cookie.
const root = document.documentElement;
if (/(?:^|; )large=1/.test(document.cookie)) root.classList.add('large');
function enlarge(on) {
  root.classList.toggle('large', on);
  document.cookie = `large=${on ? 1 : 0}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

/// 一文字のキーを使う, 大きい文字にする: choices of this device.
function offerSwitches(within) {
  const card = within.querySelector('#device');
  if (!card) return;
  card.hidden = false;
  const offer = (line, on, choose) => {
    const box = card.querySelector(`${line} input`);
    box.checked = on;
    box.addEventListener('change', () => choose(box.checked));
  };
  offer('#key-switch', keysAreOn(), (on) => remember('keys', on ? 'on' : 'off'));
  offer('#large-switch', root.classList.contains('large'), enlarge);
}
offerSwitches(document);

document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-print]')) print();
});

let help = null;
async function showHelp() {
  if (document.getElementById('key-list') && !help) return;  // this page is the help
  try {
    if (!help) {
      const list = document.importNode((await fetchPage('/help/keys')).getElementById('key-list'), true);
      const close = make('button', { class: 'k-btn', type: 'button' }, '閉じる');
      close.addEventListener('click', () => help.close());
      const bar = make('div', { class: 'bar' }, make('h2', { id: 'help-heading' }, 'キー操作'),
        make('span', { class: 'sp' }), close);
      help = make('dialog', { class: 'k-dialog', 'aria-labelledby': 'help-heading' }, bar, list);
      document.body.append(help);
      offerSwitches(help);
    }
    help.showModal();
  } catch {
    location.assign('/help/keys');
  }
}

/// The control that a letter stands for: in the pane of the selected row first.
function actionOf(letter) {
  const named = `[data-key="${CSS.escape(letter)}"]`;
  const found = [...document.querySelectorAll(`[data-pane] ${named}`), ...document.querySelectorAll(named)];
  return found.find(isShown);
}

function act(element) {
  const details = element.matches('summary') ? element.parentElement : element;
  if (details.matches('details')) {
    details.open = true;
    (details.querySelector('input:not([type="hidden"]), select, textarea, button') ?? element).focus();
  } else if (takesText(element)) {
    element.focus();
  } else {
    element.click();
  }
}

let wentAt = -Infinity;
/// One-letter keys; false when the key means nothing here.
function letter(event) {
  const key = event.key.toLowerCase();
  if (event.timeStamp - wentAt < kSequenceMs) {
    wentAt = -Infinity;
    const link = document.querySelector(`.k-side a[data-go="${CSS.escape(key)}"]`);
    if (link) link.click();
    return Boolean(link);
  }
  if (page.listKey(event)) return true;
  if (event.repeat) return false;
  if (key === 'g') {
    wentAt = event.timeStamp;
    return true;
  }
  if (key === '/') {
    document.getElementById('q')?.select();
    return true;
  }
  if (key === '?') {
    void showHelp();
    return true;
  }
  if (key === '[') {
    toggleRail();
    return true;
  }
  const element = event.shiftKey ? null : actionOf(key);
  if (!element) return false;
  act(element);
  return true;
}

function escape() {
  const menu = openMenu();
  if (menu) {
    menu.open = false;
    menu.querySelector('summary').focus();
    return;
  }
  if (document.activeElement === document.getElementById('q')) document.activeElement.blur();
  else page.chooseNone();
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || composing(event)) return;
  const inDialog = Boolean(document.querySelector('dialog[open]'));
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (command && (event.key === 'Enter' || event.key === 's')) {
    if (!event.repeat && page.formKey(event)) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || inDialog) return;
  if (event.key === 'Escape') return escape();
  if (takesText(event.target)) return;
  const single = event.key.length === 1 && event.key !== ' ';
  if (single ? keysAreOn() && letter(event) : page.listKey(event)) event.preventDefault();
});
