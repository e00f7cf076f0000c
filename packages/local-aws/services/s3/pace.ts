import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../clock';
import type { Operation } from '../../service';
import type { Operations } from './context';
import { slowDown } from './errors';

/** How slow S3 is made, for measuring what copes with it. */
export interface Pace {
  /** More writes to a bucket in a second are answered 503 SlowDown. @default no limit */
  readonly throttle?: { readonly writesPerSecond: number };
  /** Before every answer, in real milliseconds: a network does not know of virtual time. @default 0 */
  readonly latencyMs?: number;
}

const WRITES = /^(Put|Copy|Delete|UploadPart|CompleteMultipart|CreateMultipart)/;

/** The same operations, slower. */
export function pace(operations: Operations, clock: Clock, { throttle, latencyMs = 0 }: Pace): Operations {
  if (throttle === undefined && latencyMs === 0) return operations;
  const buckets = new Map<string, Allowance>();
  const slowed = (name: string, operation: Operation): Operation => {
    return async (input: { Bucket?: string }, context) => {
      if (latencyMs > 0) await wait(latencyMs);
      if (throttle !== undefined && WRITES.test(name) && input.Bucket !== undefined) {
        const allowance = buckets.get(input.Bucket) ?? new Allowance(clock, throttle.writesPerSecond);
        buckets.set(input.Bucket, allowance);
        if (!allowance.take()) throw slowDown();
      }
      return operation(input, context);
    };
  };
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, slowed(name, operation)]));
}

/** A second's worth at once, then as it comes in. */
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

  take(): boolean {
    const now = this.clock.now();
    this.#left = Math.min(this.perSecond, this.#left + ((now - this.#since) / 1000) * this.perSecond);
    this.#since = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
