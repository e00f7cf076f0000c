import type { Clock } from '../clock';

/** What a shard or a bucket takes or gives in a second: a second's worth at once, then as it comes in. */
class Allowance {
  #left: number;
  #since: number;

  constructor(
    readonly clock: Clock,
    readonly perSecond: number,
  ) {
    this.#left = perSecond;
    this.#since = clock.now();
  }

  /** Whether `amount` more may pass now. Nothing is taken. */
  allows(amount: number): boolean {
    const now = this.clock.now();
    this.#left = Math.min(this.perSecond, this.#left + ((now - this.#since) / 1000) * this.perSecond);
    this.#since = now;
    return this.#left >= Math.min(amount, this.perSecond);
  }

  take(amount: number): void {
    this.#left -= amount;
  }
}

/** Allowances of the same size, by whatever names the shard or bucket. */
export class Allowances {
  readonly #known = new Map<string, Allowance>();

  constructor(
    readonly clock: Clock,
    readonly perSecond: number,
  ) {}

  of(name: string): Allowance {
    const known = this.#known.get(name) ?? new Allowance(this.clock, this.perSecond);
    this.#known.set(name, known);
    return known;
  }
}
