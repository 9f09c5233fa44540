#!/usr/bin/env node
// failover_table.mjs DIR ROUNDS: loses the primary of the cluster in DIR again and again while
// colleagues save, and prints what became of what they had saved. Exit 1 when an acknowledged write
// was lost, a write was doubled, or writes were not back within 30 s.
import { execFile, execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Writers, sleep } from './writers.mjs';

const [dir, rounds] = [process.argv[2], Number(process.argv[3] ?? 20)];
const ways = ['killed', 'frozen', 'unplugged', 'split'];
const limit_seconds = 30;
const cluster_program = join(dirname(fileURLToPath(import.meta.url)), 'cluster');
const run = promisify(execFile);
const cluster = (verb, ...words) => run(cluster_program, [verb, dir, ...words], { maxBuffer: 1 << 28 });

const databases = ['db1', 'db2', 'db3'];

/** Who leads, as `witness` knows it; undefined when it does not know. */
async function leader(witness) {
  try {
    const { stdout } = await cluster('members', witness);
    return stdout.split('\n').map((line) => line.split(' ')).find(([, role]) => role === 'leader')?.[0];
  } catch {
    return undefined;
  }
}

/** A statement on a database machine itself, past HAProxy. */
async function sql(machine, statement) {
  const { stdout } = await cluster('run', machine, 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', join(dir, machine, 'run/postgresql'), '-U', 'postgres', 'kakehashi', '-c', statement);
  return stdout.trim();
}

/** How often each command is stored there. */
async function stored(machine) {
  const rows = await sql(machine, 'SELECT command, count(*) FROM drill GROUP BY command');
  return new Map(rows.split('\n').map((row) => row.split('|').map(Number)));
}

// The same thing as a form with its key: the first try does it, a repetition changes nothing more.
// Even the repetition writes, since a commit that wrote nothing waits for no replica.
const save = `WITH asked AS (INSERT INTO drill_key AS k (key) VALUES (:'command') ON CONFLICT (key) DO UPDATE SET tries = k.tries + 1 RETURNING key, tries)
  INSERT INTO drill (command) SELECT key FROM asked WHERE tries = 1`;

function send(application, command) {
  const etc = join(dir, application, 'etc/kakehashi-ha');
  const database = `postgres://kakehashi@127.0.0.1:5000/kakehashi?sslmode=verify-ca&sslrootcert=${etc}/ca.crt&passfile=${etc}/pgpass&connect_timeout=3`;
  return new Promise((resolve, reject) => {
    const child = execFile(cluster_program, ['run', dir, application, 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-v', `command=${command}`, database], { timeout: 10000, killSignal: 'SIGKILL' },
                           (failure) => (failure ? reject(failure) : resolve()));
    child.stdin.on('error', () => {});
    child.stdin.end(save);
  });
}

let good = true;
const rows = [];
function line(...cells) {
  console.log(`| ${cells.join(' | ')} |`);
}

async function lose_primary(writers, round) {
  const how = ways[round % ways.length];
  const machine = await leader('db1');
  const witness = databases.find((one) => one !== machine);
  writers.round = round;
  await sleep(3000);
  writers.watch();
  await cluster('fail', machine, how);
  const failed_at = performance.now();
  // Until another leads and both applications have saved something since.
  let back = false;
  while (!back && performance.now() - failed_at < 4 * limit_seconds * 1000) {
    const now = await leader(witness);
    back = now && now !== machine && (await writers.are_back(limit_seconds));
    await sleep(200);
  }
  await sleep(2000);
  const seconds = writers.seconds_until_back();
  const new_leader = await leader(witness);

  writers.watch();
  await cluster('repair', machine, how);
  const repaired_at = performance.now();
  await cluster('whole', '180');
  const whole_seconds = (performance.now() - repaired_at) / 1000;
  const pause = writers.longest_seconds();

  const acknowledged = [...writers.acknowledged].filter(([, when]) => when === round).map(([command]) => command);
  const there = await stored(await leader(witness));
  const row = { how, acknowledged: acknowledged.length, lost: acknowledged.filter((command) => !there.has(command)).length,
                doubled: [...there.values()].filter((times) => times > 1).length, seconds };
  rows.push(row);
  good &&= back && row.lost === 0 && row.doubled === 0 && seconds <= limit_seconds && row.acknowledged > 0;
  line(round + 1, `${machine} → ${new_leader}`, how, row.acknowledged, row.lost, row.doubled, seconds.toFixed(1), pause.toFixed(1), whole_seconds.toFixed(1));
}

await sql(await leader('db1'), `CREATE TABLE drill_key (key bigint PRIMARY KEY, tries integer NOT NULL DEFAULT 1); CREATE TABLE drill (id bigserial PRIMARY KEY, command bigint NOT NULL);
  ALTER TABLE drill_key OWNER TO kakehashi; ALTER TABLE drill OWNER TO kakehashi`);
const writers = new Writers(['app1', 'app2'], 2, send);

line('round', 'primary', 'how', 'acknowledged', 'lost', 'doubled', 'writes back after s', 'longest pause while it returns s', 'whole again after s');
line(...Array(9).fill('---'));
for (let round = 0; round < rounds; ++round) await lose_primary(writers, round);

await writers.finish();
await cluster('whole', '180');
await sleep(1000);
console.log();
for (const name of databases) {
  const there = await stored(name);
  const lost = [...writers.acknowledged.keys()].filter((command) => !there.has(command)).length;
  const doubled = [...there.values()].filter((times) => times > 1).length;
  console.log(`${name}: ${writers.acknowledged.size} acknowledged, ${there.size} stored, ${lost} lost, ${doubled} doubled`);
  good &&= lost === 0 && doubled === 0 && there.size === writers.acknowledged.size;
}
const slowest = Math.max(...rows.map((row) => row.seconds));
console.log(`${rounds} failovers, ${writers.acknowledged.size} acknowledged, ${writers.failures} answers missing and asked again, slowest return ${slowest.toFixed(1)} s`);
process.exitCode = good ? 0 : 1;
