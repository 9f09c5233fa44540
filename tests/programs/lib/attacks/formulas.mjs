// Cells of an export that a spreadsheet would run as formulas.
import { check, filled } from '../office.mjs';

const starts = ['=1+1', '+1+1', '-1+1', '@SUM(1)', '＝1+1', '=HYPERLINK("https://evil.example","x")', '"=1+1', '=cmd|x'];

/** The cells of a CSV file, as a spreadsheet reads them. */
const cells = (text) => [...text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(?:,|\r?\n|$)/g)].map(([, cell]) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));

export async function formulas(person) {
  let taken = 0;
  for (const [i, start] of starts.entries())
    for (const name of ['name', 'address', 'kana', 'code', 'note']) {
      const form = await person.form('/facilities/new');
      if (!form.fields.some((one) => one.name === name)) continue;
      const answer = await person.post(form.action, filled(form, { name: `式医院${i}${name}`, [name]: start }));
      if (answer.status === 303) ++taken;
    }
  check('partners with formulas were taken in', taken >= starts.length, String(taken));
  for (const encoding of ['', '?encoding=shift_jis']) {
    const { status, body, headers } = await person.get(`/facilities/export${encoding}`);
    check(`the export ${encoding} is there`, status === 200 && /csv/.test(headers['content-type']), `${status}`);
    check('it is saved, not shown', /^attachment/.test(headers['content-disposition'] ?? ''), headers['content-disposition']);
    const hot = cells(body.replace(/^\ufeff/, '')).filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell) && cell.length > 1);
    check('no cell begins as a formula', hot.length === 0, hot.join(' '));
    if (encoding !== '?encoding=shift_jis') check('the formulas are there as text', /1\+1/.test(body));
  }
  console.log(`formulas: ${taken} typed, none begins a cell of the export`);
}
