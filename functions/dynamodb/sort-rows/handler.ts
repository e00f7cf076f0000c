import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classifying } from '../../shared/service-errors';
import type { SortRowsInput, SortRowsResult } from '../payloads';
import type { SortRowsEffects } from './effects';
import { RowSorter } from './row-sorter';

/**
 * Divides the rows of some landing files by table, date of the change, and bucket, into pieces of parquet. Memory and
 * disk are bounded, whatever the files unpack to. A line that is no row is told and left; nothing is lost with it, for
 * landing files stay. Throws `PublishedKeyMissingError`, `TooManyColumnsError`, `LandingFileGoneError`,
 * `RowsUnfinishedError`.
 */
export function createHandler({ s3, ...others }: SortRowsEffects) {
  const effects = { s3: classifying(s3), ...others };
  return async (input: SortRowsInput): Promise<SortRowsResult> => {
    const folder = await mkdtemp(join(tmpdir(), 'sort-rows-'));
    try {
      return await new RowSorter(effects, input, folder).sort();
    } finally {
      await rm(folder, { recursive: true });
    }
  };
}
