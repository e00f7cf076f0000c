import type { Rates } from '../../functions/shared/lakeformation/pace';

export interface Counts {
  reads: number;
  writes: number;
  throttled: number;
}

/** Refuses what comes faster than its rates, as AWS does; a second's worth may come at once. */
export class RateLimit {
  counts: Counts = { reads: 0, writes: 0, throttled: 0 };
  readonly #left: Record<keyof Rates, { tokens: number; at: number }>;

  constructor(
    readonly rates: Rates,
    readonly now: () => number,
  ) {
    this.#left = { reads: { tokens: rates.reads, at: now() }, writes: { tokens: rates.writes, at: now() } };
  }

  /** Throws `ThrottlingException`. */
  pass(operation: string): void {
    const kind = /^(Get|List|Search)/.test(operation) ? 'reads' : 'writes';
    const lane = this.#left[kind];
    const now = this.now();
    lane.tokens = Math.min(this.rates[kind], lane.tokens + ((now - lane.at) / 1000) * this.rates[kind]);
    lane.at = now;
    // a turn that is due at this very moment is in time
    if (lane.tokens < 1 - 1e-6) {
      this.counts.throttled += 1;
      throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    }
    lane.tokens -= 1;
    this.counts[kind] += 1;
  }
}
