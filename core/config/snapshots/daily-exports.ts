import type { Problem } from '../problems';
import type { SnapshotsSettings } from './types';

/** Exports that one slot finishes in a day, where the median takes 35 minutes and the longest hours (bench/slots). */
const DAILY_EXPORTS_OF_A_SLOT = 149 / 5;

/** RDS takes more sources than it can export in a day; the rest would be later every day. */
export function warnOfDailyExports({ sources, exports: { maxConcurrent } }: SnapshotsSettings): Problem[] {
  const most = Math.floor(maxConcurrent * DAILY_EXPORTS_OF_A_SLOT);
  if (sources.length <= most) return [];
  const fix =
    `has ${sources.length} entries, more than ${maxConcurrent} exports at a time finish in a day: about ${most}, where the median takes 35 minutes. ` +
    'RDS runs 5 exports in an account and Region: spread the sources over accounts, or export some of them on some days only, by a schedule.';
  return [{ path: 'sources', value: undefined, fix }];
}
