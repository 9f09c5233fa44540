// 項目と原本の場所: dragging over the page fills the four numbers of the form below it.
const sourcePage = () => document.querySelector('[data-source-page]');
const sourceForm = () => document.querySelector('[data-source-form]');
if (sourceForm()) sourcePage()?.classList.add('drawing');

document.addEventListener('pointerdown', (event) => {
  const paper = event.target.closest?.('[data-source-page]');
  const form = sourceForm();
  if (!paper || !form || event.button) return;
  event.preventDefault();
  const box = paper.getBoundingClientRect();
  const at = (e) => [(e.clientX - box.left) / box.width, (e.clientY - box.top) / box.height]
    .map((part) => Math.round(1000 * Math.min(1, Math.max(0, part))));
  const [x0, y0] = at(event);
  paper.querySelector('.drawn')?.remove();
  const frame = make('div', { class: 'drawn' });
  paper.append(frame);
  const draw = (e) => {
    const [x, y] = at(e);
    const left = Math.min(x0, x), top = Math.min(y0, y);
    const width = Math.max(1, Math.abs(x - x0)), height = Math.max(1, Math.abs(y - y0));
    Object.assign(frame.style, { left: `${left / 10}%`, top: `${top / 10}%`,
                                 width: `${width / 10}%`, height: `${height / 10}%` });
    for (const [name, value] of Object.entries({ left, top, width, height }))
      form.elements[name].value = value;
  };
  const end = () => {
    document.removeEventListener('pointermove', draw);
    form.querySelector('button').focus({ preventScroll: true });
  };
  document.addEventListener('pointermove', draw);
  document.addEventListener('pointerup', end, { once: true });
});

// 項目に入ると原本の場所が光る: the place of the field that somebody is in.
document.addEventListener('focusin', ({ target }) => {
  if (target.form?.id !== 'referral-form' || !target.name) return;
  for (const place of document.querySelectorAll('[data-source-page] rect'))
    place.classList.toggle('on', place.dataset.field === target.name);
});
