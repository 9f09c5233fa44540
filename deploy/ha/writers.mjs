// Colleagues who save all the time: every command has a key of its own, an unanswered command is
// sent again with the same key until it is answered.
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** What the writers of one application machine noticed since `since` was set. */
class Pauses {
  constructor(name) {
    this.name = name;
    this.restart();
  }
  restart() {
    this.since = this.last = performance.now();
    this.longest = 0;
    this.back_at = this.since;
  }
  acknowledged() {
    const now = performance.now();
    if (now - this.last > this.longest) {
      this.longest = now - this.last;
      this.back_at = now;
    }
    this.last = now;
  }
  /** The longest time in which nothing was acknowledged, one that still goes on included. */
  longest_seconds() {
    return Math.max(this.longest, performance.now() - this.last) / 1000;
  }
  /** From the start of the watch to the end of its longest pause. */
  seconds_until_back() {
    const now = performance.now();
    return (now - this.last > this.longest ? now - this.since : this.back_at - this.since) / 1000;
  }
}

/** `send(application, command)` resolves to where it led once it was acknowledged, and rejects otherwise. */
export class Writers {
  constructor(applications, per_application, send) {
    this.send = send;
    this.acknowledged = new Map();  // command -> {round, place}: when, and where it led
    this.unanswered = [];
    this.next = 0;
    this.round = 0;
    this.failures = 0;
    this.pauses = applications.map((name) => new Pauses(name));
    this.stopping = false;
    this.clients = this.pauses.flatMap((pauses) => Array.from({ length: per_application }, () => this.client(pauses)));
  }
  async client(pauses) {
    while (!this.stopping || this.unanswered.length > 0) {
      const command = this.unanswered.shift() ?? this.next++;
      try {
        const place = await this.send(pauses.name, command);
        this.acknowledged.set(command, { round: this.round, place });
        pauses.acknowledged();
      } catch {
        this.failures++;
        this.unanswered.push(command);
        await sleep(200);
      }
    }
  }
  watch() {
    for (const one of this.pauses) one.restart();
  }
  /** Resolves when every application was answered again after now; false after the limit. */
  async are_back(limit_seconds) {
    const asked = performance.now();
    while (this.pauses.some((one) => one.last <= asked)) {
      if (performance.now() - asked > limit_seconds * 1000) return false;
      await sleep(20);
    }
    return true;
  }
  longest_seconds() {
    return Math.max(...this.pauses.map((one) => one.longest_seconds()));
  }
  seconds_until_back() {
    return Math.max(...this.pauses.map((one) => one.seconds_until_back()));
  }
  /** Ends when every command that was ever sent has been acknowledged. */
  async finish() {
    this.stopping = true;
    await Promise.all(this.clients);
  }
}
