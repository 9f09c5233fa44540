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

// 時間切れは20分前に知らせる: the session ends some hours after the last request, and at the latest at the
// end of a shift. The server is asked in the background, which prolongs nothing.
const kNoticeSeconds = 20 * 60;
const kAskAgainMs = 60 * 1000;
const kSaidAtMinutes = [20, 10, 5, 2, 1];
const clock = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', hour: 'numeric', minute: '2-digit' });

async function sessionEnds(background) {
  const headers = { Accept: 'application/json' };
  if (background) headers['X-Background'] = '1';
  const response = await fetch('/session/ends', { headers, cache: 'no-store' });
  if (response.status === 401 || response.status === 204) throw new SignedOut();
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

function watchSession() {
  const words = make('span', {});
  const goOn = make('button', { class: 'k-btn', type: 'button' }, '続けて使う');
  const again = make('a', { class: 'k-btn', href: '/sign-in', target: '_blank' }, 'サインインし直す');
  const bar = make('div', { class: 'k-ends', role: 'region', 'aria-label': 'サインアウトの知らせ' }, words, goOn, again);
  // The bar counts every minute; readers are told at a few of them.
  const told = make('div', { class: 'sr', role: 'status' });
  bar.hidden = true;
  document.body.append(bar, told);
  let timer = 0;
  let saidAt = Infinity;
  let returnTo = null;
  let isKnown = false;

  const show = (text, { canGoOn, say }) => {
    words.textContent = text;
    goOn.hidden = !canGoOn;
    again.hidden = canGoOn;
    bar.hidden = false;
    if (say) told.textContent = text;
  };
  const tell = ({ idle, last }) => {
    const seconds = Math.min(idle, last);
    const minutes = Math.max(1, Math.ceil(seconds / 60));
    const say = minutes < saidAt && (saidAt === Infinity || kSaidAtMinutes.includes(minutes));
    if (say) saidAt = minutes;
    if (idle < last) {
      show(`あと${minutes}分でサインアウトになります`, { canGoOn: true, say });
    } else {
      const time = clock.format(Date.now() + seconds * 1000);
      show(`あと${minutes}分、${time} にサインアウトになります。書きかけの入力は保存してください`, { canGoOn: false, say });
    }
  };
  const look = async (background) => {
    clearTimeout(timer);
    let wait = kAskAgainMs;
    try {
      const ends = await sessionEnds(background);
      isKnown = true;
      const spare = Math.min(ends.idle, ends.last) - kNoticeSeconds;
      if (spare > 0) {
        wait = spare * 1000;
        saidAt = Infinity;
        bar.hidden = true;
        told.textContent = '';
      } else {
        tell(ends);
      }
    } catch (error) {
      if (error instanceof SignedOut) {
        if (isKnown) show('サインアウトになりました。書きかけの入力は、サインインし直すと保存できます', { canGoOn: false, say: true });
        return;
      }
    }
    clearTimeout(timer);
    timer = setTimeout(() => void look(true), wait);
  };
  bar.addEventListener('focusin', (event) => {
    if (event.relatedTarget && !bar.contains(event.relatedTarget)) returnTo = event.relatedTarget;
  });
  goOn.addEventListener('click', async () => {
    await look(false);
    // Whoever was writing goes on there; a button that is gone holds nobody.
    if (bar.hidden && (bar.contains(document.activeElement) || document.activeElement === document.body)) returnTo?.focus();
  });
  // A tab that was behind, or a computer that slept, has missed its timers.
  document.addEventListener('visibilitychange', () => document.hidden || void look(true));
  void look(true);
}
if (document.body.dataset.liveAfter !== undefined) watchSession();
