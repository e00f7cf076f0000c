import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CommitRecord, PartitionClaim, PartitionItem } from '../../../core/ledger/partitions';
import { type CommitTally, commitRecord } from '../../../core/publishing/commit-record';
import type { Completeness } from '../../../core/publishing/completeness';
import type { S3Pointer } from '../../shared/execution';
import type { LedgerTable } from '../../shared/ledger/table';
import { claimPartition } from '../claim/claim-partition';
import { readPartition } from '../claim/read-partition';
import { recordCommit } from '../claim/record-commit';
import type { PlanPlaces } from '../payloads';
import { commitPlanned, emptyPartitions, type Lake, withdraw } from './commit';
import { PlanChangedError } from './errors';
import { type StaleQuery, stalePartitions } from './stale-partitions';

export interface DateCommitter {
  readonly lake: Lake;
  readonly ledger: LedgerTable;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What was planned and copied for one date of one feed. */
export interface Publication
  extends Pick<PlanPlaces, 'manifest' | 'completeness'>,
    Pick<StaleQuery, 'placeOf' | 'isPartial'> {
  readonly claim: PartitionClaim;
  /** The machine whose redrive plans and copies anew: where an operator is sent when lake and plan differ. */
  readonly planner: string;
}

export type DateCommit =
  | { readonly outcome: 'COMMITTED'; readonly record: CommitRecord; readonly removed: number }
  /** `held` by whom; the publication's own files were `removed` again. */
  | { readonly outcome: 'SUPERSEDED'; readonly held: PartitionItem | undefined; readonly removed: number };

/**
 * Switches a date to what was planned: every file there, nothing else of that date, and the ledger knows it. Run again,
 * it finds nothing to do. Throws `PartitionMismatchError`, `PlanChangedError`, `RemovalFailedError`.
 */
export async function commitDate(committer: DateCommitter, publication: Publication): Promise<DateCommit> {
  const { lake, ledger, now } = committer;
  const { claim, manifest } = publication;
  const withdrawn = async (held: PartitionItem | undefined): Promise<DateCommit> => ({
    outcome: 'SUPERSEDED',
    held,
    removed: await withdraw(lake, manifest),
  });
  const held = await readHolder(committer, claim);
  if (held?.holder !== claim.holder) return withdrawn(held);
  const completeness = await readCompleteness(lake.s3, publication.completeness);
  const tally = await commitFiles(lake, publication, completeness);
  const record = commitRecord(tally, completeness, held, now());
  if (!(await recordCommit(ledger, claim, record))) return withdrawn(await readPartition(ledger, claim));
  return { outcome: 'COMMITTED', record, removed: tally.removed };
}

/**
 * Who holds the date. A claim that was lost (a table restored from a backup) is made again, never taken for somebody
 * else's.
 */
async function readHolder({ ledger, now }: DateCommitter, claim: PartitionClaim): Promise<PartitionItem | undefined> {
  const held = await readPartition(ledger, claim);
  if (held !== undefined) return held;
  await claimPartition(ledger, claim, new Date(now()).toISOString());
  return readPartition(ledger, claim);
}

async function readCompleteness(s3: Pick<S3Client, 'send'>, { bucket, key }: S3Pointer): Promise<Completeness> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return JSON.parse((await Body?.transformToString()) ?? '') as Completeness;
}

async function commitFiles(lake: Lake, publication: Publication, { tables }: Completeness): Promise<CommitTally> {
  const { manifest, planner, placeOf, isPartial } = publication;
  const planned = await commitPlanned(lake, manifest, planner);
  const expected = tables.reduce((sum, { files }) => sum + files, 0);
  if (planned.files !== expected) throw new PlanChangedError(manifest.key, expected, planned.files, planner);
  const { lakeBucket } = lake;
  const stale = await stalePartitions(lake.paced, { tables, lakeBucket, placeOf, isPartial });
  return { ...planned, removed: planned.removed + (await emptyPartitions(lake, stale)) };
}
