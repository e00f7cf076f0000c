import { S3RequestError } from '../../shared/s3-lean';
import type { CopyItem } from '../payloads';
import type { CopyFailure } from './errors';

export interface CopyTally {
  readonly copied: number;
  readonly bytes: number;
  /** Files that were begun and failed, or were not begun after too many failures. */
  readonly failed: number;
  /** The first of them. */
  readonly failures: readonly CopyFailure[];
}

export interface CopyFilesOptions {
  /** Limit of copies begun and not ended: those under way, and those that wait for their pace. @default 2048 */
  readonly ahead?: number;
  /** Begins no further file after this many refusals: they usually share one cause. @default 20 */
  readonly refusals?: number;
}

const FAILURES_KEPT = 20;

/**
 * Copies files page by page, while further pages are on their way. Never throws for a file: the tally says what failed.
 */
export async function copyFiles(
  pages: AsyncIterable<readonly CopyItem[]>,
  copy: (item: CopyItem) => Promise<unknown>,
  { ahead = 2048, refusals = 20 }: CopyFilesOptions = {},
): Promise<CopyTally> {
  const tally = { copied: 0, bytes: 0, failed: 0, refused: 0, failures: [] as CopyFailure[] };
  let open = 0;
  let wake: (() => void) | undefined;
  const hasFewer = (limit: number): Promise<void> =>
    new Promise((resolve) => {
      if (open < limit) resolve();
      else
        wake = () => {
          if (open < limit) resolve();
        };
    });
  const ended = (): void => {
    open--;
    wake?.();
  };
  for await (const page of pages) {
    for (const item of page) {
      if (open >= ahead) await hasFewer(ahead);
      if (tally.refused >= refusals) {
        tally.failed++;
        continue;
      }
      open++;
      copy(item).then(
        () => {
          tally.copied++;
          tally.bytes += item.size;
          ended();
        },
        (error: unknown) => {
          const failure = describe(item, error);
          tally.failed++;
          if (!failure.isTransient) tally.refused++;
          if (tally.failures.length < FAILURES_KEPT) tally.failures.push(failure);
          ended();
        },
      );
    }
  }
  await hasFewer(1);
  return tally;
}

function describe({ sourceKey }: CopyItem, error: unknown): CopyFailure {
  if (error instanceof S3RequestError) {
    return { sourceKey, code: error.code, message: error.detail, isTransient: error.isTransient };
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { sourceKey, code: name, message, isTransient: false };
}
