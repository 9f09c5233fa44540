// Colleagues who look at pages all the time, and whether they were shown.
import { sleep } from './writers.mjs';

const looks_every_ms = 100;

/** `look(application)` resolves to 'shown', 'stale' or 'failed'. */
export class Readers {
  looks = [];
  constructor(applications, per_application, look) {
    this.look = look;
    for (const name of applications) for (let n = 0; n < per_application; ++n) this.client(name);
  }
  async client(name) {
    for (;; await sleep(looks_every_ms)) {
      const asked = performance.now();
      const outcome = await this.look(name).catch(() => 'failed');
      this.looks.push({ asked, outcome, seconds: (performance.now() - asked) / 1000 });
    }
  }
  /** What became of the looks that began in this span; forgets them all. */
  between(from, until) {
    const looks = this.looks.filter(({ asked }) => asked >= from && asked <= until);
    const stale = this.looks.filter(({ outcome }) => outcome === 'stale').length;
    this.looks = [];
    return {
      shown: looks.filter(({ outcome }) => outcome === 'shown').length,
      failed: looks.filter(({ outcome }) => outcome === 'failed').length,
      slowest: Math.max(0, ...looks.map(({ seconds }) => seconds)),
      stale,
    };
  }
}
