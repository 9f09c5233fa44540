#!/usr/bin/env node
// Patroni's answer to GET /cluster on standard input; a line "name role state timeline" for each
// member on standard output. Exit 1 when there is no answer.
import { readFileSync } from 'node:fs';

try {
  const { members } = JSON.parse(readFileSync(0, 'utf8'));
  for (const one of members) console.log(one.name, one.role, one.state, one.timeline ?? '-');
} catch {
  process.exitCode = 1;
}
