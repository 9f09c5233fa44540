// A list walked by keys: rows are [data-row], `data-href` is where Enter leads. When the address
// selects the row on the same page (data-select, or a data-href with `?sel=…`), the parts [data-pane]
// follow the selection without a new page: focus and scrolling stay.

const rows = () => [...document.querySelectorAll('[data-row]')].filter(isShown);
const linkOf = (row) => row.querySelector('a[href]');
const currentRow = () =>
  document.activeElement?.closest('[data-row]') ?? document.querySelector('[data-row].sel');

/// The address that selects the row, or nothing when rows only open.
function selectingUrl(row) {
  if (row.dataset.select) return row.dataset.select;
  const url = row.dataset.href ?? linkOf(row)?.getAttribute('href');
  return url && new URL(url, location.href).searchParams.has('sel') ? url : null;
}

function mark(row) {
  for (const other of document.querySelectorAll('[data-row].sel')) {
    other.classList.remove('sel');
    linkOf(other)?.removeAttribute('aria-current');
  }
  row.classList.add('sel');
  linkOf(row)?.setAttribute('aria-current', 'true');
}

let paneRequest = null;
async function loadPanes(url) {
  paneRequest?.abort();
  const request = (paneRequest = new AbortController());
  try {
    const answer = await fetchPage(url, { signal: request.signal });
    for (const pane of document.querySelectorAll('[data-pane]')) {
      const fresh = answer.querySelector(`[data-pane="${CSS.escape(pane.dataset.pane)}"]`);
      if (fresh) pane.replaceWith(document.importNode(fresh, true));
      else pane.replaceChildren();
    }
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(url);
  }
}

/// Selects and focuses a row; true when that was done.
async function goTo(row) {
  if ([...document.querySelectorAll('[data-pane]')].some((pane) => leavesUnsent(pane))) return false;
  const url = selectingUrl(row);
  mark(row);
  const target = linkOf(row) ?? row;
  if (target === row) row.tabIndex = -1;
  target.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
  if (!url) return true;
  if (!document.querySelector('[data-pane]')) location.replace(url);
  history.replaceState(history.state, '', url);
  await loadPanes(url);
  return true;
}

function open(row) {
  const own = row.dataset.open ?? (row.dataset.select ? row.dataset.href : null);
  const url = own ?? (selectingUrl(row) ? document.querySelector('[data-pane] a[data-open]')?.href
                                        : row.dataset.href ?? linkOf(row)?.href);
  if (url) location.assign(url);
}

const boxOf = (row) => row.querySelector('input[type="checkbox"]');
function choose(row, chosen) {
  const box = boxOf(row);
  if (box && box.checked !== chosen) box.click();
}

/// J and K: the next or the previous row, chosen too with Shift.
function step(by, extend) {
  const all = rows();
  if (all.length === 0) return false;
  const at = all.indexOf(currentRow());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (!next) return true;
  if (extend && at >= 0) {
    choose(all[at], true);
    choose(next, true);
  }
  void goTo(next);
  return true;
}

/// Handles a key for the list; false when it is not the list's.
function listKey(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const onPage = [document.body, document.getElementById('main'), null].includes(document.activeElement);
  const row = currentRow();
  const onRow = row && (document.activeElement === linkOf(row) || document.activeElement === row);
  if (key === 'j' || (key === 'ArrowDown' && (onPage || onRow))) return step(1, event.shiftKey);
  if (key === 'k' || (key === 'ArrowUp' && (onPage || onRow))) return step(-1, event.shiftKey);
  if (!row) return false;
  if (key === 'o' || (key === 'Enter' && (onPage || onRow))) {
    if (row.classList.contains('sel')) open(row);
    else void goTo(row).then((done) => done && !selectingUrl(row) && open(row));
    return true;
  }
  if (key !== 'x' || !boxOf(row)) return false;
  boxOf(row).click();
  return true;
}
page.listKey = listKey;

// A click that only selects needs no new page either.
document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest?.('[data-row] a[href]');
  const row = link?.closest('[data-row]');
  const url = row && selectingUrl(row);
  if (!url || link.href !== new URL(url, location.href).href) return;
  const pane = document.querySelector('[data-pane]');
  if (!pane) return;
  event.preventDefault();
  void goTo(row).then((done) => {
    // On narrow screens the pane stands below the list.
    const below = document.querySelector('[data-pane]');
    if (done && below && below.getBoundingClientRect().left <= row.getBoundingClientRect().left)
      below.scrollIntoView({ block: 'start' });
  });
});

// Chosen rows: their number stands in [data-bulk-count], [data-bulk] shows while there are any.
function countChosen() {
  const chosen = document.querySelectorAll('[data-row] input[type="checkbox"]:checked').length;
  for (const count of document.querySelectorAll('[data-bulk-count]')) count.textContent = `${chosen}件`;
  for (const bar of document.querySelectorAll('[data-bulk]')) bar.hidden = chosen === 0;
}
document.addEventListener('change', (event) => {
  if (event.target.matches('[data-check-all]'))
    for (const row of rows()) choose(row, event.target.checked);
  if (event.target.closest('[data-row], [data-check-all]')) countChosen();
});
page.chooseNone = () => {
  const chosen = document.querySelectorAll('[data-row] input[type="checkbox"]:checked');
  for (const box of chosen) box.click();
  return chosen.length > 0;
};
page.countChosen = countChosen;
countChosen();
