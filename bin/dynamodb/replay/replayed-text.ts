import { counted } from '../../counted';
import { printable } from '../../printable';
import type { Replayed } from './replay';

/** What a replay did, for people. */
export function replayedText(replayed: Replayed): string {
  const { entry, stream, dryRun, files, doneBefore, records, byErrorCode, leftOut } = replayed;
  if (files === 0 && doneBefore === 0) return `No record of ${entry} failed in that time.`;
  const codes = Object.entries(byErrorCode).map(([code, count]) => `${printable(code)} ${count}`);
  const which = codes.length === 0 ? '' : ` (${codes.join(', ')})`;
  const before =
    doneBefore === 0 ? '' : ` ${counted(doneBefore, 'file')} ${doneBefore === 1 ? 'was' : 'were'} replayed before.`;
  return [
    `${counted(records, 'record')} of ${counted(files, 'file')} ${dryRun ? 'would be' : records === 1 ? 'is' : 'are'} in ${stream} once more${which}.${before}`,
    ...leftOut.map(
      ({ reason, records: count, example }) =>
        `${counted(count, 'record')} would fail again and ${count === 1 ? 'is' : 'are'} left out: ${printable(reason)}. One is ${printable(example)}`,
    ),
  ].join('\n');
}
