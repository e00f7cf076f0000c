import type { Part } from '../s3';

/** Parts by their numbers, both ends included. Those between that are there already are not sent again. */
export interface PartRange {
  readonly first: number;
  readonly last: number;
}

const MIB = 1024 ** 2;
/** A function sends so much in its time at 15 MB/s, and what it had sent when it was cut off is kept. */
const MOST_BYTES = 8 * 1024 * MIB;
/** Below it, starting a function costs more than it saves. */
const LEAST_BYTES = 256 * MIB;
/** Of an object of 8 to 256 GiB: more than are sent at once, so that a slow one holds up nothing. */
const RANGES = 32;

/** Cuts what is still to be sent into ranges, each the work of one function. `absent` is in order. */
export function partRanges(absent: readonly Part[], size: number): PartRange[] {
  const most = Math.min(MOST_BYTES, Math.max(LEAST_BYTES, Math.ceil(size / RANGES)));
  const ranges: { first: number; last: number; bytes: number }[] = [];
  for (const { partNumber, first, last } of absent) {
    const bytes = last - first + 1;
    const range = ranges.at(-1);
    if (range === undefined || range.bytes + bytes > most) {
      ranges.push({ first: partNumber, last: partNumber, bytes });
    } else {
      range.last = partNumber;
      range.bytes += bytes;
    }
  }
  return ranges.map(({ first, last }) => ({ first, last }));
}

/**
 * How often one execution may begin anew, before a redrive allows as many again. Each time it takes up a newer event,
 * or the object was overwritten meanwhile; a history of Step Functions has 25,000 events, a round about 30.
 */
export const MOST_ROUNDS = 100;
