#!/usr/bin/env node
// Whatever file arrives (by upload, as the paper of a typed letter, by `kakehashi import`), it is
// taken in, with a warning when something is odd, or refused in a Japanese sentence that says why.
// Nothing of it harms the office: it answers, holds what it had, and stays small in memory.
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exe, pdf, pdf_bomb, png, tiff, zip } from './lib/hostile_files.mjs';
import { Office, check, file, filled, plain, summary } from './lib/office.mjs';

const letter = readFileSync('src/referral/testdata/clins_text_only.json', 'utf8');
const changed = (change) => {
  const bundle = JSON.parse(letter);
  change(bundle);
  return JSON.stringify(bundle);
};
const resource = (bundle, type) => bundle.entry.find((one) => one.resource.resourceType === type).resource;
const heading = '患者氏名,紹介元,生年月日\n';

/** [name, content, words of the refusal]; no words: it is taken in; `warns`: with these words. */
const files = [
  ['fine.pdf', pdf(), null],
  ['fine.png', png(100, 140), null],
  ['empty.pdf', '', 'ファイルが空です(0バイト)'],
  ['truncated.pdf', pdf().subarray(0, 200), /途中で切れているか壊れています/],
  ['truncated.png', png(100, 140).subarray(0, 80), /途中で切れているか壊れています/],
  ['picture.pdf', png(101, 140), null, '拡張子と中身が違う'],
  ['archive.pdf', zip(), '読み取れる形式ではありません'],
  ['program.exe', exe(), '読み取れる形式ではありません'],
  ['program.pdf', exe(), '読み取れる形式ではありません'],
  ['huge.tif', tiff(0x7fffffff, 0x7fffffff), 'ページの寸法が大きすぎます'],
  ['wide.tif', tiff(0xffffffff, 1), 'ページの寸法が大きすぎます'],
  ['bomb.png', png(60000, 60000, 1), 'ページの寸法が大きすぎます'],
  ['bomb.pdf', pdf_bomb(), null],
  ['broken.json', '{"resourceType": "Bundle", "entry": [', 'JSON として読めません'],
  ['deep.json', '['.repeat(100000) + ']'.repeat(100000), '入れ子が深すぎます'],
  ['deep_objects.json', '{"a":'.repeat(100000) + '1' + '}'.repeat(100000), '入れ子が深すぎます'],
  ['twice.json', letter.replace('"resourceType": "Bundle",', '"resourceType": "Bundle", "resourceType": "Bundle",'), '同じ項目が2回書かれています'],
  ['surrogate.json', letter.replace('"ja"', '"\\ud800"'), /読めない文字があります|JSON として読めません/],
  ['bytes.json', Buffer.concat([Buffer.from('{"resourceType":"'), Buffer.from([0xed, 0xa0, 0x80, 0xff]), Buffer.from('"}')]), /読めない文字があります|JSON として読めません/],
  ['collection.json', changed((one) => { one.type = 'collection'; }), 'Bundle の種類が document ではありません'],
  ['patient_alone.json', JSON.stringify({ resourceType: 'Patient', name: [{ text: '試験 花子' }] }), 'FHIR の Bundle ではありません'],
  ['no_patient.json', changed((one) => { one.entry = one.entry.filter((entry) => entry.resource.resourceType !== 'Patient'); }), '患者の情報(Patient)がありません'],
  ['no_composition.json', changed((one) => { one.entry = one.entry.filter((entry) => entry.resource.resourceType !== 'Composition'); }), '文書の表紙(Composition)がありません'],
  ['other_document.json', changed((one) => { resource(one, 'Composition').type.coding[0].code = '18842-5'; }), /診療情報提供書/],
  ['text.json', '"紹介状"', /Bundle ではありません|読み取れる形式ではありません/],
  ['numbers.json', `{"resourceType":"Bundle","total":1e999999999,"x":${'9'.repeat(5000)}}`, /Bundle|JSON として読めません/],
  ['unresolved.json', changed((one) => { resource(one, 'Composition').section.push({ title: '傷病名', code: { coding: [{ code: '340' }] }, entry: [{ reference: 'urn:uuid:nowhere' }] }); one.identifier.value += '-u'; }), null, '文書の中に見つかりません'],
  ['future_profile.json', changed((one) => { for (const at of [one.meta, resource(one, 'Composition').meta]) if (at?.profile) at.profile = at.profile.map((url) => url.replace(/\|.*/, '|99.0.0')); one.identifier.value += '-f'; }), null, '知らない版のプロファイル'],
  ['utf16.csv', Buffer.from('\ufeff患者氏名,紹介元\n試験 花子,医院\n', 'utf16le'), /読み取れる形式ではありません|文字コード|読めない文字/],
  ['broken_bytes.csv', Buffer.concat([Buffer.from(heading), Buffer.from([0xff, 0xfe, 0x80, 0x81, 0x0a])]), /文字コードが|読めない文字|読み取れる形式/],
  ['columns.csv', '名前,いつ\n試験 花子,昨日\n', '見出しの行に'],
  ['heading_alone.csv', heading, 'ファイルに行がありません'],
  ['quote.csv', `${heading}"試験 花子,医院,昭37.4.8\n`, '閉じられていません'],
  ['dates.csv', `${heading}試験 花子,医院,昭和65年1月1日\n`, '生年月日'],
];

