// Passwords: shown while they are typed when somebody wants to see them, hidden again when they are
// sent. A new one (data-least, in characters) tells how far it is. Whether it is one of the leaked
// ones only the server knows, and says so when it is sent.

const kLongEnough = 20;  // a sentence of one's own
const kFewSigns = 5;     // 「aaaabbbb…」 is long and guessed at once

for (const form of document.forms) {
  const fields = [...form.querySelectorAll('input[type="password"]')];
  if (fields.length === 0) continue;
  const shows = make('input', { type: 'checkbox' });
  shows.addEventListener('change', () => {
    for (const field of fields) field.type = shows.checked ? 'text' : 'password';
  });
  form.addEventListener('submit', () => {
    shows.checked = false;
    for (const field of fields) field.type = 'password';
  });
  fields.at(-1).closest('.k-f').append(make('label', { class: 'k-check k-pw-show' }, shows, ' 入力した文字を表示する'));
}

/// How far it is, up to kLongEnough, and the same in words.
function judge(text, least) {
  const signs = [...text];
  if (signs.length < least) return [signs.length, `あと${least - signs.length}文字`];
  if (new Set(signs).size < kFewSigns) return [1, '同じ文字のくり返しは、すぐに当てられます'];
  if (signs.length < kLongEnough) return [signs.length, '使えます。もっと長くすると、さらに安心です'];
  return [kLongEnough, '十分な長さです'];
}

for (const field of document.querySelectorAll('input[data-least]')) {
  const least = Number(field.dataset.least);
  const meter = make('meter', {
    min: 0, max: kLongEnough, low: least, high: kLongEnough - 1, optimum: kLongEnough, 'aria-hidden': 'true',
  });
  const words = make('span', { role: 'status' });
  const line = make('p', { class: 'k-pw-meter', hidden: '' }, meter, words);
  field.after(line);
  field.addEventListener('input', () => {
    line.hidden = field.value === '';
    const [reached, said] = judge(field.value, least);
    meter.value = reached;
    words.textContent = said;
  });
}
