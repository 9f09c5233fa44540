#!/usr/bin/env node
// Point-in-time recovery of PostgreSQL as docs/operator/postgresql.md tells it: the drill brings a
// lost database back to two moments, the last one and the end of its log, row by row.
import { spawnSync } from 'node:child_process';

const drill = spawnSync('deploy/postgresql/pitr_drill', ['2'], { stdio: 'inherit' });
process.exitCode = drill.status === 0 ? 0 : 1;
