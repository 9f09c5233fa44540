// A disk that fails on demand (tests/faults/disk.cpp) under one office on SQLite, and a power cut that leaves
// only what an fsync brought to the disk.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export class Disk {
  constructor(office) {
    this.office = office;
    this.folder = mkdtempSync(join(tmpdir(), 'kakehashi-disk-'));
    this.truth = join(this.folder, 'truth');
    mkdirSync(this.truth);
    this.heal();
    office.environment = {
      LD_PRELOAD: resolve('build/release/disk_faults.so'),
      KAKEHASHI_DISK_FAULTS: join(this.folder, 'faults'),
      KAKEHASHI_DISK_TRUTH: this.truth,
    };
  }
  /** From now on: each fault is `CALL PATH ERROR SKIP TIMES`. */
  fail(...faults) {
    const file = join(this.folder, 'faults');
    writeFileSync(`${file}.new`, faults.map((one) => `${one}\n`).join(''));
    renameSync(`${file}.new`, file);
  }
  heal() {
    this.fail();
  }
  /** The program is killed and what no fsync brought to the disk is gone. */
  async power_cut() {
    await this.office.stop('SIGKILL');
    for (const name of ['office.db', 'office.db-wal'])
      if (existsSync(join(this.truth, name))) copyFileSync(join(this.truth, name), join(this.office.data, name));
    rmSync(join(this.office.data, 'office.db-shm'), { force: true });
    rmSync(this.truth, { recursive: true });
    mkdirSync(this.truth);
  }
  close() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