const says = (text, words) => (words instanceof RegExp ? words.test(text) : text.includes(words));
const office = await Office.open({ demo: true });
const folder = join(office.data, 'hostile');

/** What the upload page's report says of one file, and whether it was taken in. */
async function uploaded(person, form, name, content, key) {
  const answer = await person.post('/referrals/import', [...filled(form, { form_key: key }).filter(([field]) => field !== 'file'), ['file', file(name, content)]]);
  if (answer.status !== 303) return { status: answer.status, text: plain(answer.body) };
  const report = await person.get(answer.headers.location);
  return { status: report.status, text: plain(report.body) };
}

try {
  mkdirSync(folder);
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
  const zeros = join(folder, 'zeros.pdf');
  writeFileSync(zeros, '');
  truncateSync(zeros, 100 << 20);

  await office.serve();
  const person = await office.sign_in('saeki', 'kakehashi');
  const letters = () => office.number('SELECT count(*) FROM referral');
  const newest = office.number('SELECT max(id) FROM referral');
  const held = () => office.sql(`SELECT count(*), total(version) FROM referral WHERE id <= ${newest}`);
  const before_all = held();

  const form = await person.form('/referrals/import');
  let taken = 0;
  for (const [name, content, refusal, warning] of files) {
    const before = letters();
    const { status, text } = await uploaded(person, form, name, content, `up-${name}`);
    check(`${name}: the upload is answered`, [200, 422].includes(status), `${status} ${text.slice(0, 200)}`);
    check(`${name}: the report names the file`, text.includes(name), text.slice(-400));
    if (refusal) check(`${name}: it says why it is refused`, says(text, refusal), text.slice(-400));
    if (warning) check(`${name}: it warns`, says(text, warning), text.slice(-400));
    check(`${name}: ${refusal ? 'nothing is registered' : 'it is taken in'}`, letters() === before + (refusal ? 0 : 1), String(letters() - before));
    taken += letters() - before;
  }
  const size = await uploaded(person, form, 'zeros.pdf', Buffer.alloc(100 << 20), 'up-zeros');
  check('100 MB are refused with a sentence', size.status === 413 || (size.status === 422 && size.text.includes('50MB')), `${size.status} ${size.text.slice(0, 300)}`);
  check('the sentence is Japanese', /[ぁ-ん]/.test(size.text), size.text.slice(0, 300));

  // The paper of a letter that is typed in: what was typed stays when the file is refused.
  const typed = await person.form('/referrals/new');
  const fields = { door: 'paper', urgency: 'routine', patient: 'new', 'patient.name': '紙 花子', referring_facility: '紙試験クリニック', referrer_pick: 'new', diagnoses: '紙の傷病名' };
  for (const [name, content, refusal] of files.filter(([name]) => /\.(pdf|png|tif|exe)$/.test(name))) {
    const answer = await person.post('/referrals/new', [...filled(typed, { ...fields, form_key: `paper-${name}` }), ['paper', file(name, content)]]);
    if (!refusal) {
      check(`${name} as paper: it is registered`, answer.status === 303, plain(answer.body).slice(-500));
      continue;
    }
    check(`${name} as paper: refused`, answer.status === 422, String(answer.status));
    check(`${name} as paper: it says why`, says(summary(answer.body), refusal), summary(answer.body) || plain(answer.body).slice(0, 300));
    check(`${name} as paper: what was typed is kept`, answer.body.includes('紙の傷病名') && answer.body.includes('value="紙 花子"'));
  }

  // The pages of what was taken in are drawn, or refused with a sentence.
  let drawn = 0;
  for (const id of office.sql('SELECT id FROM referral ORDER BY id DESC LIMIT 12').split('\n')) {
    const page = await person.get(`/referrals/${id}`);
    check(`the page of referral ${id} opens`, page.status === 200, String(page.status));
    for (const [, address] of page.body.matchAll(/<img[^>]*src="(\/[^"]*page[^"]*)"/g)) {
      const image = await person.get(address.replace(/&amp;/g, '&'));
      const picture = image.status === 200 && image.headers['content-type'] === 'image/png';
      check(`${address} is a picture or a sentence`, picture || (image.status < 500 && /[ぁ-ん]/.test(image.body)), `${image.status} ${image.body.slice(0, 100)}`);
      drawn += picture ? 1 : 0;
    }
  }
  check('pages of the letters taken in were drawn', drawn > 0, String(drawn));
  const partners = office.number('SELECT count(*) FROM facility');
  const head = await office.sign_in('hasegawa', 'kakehashi'); // the list of partners is not the nurse's to load
  const list = await head.form('/facilities/import');
  for (const [name, content] of files) {
    const answer = await head.post('/facilities/import', [...filled(list, { form_key: `fac-${name}` }).filter(([field]) => field !== 'file'), ['file', file(name, content)]]);
    const why = answer.status === 422 ? summary(answer.body) : /取り込まなかった行と/.test(answer.body) ? plain(answer.body) : '';
    check(`${name} as a list of partners: refused in Japanese`, /[ぁ-ん]/.test(why), `${answer.status} ${plain(answer.body).slice(0, 200)}`);
  }
  check('no partner came of it', office.number('SELECT count(*) FROM facility') === partners);
  check('the letters that were there are as they were', held() === before_all, `${before_all} ${held()}`);
  const memory = office.memory();
  check('the program stays under 200 MB', memory < 200, memory.toFixed(0));
  check('the program is ready', await office.is_ready());
  await office.stop();

  // The same by command line: one JSON line a file, and an exit code.
  const lines = office.tried('import', ...files.map(([name]) => join(folder, name)), zeros, join(folder, 'not_there.pdf'));
  check('an import with refused files says so by its exit code', lines.status === 1, `${lines.status} ${lines.stderr}`);
  const answers = lines.stdout.trim().split('\n').map((line) => JSON.parse(line));
  check('one line a file', answers.length === files.length + 2, `${answers.length} of ${files.length + 2}`);
  for (const [i, [name, , refusal, warning]] of files.entries()) {
    const answer = answers[i] ?? {};
    const text = JSON.stringify(answer);
    check(`import ${name}: ${refusal ? 'refused' : 'known or taken in'}`, refusal ? ['refused', 'partly'].includes(answer.result) : ['imported', 'known'].includes(answer.result), text);
    if (refusal) check(`import ${name}: says why`, says(text, refusal), text);
    if (warning) check(`import ${name}: warns`, says(text, warning) || answer.result === 'known', text);
  }
  check('import of 100 MB: too large', answers.at(-2)?.code === 'scan.too_large', JSON.stringify(answers.at(-2)));
  check('import of a file that is not there', answers.at(-1)?.code === 'file.cannot_read', JSON.stringify(answers.at(-1)));
  const doctor = office.tried('doctor');
  check('the doctor finds all in order', doctor.status === 0, doctor.stdout);
  console.log(`${files.length + 1} files by three doors, ${taken} taken in by upload, the program at ${memory.toFixed(0)} MB`);
} finally {
  await office.close();
}
