// The private PostgreSQL of tools/with_postgres as a primary that can be lost, with a standby of it
// that follows by streaming.
import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { free_port, sleep } from './office.mjs';

const server = process.env.KAKEHASHI_TEST_POSTGRES ?? '';
const admin = process.env.KAKEHASHI_TEST_POSTGRES_ADMIN ?? '';
const is_root = process.getuid() === 0;

/** Runs one of PostgreSQL's programs as the cluster's owner; they refuse to run as root. */
function run(...words) {
  return execFileSync(is_root ? 'runuser' : words[0], is_root ? ['-u', 'postgres', '--', ...words] : words.slice(1),
                      { encoding: 'utf8', cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}
const ask = (address, statement) => run('psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', statement, `${address}/postgres`);

export class Cluster {
  primary_is_there = true;
  constructor(folder) {
    this.folder = folder;
    if (is_root) chownSync(folder, Number(execFileSync('id', ['-u', 'postgres'])), -1);
    const show = (name) => ask(admin, `SHOW ${name}`);
    this.programs = ask(admin, "SELECT setting FROM pg_config WHERE name = 'BINDIR'");
    this.primary_data = show('data_directory');
    const settings = ['max_connections', 'fsync'].map((name) => ` -c ${name}=${show(name)}`).join('');
    this.options = (port, sockets) => `-p ${port} -k ${sockets} -c listen_addresses=127.0.0.1${settings}`;
    this.primary_options = this.options(show('port'), show('unix_socket_directories'));
  }
  /** A whole copy that follows the primary; returns when it takes readers. */
  async add_standby() {
    this.standby_data = join(this.folder, 'data');
    this.standby = `postgres://postgres@127.0.0.1:${await free_port()}`;
    run(join(this.programs, 'pg_basebackup'), '-d', `${admin}/postgres`, '-D', this.standby_data, '-R', '-X', 'stream', '--checkpoint=fast');
    const port = new URL(this.standby).port;
    this.#pg_ctl(this.standby_data, '-w', '-o', this.options(port, this.folder), 'start');
  }
  /** Whoever of the two takes writes. */
  address_of(database) {
    const [one, other] = [server, this.standby].map((address) => new URL(address).host);
    return `postgres://kakehashi@${one},${other}/${database}?target_session_attrs=read-write`;
  }
  standby_address(database) {
    return `${this.standby.replace('postgres@', 'kakehashi@')}/${database}`;
  }
  standby_number(statement) {
    return Number(ask(this.standby, statement));
  }
  /** Until the standby shows all that the primary has. */
  async catch_up() {
    const written = ask(admin, 'SELECT pg_current_wal_lsn()');
    while (ask(this.standby, `SELECT pg_last_wal_replay_lsn() >= '${written}'`) !== 't') await sleep(20);
  }
  stop_primary() {
    this.#pg_ctl(this.primary_data, '-m', 'immediate', 'stop');
    this.primary_is_there = false;
  }
  start_primary() {
    if (!this.primary_is_there) this.#pg_ctl(this.primary_data, '-w', '-o', this.primary_options, 'start');
    this.primary_is_there = true;
  }
  /** The standby shows nothing new from here on. */
  pause_standby() {
    ask(this.standby, 'SELECT pg_wal_replay_pause()');
  }
  follow_on() {
    ask(this.standby, 'SELECT pg_wal_replay_resume()');
  }
  promote() {
    ask(this.standby, 'SELECT pg_promote()');
  }
  remove_standby() {
    if (this.standby) this.#pg_ctl(this.standby_data, '-m', 'immediate', 'stop');
  }
  #pg_ctl(data, ...words) {
    run(join(this.programs, 'pg_ctl'), '-D', data, '-l', join(data, 'server.log'), '-s', ...words);
  }
}
