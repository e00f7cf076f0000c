import type { CopyTally } from './copy-files';
import { CopyFailedError, CopyUnfinishedError } from './errors';

/**
 * Throws {@link CopyFailedError} when S3 refused a file, with a sentence of `remedies` by S3's code; {@link
 * CopyUnfinishedError}, which the machine retries, when everything that failed may pass.
 */
export function refuseFailures(
  { failed, failures }: Pick<CopyTally, 'failed' | 'failures'>,
  done: number,
  remedies: Readonly<Record<string, string>>,
): void {
  if (failed === 0) return;
  const refused = failures.filter(({ isTransient }) => !isTransient);
  if (refused.length > 0) throw new CopyFailedError(refused, failed, done, remedies);
  throw new CopyUnfinishedError(failures, failed, done);
}
