// The week table is one stop of Tab: arrow keys walk between its slots, Home and End to the ends of
// the row. Without this script every slot is a stop of its own.
const slotsOf = (part) => [...part.querySelectorAll('.k-sl :is(a, button)')];

for (const table of document.querySelectorAll('table[data-grid]')) {
  const all = slotsOf(table);
  const first = all.find((slot) => slot.matches('.me')) ?? all[0];
  for (const slot of all) slot.tabIndex = slot === first ? 0 : -1;
  table.addEventListener('focusin', ({ target }) => {
    if (!all.includes(target)) return;
    for (const slot of all) slot.tabIndex = slot === target ? 0 : -1;
  });
  table.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || composing(event)) return;
    const to = all.includes(event.target) && slotFrom(event.target, event.key);
    if (!to) return;
    event.preventDefault();
    to.focus();
    to.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
}

/// Where a key leads from a slot: itself at the edge of the table, undefined for other keys.
function slotFrom(slot, key) {
  const cell = slot.closest('td');
  const row = cell.parentElement;
  const here = slotsOf(cell);
  const at = here.indexOf(slot);
  if (key === 'Home' || key === 'End') return slotsOf(row).at(key === 'Home' ? 0 : -1);
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const by = key === 'ArrowUp' ? -1 : 1;
    if (here[at + by]) return here[at + by];
    for (let next = neighbour(row, by); next; next = neighbour(next, by)) {
      const found = slotsOf(next.cells[cell.cellIndex]).at(by < 0 ? -1 : 0);
      if (found) return found;
    }
    return slot;
  }
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined;
  const by = key === 'ArrowLeft' ? -1 : 1;
  for (let next = neighbour(cell, by); next; next = neighbour(next, by)) {
    const found = slotsOf(next);
    if (found.length > 0) return found[Math.min(at, found.length - 1)];
  }
  return slot;
}
const neighbour = (element, by) => (by < 0 ? element.previousElementSibling : element.nextElementSibling);
