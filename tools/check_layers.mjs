// Fails on an include that points upward, on a cycle, and on medicine below the features.
// The floors are read from cmake/layout.cmake: a module may include itself and what it USES,
// directly or through those.
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

const layout = readFileSync('cmake/layout.cmake', 'utf8').replace(/#.*/g, '');
const modules = new Map();
for (const [, body] of layout.matchAll(/kk_module\(([^)]*)\)/g)) {
  const words = body.split(/\s+/).filter(Boolean);
  const uses = [];
  for (let i = 1, section = ''; i < words.length; ++i) {
    if (/^[A-Z_]+$/.test(words[i])) section = words[i];
    else if (section === 'USES') uses.push(words[i]);
  }
  const unknown = uses.filter((used) => !modules.has(used));
  if (unknown.length) fail(`${words[0]} uses ${unknown} which stands above it in cmake/layout.cmake`);
  const reach = new Set([words[0], ...uses.flatMap((used) => [...modules.get(used)])]);
  modules.set(words[0], reach);
}

const names = [...modules.keys()].sort((a, b) => b.length - a.length);
const module_of = (path) => names.find((name) => path === name || path.startsWith(name + '/'));
const problems = [];
for (const file of execFileSync('git', ['ls-files', 'src'], { encoding: 'utf8' }).trim().split('\n')) {
  if (!/\.[ch]pp$/.test(file)) continue;
  const path = file.replace(/^src\//, '');
  const from = module_of(path);
  if (!from) {
    problems.push(`${file} belongs to no module of cmake/layout.cmake`);
    continue;
  }
  const allowed = modules.get(from);
  readFileSync(file, 'utf8').split('\n').forEach((line, index) => {
    const included = line.match(/^\s*#include "([^"]+)"/)?.[1];
    const to = included && module_of(included);
    if (to && !allowed.has(to))
      problems.push(`${file}:${index + 1}: ${from} may not include ${included} (${to} stands above it)`);
    if (to && to !== from && /_pages\.hpp$/.test(included) && from !== 'app' && !included.startsWith('office/'))
      problems.push(`${file}:${index + 1}: a feature may use another's model and store, never its pages`);
  });
}
if (problems.length) fail(problems.join('\n'));
console.log(`${modules.size} modules, no include points up`);

function fail(message) {
  console.error(message);
  process.exit(1);
}
