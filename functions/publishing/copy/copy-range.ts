import type { S3Client } from '@aws-sdk/client-s3';
import type { PartitionClaim } from '../../../core/ledger/partitions';
import type { LedgerTable } from '../../shared/ledger/table';
import type { PacedS3 } from '../../shared/s3-lean';
import { readPartition } from '../claim/read-partition';
import type { ManifestBatch } from '../payloads';
import { absentItems } from './absent-items';
import { type CopyTally, copyFiles } from './copy-files';
import { copyObject } from './copy-object';
import { readRange } from './read-range';

export interface RangeCopier {
  /** Reads the manifest. */
  readonly s3: Pick<S3Client, 'send'>;
  /** Lists and copies. */
  readonly paced: PacedS3;
  readonly ledger: LedgerTable;
  readonly lakeBucket: string;
}

/** One range of a publication's manifest. */
export interface RangeToCopy extends ManifestBatch {
  readonly claim: PartitionClaim;
  readonly sourceBucket: string;
  /** The machine whose redrive plans anew. */
  readonly planner: string;
}

export type RangeCopy =
  | (CopyTally & {
      readonly outcome: 'COPIED';
      /** There already, same size and content. */
      readonly unchanged: number;
    })
  /** Another publication holds the date: nothing was looked at. */
  | { readonly outcome: 'SUPERSEDED'; readonly holder: string };

/**
 * Copies one range inside S3 and skips the files that are there, unless another publication holds the date by now.
 * Files that fail are in the tally, which {@link refuseFailures} judges. Throws `ManifestChangedError`.
 */
export async function copyRange(
  { s3, paced, ledger, lakeBucket }: RangeCopier,
  range: RangeToCopy,
): Promise<RangeCopy> {
  const { claim, sourceBucket, planner } = range;
  // a lost claim counts as ours: the commit makes it again
  const { holder } = (await readPartition(ledger, claim)) ?? claim;
  if (holder !== claim.holder) return { outcome: 'SUPERSEDED', holder };
  const items = await readRange(s3, range, planner);
  let unchanged = 0;
  const absent = absentItems(paced, lakeBucket, items, (count) => {
    unchanged += count;
  });
  const tally = await copyFiles(absent, (item) => copyObject(paced, { sourceBucket, lakeBucket }, item));
  return { outcome: 'COPIED', ...tally, unchanged };
}
