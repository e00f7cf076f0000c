const DAY_MS = 24 * 60 * 60 * 1000;
/** Kinesis keeps records for a year at most. */
const MAX_AGE_MS = 366 * DAY_MS;

/**
 * UTC date of a change, `2026-11-27`, for dynamic partitioning. A time that cannot be true, after the arrival or before
 * anything Kinesis still has, gives the date of arrival: each date opens a partition of its own, of 500 at most.
 */
export function eventDate(micros: number, arrivedAtMs: number): string {
  const ms = Math.floor(micros / 1000);
  const isTrue = ms <= arrivedAtMs + DAY_MS && ms >= arrivedAtMs - MAX_AGE_MS;
  return new Date(isTrue ? ms : arrivedAtMs).toISOString().slice(0, 10);
}
