// Files as they really arrive at an office, and as somebody with ill intent would make them.
import { deflateSync } from 'node:zlib';

const big_endian = (value) => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
};

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; ++bit) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return big_endian((sum ^ 0xffffffff) >>> 0);
}

const chunk = (type, data) => Buffer.concat([big_endian(data.length), Buffer.from(type), data, crc(Buffer.concat([Buffer.from(type), data]))]);

/** A grey PNG that says it has this size and holds `rows` of it. */
export function png(width, height, rows = height) {
  const header = Buffer.concat([big_endian(width), big_endian(height), Buffer.from([8, 0, 0, 0, 0])]);
  const pixels = deflateSync(Buffer.alloc(rows * (width + 1), 0));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

/** A TIFF of one black and white strip that says it has this size. */
export function tiff(width, height) {
  const entries = [[256, 4, 1, width], [257, 4, 1, height], [258, 3, 1, 1], [259, 3, 1, 1], [262, 3, 1, 1], [273, 4, 1, 8], [277, 3, 1, 1], [278, 4, 1, height], [279, 4, 1, 16]];
  const out = Buffer.alloc(24 + 2 + entries.length * 12 + 4);
  out.write('II');
  out.writeUInt16LE(42, 2);
  out.writeUInt32LE(24, 4);
  out.writeUInt16LE(entries.length, 24);
  entries.forEach(([tag, type, count, value], i) => {
    const at = 26 + i * 12;
    out.writeUInt16LE(tag, at);
    out.writeUInt16LE(type, at + 2);
    out.writeUInt32LE(count, at + 4);
    out.writeUInt32LE(value >>> 0, at + 8);
  });
  return out;
}

/** A PDF of one page; `content` is its compressed drawing. */
export function pdf(content = deflateSync(Buffer.from('BT ET'))) {
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>'];
  const parts = [Buffer.from('%PDF-1.4\n')];
  const places = [];
  const size = () => parts.reduce((sum, part) => sum + part.length, 0);
  objects.forEach((object, i) => {
    places.push(size());
    parts.push(Buffer.from(`${i + 1} 0 obj${object}endobj\n`));
  });
  places.push(size());
  parts.push(Buffer.from(`4 0 obj<</Length ${content.length}/Filter/FlateDecode>>stream\n`), content, Buffer.from('\nendstream endobj\n'));
  const start = size();
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(Buffer.from(`xref\n0 5\n0000000000 65535 f \n${table}trailer<</Size 5/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`));
  return Buffer.concat(parts);
}

/** A page whose drawing unfolds to 256 MB. */
export const pdf_bomb = () => pdf(deflateSync(Buffer.alloc(256 << 20, '0 0 m ')));
export const zip = () => Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1'), Buffer.alloc(3000, 7)]);
export const exe = () => Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(3000, 9)]);
