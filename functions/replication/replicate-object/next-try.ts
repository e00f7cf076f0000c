import { VISIBILITY_SECONDS } from '../../../core/replication/work-limits';

const FIRST_SECONDS = 15;

/**
 * Seconds until a message that failed comes again. Twice as long each time, up to the queue's own 16 minutes: eight
 * tries last 50 minutes.
 */
export const nextTrySeconds = (receives: number): number =>
  Math.min(VISIBILITY_SECONDS, FIRST_SECONDS * 2 ** Math.max(0, receives - 1));

/** Seconds until whoever holds a key has ended, or died. */
export const untilLeaseEnds = (until: number, now: number): number =>
  Math.min(VISIBILITY_SECONDS, Math.max(1, Math.ceil((until - now) / 1000)));
