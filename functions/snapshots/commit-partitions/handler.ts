import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import type { CommitRecord, PartitionClaim, PartitionItem } from '../../../core/ledger/partitions';
import { claimOfExport } from '../../../core/snapshots/feed';
import { countSkipped } from '../../../core/snapshots/layout';
import { claimPartition } from '../../publishing/claim/claim-partition';
import { readPartition } from '../../publishing/claim/read-partition';
import { recordCommit } from '../../publishing/claim/record-commit';
import { type CommitTally, commitPlanned, emptyPartitions, type Lake, withdraw } from '../../publishing/commit/commit';
import { PlanChangedError } from '../../publishing/commit/errors';
import { stalePartitions } from '../../publishing/commit/stale-partitions';
import type { LedgerTable } from '../../shared/ledger/table';
import type { Log, RecordMetric } from '../../shared/log';
import { LeanS3, PacedS3, type PacedS3Options } from '../../shared/s3-lean';
import { classifying } from '../../shared/service-errors';
import type {
  CommitPartitionsInput,
  CommitPartitionsResult,
  CompletenessReport,
  ExportRef,
  S3Pointer,
} from '../payloads';
import { METRIC } from './metrics';

export interface CommitPartitionsEffects {
  readonly s3: Pick<S3Client, 'send' | 'config'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly metric: RecordMetric;
  readonly settings: Settings;
  readonly ledgerTable: string;
  readonly lakeBucket: string;
  /** How S3 is asked again. @default as PacedS3 does */
  readonly pace?: PacedS3Options;
}

/**
 * Makes the lake what the manifest says: every file there, nothing else of that date, and the ledger knows it. Run again, it finds nothing to do.
 * Throws `PartitionMismatchError`, `PlanChangedError`, `RemovalFailedError`.
 */
export function createHandler(effects: CommitPartitionsEffects) {
  const lean = new LeanS3(effects.s3);
  const s3 = classifying(effects.s3);
  const ledger = { dynamodb: classifying(effects.dynamodb), tableName: effects.ledgerTable };
  return async (input: CommitPartitionsInput): Promise<CommitPartitionsResult> => {
    const exported = input.export;
    const lake: Lake = { s3, paced: new PacedS3(lean, effects.pace), lakeBucket: effects.lakeBucket };
    const claim = claimOfExport(exported);
    const held = await readHolder(effects, ledger, claim);
    if (held?.holder !== claim.holder) return superseded(effects, lake, input, held);
    const report = await readReport(s3, input.completeness);
    const tally = await commitFiles(effects, lake, input, report);
    const record = recordOf(tally, report, held, effects.now());
    if (!(await recordCommit(ledger, claim, record))) {
      return superseded(effects, lake, input, await readPartition(ledger, claim));
    }
    announce(effects, exported, tally, record);
    const { tables, files, bytes, committedAt } = record;
    return { outcome: 'COMMITTED', tables, files, bytes, removed: tally.removed, committedAt };
  };
}

/** Who holds the partition. A claim that was lost (a table restored from a backup) is made again, never taken for somebody else's. */
async function readHolder(
  { now }: CommitPartitionsEffects,
  ledger: LedgerTable,
  claim: PartitionClaim,
): Promise<PartitionItem | undefined> {
  const held = await readPartition(ledger, claim);
  if (held !== undefined) return held;
  await claimPartition(ledger, claim, new Date(now()).toISOString());
  return readPartition(ledger, claim);
}

async function readReport(s3: Pick<S3Client, 'send'>, { bucket, key }: S3Pointer): Promise<CompletenessReport> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return JSON.parse((await Body?.transformToString()) ?? '') as CompletenessReport;
}

async function commitFiles(
  { settings, lakeBucket }: CommitPartitionsEffects,
  lake: Lake,
  input: CommitPartitionsInput,
  report: CompletenessReport,
): Promise<CommitTally> {
  const planned = await commitPlanned(lake, input.manifest);
  const expected = report.tables.reduce((sum, { files }) => sum + files, 0);
  if (planned.files !== expected) throw new PlanChangedError(input.manifest.key, expected, planned.files);
  const stale = await stalePartitions(lake.paced, { settings, exported: input.export, report, lakeBucket });
  const removed = planned.removed + (await emptyPartitions(lake, stale));
  return { ...planned, removed };
}

/** When nothing has changed since this export was committed, the moment stays: a crawl since then has seen all of it. */
function recordOf(tally: CommitTally, report: CompletenessReport, held: PartitionItem, now: number): CommitRecord {
  const isUnchanged =
    held.committedAt !== undefined && tally.removed === 0 && tally.newest <= Date.parse(held.committedAt);
  return {
    committedAt: isUnchanged ? held.committedAt : new Date(now).toISOString(),
    tables: report.tables.filter(({ status }) => status === 'EXPORTED').length,
    files: tally.files,
    bytes: tally.bytes,
    skippedTables: countSkipped(report.tables),
  };
}

async function superseded(
  { log }: CommitPartitionsEffects,
  lake: Lake,
  { export: exported, manifest }: CommitPartitionsInput,
  held: PartitionItem | undefined,
): Promise<CommitPartitionsResult> {
  const { sourceId, date, exportTaskId } = exported;
  const removed = await withdraw(lake, manifest);
  const message =
    `The partition ${date} of ${sourceId} belongs to ${held?.holder ?? 'nobody'} (snapshot of ${held?.asOf ?? 'no time'}), not to ` +
    `${exportTaskId} any more. ${removed} of its files were taken back.`;
  log.info('commit superseded', { event: 'COMMIT_SUPERSEDED', sourceId, date, exportTaskId, removed });
  return { outcome: 'SUPERSEDED', message };
}

function announce(
  { log, metric }: CommitPartitionsEffects,
  { sourceId, date, exportTaskId }: ExportRef,
  { removed }: CommitTally,
  { tables, files, bytes, skippedTables }: CommitRecord,
): void {
  const counts = { tables, files, bytes, skippedTables, removed };
  log.info('partitions committed', { event: 'PARTITIONS_COMMITTED', sourceId, date, exportTaskId, ...counts });
  const source = { source: sourceId };
  metric(METRIC.tables, 'Count', tables, source);
  metric(METRIC.files, 'Count', files, source);
  metric(METRIC.bytes, 'Bytes', bytes, source);
  metric(METRIC.removed, 'Count', removed, source);
}
