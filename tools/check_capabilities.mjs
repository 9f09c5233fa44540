// docs/capabilities.md: each row says none, partly or done; partly and done name the tests that
// prove them as `file: "sentence"`, and the sentence must stand in that file.
import { existsSync, readFileSync } from 'node:fs';

const problems = [];
let rows = 0;
for (const line of readFileSync('docs/capabilities.md', 'utf8').split('\n')) {
  const cells = line.split('|').map((cell) => cell.trim());
  if (!/^\d+$/.test(cells[1] ?? '')) continue;
  ++rows;
  const [, number, , state, proof = ''] = cells;
  if (!['none', 'partly', 'done'].includes(state)) problems.push(`row ${number}: state "${state}"`);
  if (state === 'none') continue;
  const tests = [...proof.matchAll(/`([^`]+)`: "([^"]+)"/g)];
  if (tests.length === 0) problems.push(`row ${number}: ${state} without a test`);
  for (const [, file, sentence] of tests) {
    if (!existsSync(file)) problems.push(`row ${number}: no file ${file}`);
    else if (!readFileSync(file, 'utf8').includes(sentence))
      problems.push(`row ${number}: ${file} has no test "${sentence}"`);
  }
}
if (rows !== 160) problems.push(`${rows} rows instead of 160`);
if (problems.length) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`${rows} capability rows, every named test exists`);
