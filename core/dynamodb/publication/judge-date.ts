import type { Progress } from '../progress';
import { endOfDate } from './dates';

/** Whether everything that changed by the end of a date has arrived. */
export type DateVerdict =
  | { readonly state: 'FINISHED' }
  | { readonly state: 'WAITING'; readonly waitSeconds: number; readonly why: string }
  | { readonly state: 'UNFINISHED'; readonly why: string };

/** As long as the delivery may be held up before a person is asked. A redrive grants it again. */
export const LONGEST_WAIT_HOURS = 24;
/** tell-progress writes so often. */
const FIRST_WAIT_SECONDS = 300;
/** A machine has 25,000 events: a day of the shorter waits takes 2,000 of them. */
const LONGEST_WAIT_SECONDS = 900;
const HOUR_MS = 3600 * 1000;

/**
 * By what the producer's side tells. Where it has told nothing, nothing is known, and the date is not finished.
 * `waitingSinceMs` is how long this execution has waited.
 */
export function judgeDate(
  through: string,
  progress: Pick<Progress, 'deliveredThrough' | 'because'> | undefined,
  waitingSinceMs: number,
): DateVerdict {
  if (progress !== undefined && Date.parse(progress.deliveredThrough) >= Date.parse(endOfDate(through)))
    return { state: 'FINISHED' };
  const why =
    progress === undefined
      ? 'tell-progress of the producer has not told yet how far the delivery is'
      : `all changes up to ${progress.deliveredThrough} are delivered, not to the end of ${through}: ${JSON.stringify(progress.because)}`;
  if (waitingSinceMs >= LONGEST_WAIT_HOURS * HOUR_MS) return { state: 'UNFINISHED', why };
  return { state: 'WAITING', waitSeconds: waitingSinceMs < HOUR_MS ? FIRST_WAIT_SECONDS : LONGEST_WAIT_SECONDS, why };
}
