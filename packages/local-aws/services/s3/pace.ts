import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../clock';
import type { Operation } from '../../service';
import { Allowances } from '../allowance';
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
  const buckets = throttle && new Allowances(clock, throttle.writesPerSecond);
  const slowed = (name: string, operation: Operation): Operation => {
    return async (input: { Bucket?: string }, context) => {
      if (latencyMs > 0) await wait(latencyMs);
      if (buckets !== undefined && WRITES.test(name) && input.Bucket !== undefined) {
        const allowance = buckets.of(input.Bucket);
        if (!allowance.allows(1)) throw slowDown();
        allowance.take(1);
      }
      return operation(input, context);
    };
  };
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, slowed(name, operation)]));
}
