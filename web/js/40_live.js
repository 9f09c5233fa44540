// Live lists. What others changed is told by /live; the list itself moves only when somebody presses
// 「新しい業務 2件」. Only the tab in front listens: browsers allow few connections to one server.

const kQuietMs = 1200;
let lastSeen = document.body.dataset.liveAfter;
let source = null;
const waiting = new Set();
let timer = 0;

const sections = () => [...document.querySelectorAll('section[data-live], [data-live][data-live-url]')];
const keyOf = (row) => row.id || row.dataset.href;
const rowsOf = (section) => [...section.querySelectorAll('[data-row]')];

/// What a row says, without the times that go by on their own.
function contentOf(row) {
  const copy = row.cloneNode(true);
  for (const passing of copy.querySelectorAll('.k-dl, time, [data-passing]')) passing.remove();
  return copy.textContent.replace(/\s+/g, ' ');
}

async function freshSection(section, background) {
  const url = section.dataset.liveUrl || location.href;
  const answer = await fetchPage(url, { background });
  // A page may have several lists of one topic: they are told apart by their ids.
  const fresh = (section.id && answer.getElementById(section.id)) ||
    answer.querySelector(`[data-live="${CSS.escape(section.dataset.live)}"]`);
  return { answer, fresh };
}

/// [data-live-strict]: what one may not see any more leaves the page at once; the page itself, when
/// the server does not show it any more: to [data-live-gone], where that is said.
const isStrict = (section) => 'liveStrict' in section.dataset;
function dropGone(section, fresh) {
  const there = new Set(rowsOf(fresh).map(keyOf));
  for (const row of rowsOf(section)) if (!there.has(keyOf(row))) row.remove();
}
function leavePage(section) {
  unsent.clear();
  if (section.dataset.liveGone) return location.replace(section.dataset.liveGone);
  const back = make('a', { class: 'k-btn', href: '/' }, 'はじめの画面へ');
  const words = make('h1', {}, 'この画面は、もう見られません');
  const why = make('p', {}, '患者が転棟したか、見られる期間が終わりました');
  document.getElementById('main').replaceChildren(
    make('section', { class: 'k-card', role: 'alert' }, make('div', { class: 'k-empty' }, words, why, back)));
}

/// Compares the list with the server's and offers what is new; the list is not touched.
async function offer(section) {
  const { fresh } = await freshSection(section, true).catch((error) => {
    if (!isStrict(section) || error.message !== '404') throw error;
    leavePage(section);
    return {};
  });
  if (!fresh || !section.isConnected) return;
  if (isStrict(section)) dropGone(section, fresh);
  const known = new Map(rowsOf(section).map((row) => [keyOf(row), contentOf(row)]));
  const now = rowsOf(fresh).map((row) => [keyOf(row), contentOf(row)]);
  const added = now.filter(([key]) => !known.has(key)).length;
  const same = now.length === known.size && now.every(([key, text]) => known.get(key) === text);
  const note = noteOf(section);
  if (same) {
    note.replaceChildren();
    return;
  }
  const label = added > 0 ? `${section.dataset.liveNoun ?? '新しい業務'} ${added}件` : '表示を新しくする';
  if (note.textContent === label) return;
  const button = make('button', { type: 'button' }, label);
  button.addEventListener('click', () => void renew(section));
  note.replaceChildren(button);
}

/// The place of the button; it is there from the beginning, so that readers hear what enters it.
const notes = new WeakMap();
function noteOf(section) {
  let note = notes.get(section);
  if (!note) {
    note = make('div', { class: 'k-fresh', role: 'status' });
    document.getElementById('main').prepend(note);
    notes.set(section, note);
  }
  return note;
}

async function renew(section) {
  if (leavesUnsent(section)) return;
  const { answer, fresh } = await freshSection(section, false).catch(() => ({}));
  if (!fresh) return location.reload();
  const selected = section.querySelector('[data-row].sel');
  const selectedKey = selected && keyOf(selected);
  const chosen = new Set(rowsOf(section).filter((row) => row.querySelector(':checked')).map(keyOf));
  const top = selected?.getBoundingClientRect().top;
  section.replaceChildren(...document.importNode(fresh, true).childNodes);
  for (const row of rowsOf(section)) {
    const box = row.querySelector('input[type="checkbox"]');
    if (box && chosen.has(keyOf(row))) box.checked = true;
    const isSelected = selectedKey ? keyOf(row) === selectedKey : row.classList.contains('sel');
    row.classList.toggle('sel', isSelected);
  }
  for (const part of document.querySelectorAll('[data-live-also][id]')) {
    const other = answer.getElementById(part.id);
    if (other && !part.contains(document.activeElement)) part.replaceWith(document.importNode(other, true));
  }
  noteOf(section).replaceChildren();
  page.countChosen();
  const row = section.querySelector('[data-row].sel');
  if (row && top !== undefined) scrollBy(0, row.getBoundingClientRect().top - top);
  const target = row?.querySelector('a[href]') ?? section;
  if (target === section) section.tabIndex = -1;
  target.focus({ preventScroll: true });
}

/// The numbers of the side, without a word.
async function renewNumbers() {
  if (!document.querySelector('.k-side')) return;  // the portal has none
  const fresh = await fetchPage('/menu', { background: true });
  for (const link of document.querySelectorAll('.k-side a[href]')) {
    const other = fresh.querySelector(`.k-side a[href="${CSS.escape(link.getAttribute('href'))}"] .n`);
    const number = link.querySelector('.n');
    if (number?.outerHTML === other?.outerHTML) continue;
    number?.remove();
    if (other) link.append(document.importNode(other, true));
  }
}

async function catchUp() {
  const topics = new Set(waiting);
  waiting.clear();
  try {
    for (const section of sections())
      if (topics.has('reset') || topics.has(section.dataset.live)) await offer(section);
    await renewNumbers();
  } catch (error) {
    // The next event, or the tab's return to the front, tries again.
    if (!(error instanceof SignedOut)) return;
    stop();
    // Whoever may not come in any more sees nothing of whom they saw; what somebody typed stays.
    const gone = sections().find((section) => section.dataset.liveGone);
    if (gone && !hasUnsent()) leavePage(gone);
  }
}

function told(event) {
  if (event.lastEventId) lastSeen = event.lastEventId;
  waiting.add(event.type);
  clearTimeout(timer);
  // Colleagues' browsers should not all ask in the same moment.
  timer = setTimeout(() => void catchUp(), kQuietMs + Math.random() * kQuietMs);
}

function stop() {
  source?.close();
  source = null;
}
function listen() {
  if (source || document.hidden) return;
  source = new EventSource(`/live?after=${encodeURIComponent(lastSeen)}`);
  for (const topic of new Set(['duties', 'reset', ...sections().map((one) => one.dataset.live)]))
    source.addEventListener(topic, told);
}

if (lastSeen !== undefined) {
  for (const section of sections()) noteOf(section);
  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : listen()));
  addEventListener('pagehide', stop);
  addEventListener('pageshow', listen);
  listen();
}
