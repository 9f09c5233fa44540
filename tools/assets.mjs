// node tools/assets.mjs OUT: what browsers fetch. Style sheets and scripts are joined, fonts come
// from npm, every name carries a hash of its content; OUT/manifest.txt lists them for
// platform/http/static_files.hpp, one line a file: name hashed-name media-type.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { gzipSync } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = process.argv[2];
if (!out) {
  console.error('usage: node tools/assets.mjs OUT');
  process.exit(2);
}

const mediaTypes = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const manifest = [];

function publish(name, bytes) {
  const extension = extname(name);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const hashedName = `${name.slice(0, -extension.length)}.${hash}${extension}`;
  writeFileSync(join(out, hashedName), bytes);
  if (extension !== '.woff2') writeFileSync(join(out, `${hashedName}.gz`), gzipSync(bytes, { level: 9 }));
  manifest.push(`${name} ${hashedName} ${mediaTypes[extension]}`);
  return `/assets/${hashedName}`;
}

const read = (...path) => readFileSync(join(root, ...path), 'utf8');
const filesOf = (folder, extension) =>
  readdirSync(join(root, folder)).filter((name) => name.endsWith(extension)).sort();

/// Comments and indentation go; nothing else changes.
const withoutComments = (css) => css.replace(/\/\*[^]*?\*\//g, '').replace(/^\s+/gm, '');

/// Lengths of bars: .pc37 is 37% wide, .fl3 takes three parts. Pages may not carry style attributes.
function barRules() {
  const rules = [];
  for (let percent = 0; percent <= 100; ++percent) rules.push(`.pc${percent}{width:${percent}%}`);
  for (let parts = 1; parts <= 60; ++parts) rules.push(`.fl${parts}{flex:${parts}}`);
  return rules.join('\n');
}

function styleSheet() {
  const others = filesOf('web', '.css').filter((name) => name !== 'kakehashi.css');
  const sources = ['kakehashi.css', ...others].map((name) => withoutComments(read('web', name)));
  return [...sources, barRules()].join('\n');
}

/// One module: 00_page.js is seen by all, the others keep their names to themselves. A script that
/// does not parse ends the build here.
function script() {
  const joined = filesOf('web/js', '.js')
    .map((name) => (name.startsWith('00_') ? read('web/js', name) : `{\n${read('web/js', name)}}\n`))
    .join('\n');
  new Script(`'use strict'; (async () => {${joined}});`, { filename: 'kakehashi.js' });
  return joined;
}

/// Noto Sans JP in 124 pieces, of which a browser fetches those a page needs.
function fontSheet() {
  const folder = 'node_modules/@fontsource-variable/noto-sans-jp';
  return withoutComments(read(folder, 'index.css'))
    .replaceAll("'Noto Sans JP Variable'", "'Noto Sans JP'")
    .replaceAll("format('woff2-variations')", "format('woff2')")
    .replace(/url\(\.\/files\/([^)]+)\)/g, (_, name) =>
      `url(${publish(name.replace(/[[\]]/g, ''), readFileSync(join(root, folder, 'files', name)))})`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
publish('kakehashi.css', styleSheet());
publish('kakehashi.js', script());
publish('icons.svg', read('web/icons.svg'));
publish('favicon.svg', read('web/favicon.svg'));
publish('fonts.css', fontSheet());
writeFileSync(join(out, 'manifest.txt.new'), `${manifest.join('\n')}\n`);
renameSync(join(out, 'manifest.txt.new'), join(out, 'manifest.txt'));
