/**
 * Time as the local runtime knows it. Nothing in this package reads the system's clock or sets a timer of its own.
 *
 * - `VirtualClock`: while any work is held, time stands still; when nothing is held, it leaps to the next timer.
 *   A day of waiting takes milliseconds and the order of events is that of the real thing.
 * - `ScaledClock`: real time, faster by a factor while nothing is held; for a runtime that people watch.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls back once `now() >= time`. Timers of one instant fire in the order they were set. Time leaps for a timer,
   * unless it `follows`: what comes again and again would let time never rest.
   */
  at(time: number, callback: () => void, pull?: 'leads' | 'follows'): Timer;
  /** Time does not leap while `work` is under way. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Time does not leap until the returned function is called; call it once. */
  acquire(): () => void;
}

export interface Timer {
  cancel(): void;
}

/** Resolves after `ms` on that clock. */
export const sleep = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.at(clock.now() + ms, resolve);
  });

/**
 * The same time, with timers that end together: closing what set them must not wait for minutes, nor call back
 * afterwards.
 */
export class EndingClock implements Clock {
  readonly #timers = new Set<Timer>();
  #ended = false;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  hold<T>(work: () => Promise<T>): Promise<T> {
    return this.clock.hold(work);
  }

  acquire(): () => void {
    return this.clock.acquire();
  }

  at(time: number, callback: () => void, pull?: 'leads' | 'follows'): Timer {
    if (this.#ended) return { cancel: () => {} };
    const fire = (): void => {
      this.#timers.delete(timer);
      callback();
    };
    const timer = this.clock.at(time, fire, pull);
    this.#timers.add(timer);
    return {
      cancel: () => {
        this.#timers.delete(timer);
        timer.cancel();
      },
    };
  }

  /** Cancels every timer set here; none can be set any more. */
  end(): void {
    this.#ended = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
}

interface Alarm {
  readonly time: number;
  readonly order: number;
  readonly callback: () => void;
  readonly leads: boolean;
}

/** Leaps from timer to timer while nothing is held. */
export class VirtualClock implements Clock {
  #now: number;
  #held = 0;
  #order = 0;
  #alarms: Alarm[] = [];
  #leapScheduled = false;

  constructor(startsAt: number) {
    this.#now = startsAt;
  }

  now(): number {
    return this.#now;
  }

  at(time: number, callback: () => void, pull: 'leads' | 'follows' = 'leads'): Timer {
    const alarm: Alarm = { time, order: this.#order++, callback, leads: pull === 'leads' };
    this.#insert(alarm);
    this.#scheduleLeap();
    return {
      cancel: () => {
        this.#alarms = this.#alarms.filter((a) => a !== alarm);
      },
    };
  }

  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#held++;
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  acquire(): () => void {
    this.#held++;
    return this.#release;
  }

  readonly #release = (): void => {
    this.#held--;
    this.#scheduleLeap();
  };

  /** Sorted by time, then by the order of setting. */
  #insert(alarm: Alarm): void {
    let low = 0;
    let high = this.#alarms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#alarms[middle]!.time <= alarm.time) low = middle + 1;
      else high = middle;
    }
    this.#alarms.splice(low, 0, alarm);
  }

  /** A leap waits for two turns of the event loop, so that what the last callback began can take its hold. */
  #scheduleLeap(): void {
    if (this.#leapScheduled || this.#held > 0 || !this.#hasToLeap()) return;
    this.#leapScheduled = true;
    setImmediate(() => setImmediate(() => this.#leap()));
  }

  /** Those that follow are few, so a timer that leads is found at once. */
  #hasToLeap(): boolean {
    const [next] = this.#alarms;
    return next !== undefined && (next.time <= this.#now || this.#alarms.some(({ leads }) => leads));
  }

  #leap(): void {
    this.#leapScheduled = false;
    if (this.#held > 0 || !this.#hasToLeap()) return;
    const alarm = this.#alarms.shift();
    if (alarm === undefined) return;
    this.#now = Math.max(this.#now, alarm.time);
    alarm.callback();
    this.#scheduleLeap();
  }
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/** How soon a timer that fell due while time stood still looks again. */
const SHORTEST_TIMEOUT_MS = 1;

/**
 * Real time, `speed` times as fast; with speed 1, the system's own. Faster time stands still while work is held: a
 * function that takes a second of real time must not run into a timeout of a minute.
 */
export class ScaledClock implements Clock {
  /** Real time that counted before `#runningSince`. */
  #counted = 0;
  #runningSince = Date.now();
  #held = 0;

  constructor(
    readonly speed = 1,
    readonly startsAt = Date.now(),
  ) {}

  now(): number {
    const running = this.#held > 0 ? 0 : Date.now() - this.#runningSince;
    return this.startsAt + (this.#counted + running) * this.speed;
  }

  at(time: number, callback: () => void): Timer {
    let handle: NodeJS.Timeout;
    const arm = (): void => {
      const left = Math.max((time - this.now()) / this.speed, SHORTEST_TIMEOUT_MS);
      handle = setTimeout(() => (this.now() >= time ? callback() : arm()), Math.min(left, LONGEST_TIMEOUT_MS));
    };
    arm();
    return { cancel: () => clearTimeout(handle) };
  }

  async hold<T>(work: () => Promise<T>): Promise<T> {
    const release = this.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }

  acquire(): () => void {
    if (this.speed === 1) return () => {};
    if (this.#held++ === 0) this.#counted += Date.now() - this.#runningSince;
    return this.#release;
  }

  readonly #release = (): void => {
    if (--this.#held === 0) this.#runningSince = Date.now();
  };
}
