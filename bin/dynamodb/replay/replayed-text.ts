import { printable } from '../../printable';
import type { Replayed } from './replay';

/** What a replay did, for people. */
export function replayedText(replayed: Replayed): string {
  const { entry, stream, dryRun, files, doneBefore, records, byErrorCode, leftOut } = replayed;
  if (files === 0 && doneBefore === 0) return `No record of ${entry} failed in that time.`;
  const codes = Object.entries(byErrorCode).map(([code, count]) => `${printable(code)} ${count}`);
  const which = codes.length === 0 ? '' : ` (${codes.join(', ')})`;
  const before = doneBefore === 0 ? '' : ` ${doneBefore} files were replayed before.`;
  return [
    `${records} records of ${files} files ${dryRun ? 'would be' : 'are'} in ${stream} once more${which}.${before}`,
    ...leftOut.map(
      ({ reason, records: count, example }) =>
        `${count} records are left out, because they would fail again: ${printable(reason)}. One is ${printable(example)}`,
    ),
  ].join('\n');
}
