import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import type { CommitRecord } from '../../../core/ledger/partitions';
import { PUBLISHING_EVENT, PUBLISHING_METRIC } from '../../../core/publishing/names';
import { claimOfExport } from '../../../core/snapshots/feed';
import { ofSource } from '../../../core/telemetry';
import { commitDate, type DateCommit, type Publication } from '../../publishing/commit/commit-date';
import type { CommitResult } from '../../publishing/payloads';
import type { Log, RecordMetric } from '../../shared/log';
import { LeanS3, PacedS3, type PacedS3Options } from '../../shared/s3-lean';
import { classifying } from '../../shared/service-errors';
import type { CommitPartitionsInput, ExportRef } from '../payloads';
import { placeOfExport } from '../place-of-export';
import { PLANNER } from '../planner';
import { recordFailures } from './record-failures';

export interface CommitPartitionsEffects {
  readonly s3: Pick<S3Client, 'send' | 'config'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly metric: RecordMetric;
  readonly settings: Pick<Settings, 'environment' | 'lake' | 'sources'>;
  readonly ledgerTable: string;
  readonly lakeBucket: string;
  /** How S3 is asked again. @default as PacedS3 does */
  readonly pace?: PacedS3Options;
}

/**
 * Makes the lake what the manifest says: every file there, nothing else of that date, and the ledger knows it. A
 * database that cannot be made so is a result in the ledger, for `judge-databases` to throw. Run again, it finds
 * nothing to do. Throws `PlanChangedError`.
 */
export function createHandler(effects: CommitPartitionsEffects) {
  const { settings, lakeBucket, now } = effects;
  const lean = new LeanS3(effects.s3);
  const s3 = classifying(effects.s3);
  const ledger = { dynamodb: classifying(effects.dynamodb), tableName: effects.ledgerTable };
  return async (input: CommitPartitionsInput): Promise<CommitResult> => {
    const lake = { s3, paced: new PacedS3(lean, effects.pace), lakeBucket };
    const commit = await commitDate({ lake, ledger, now }, publicationOf(settings, input));
    if (commit.outcome === 'SUPERSEDED') return superseded(effects, input.export, commit);
    const { record, removed, moments, failures } = commit;
    await recordFailures({ s3, ledger, now, settings }, input, failures);
    announce(effects, input.export, record, removed);
    const { tables, files, bytes, committedAt } = record;
    // a later plan may lack one: with neither moment nor result it would be sent to be copied for ever
    const databases = input.databases
      .filter(({ glueDatabase }) => moments.has(glueDatabase) || failures.has(glueDatabase))
      .map((each) => ({ ...each, dataReadyAt: moments.get(each.glueDatabase)?.dataReadyAt }));
    return { outcome: 'COMMITTED', tables, files, bytes, removed, committedAt, databases };
  };
}

/**
 * When `exportOnly` leaves tables out on purpose, or the source is not configured any more, a table that is absent is
 * not known to be gone.
 */
function publicationOf(
  settings: Pick<Settings, 'environment' | 'lake' | 'sources'>,
  input: CommitPartitionsInput,
): Publication {
  const { export: exported, manifest, completeness } = input;
  const source = settings.sources.find(({ id }) => id === exported.sourceId);
  return {
    claim: claimOfExport(exported),
    planner: PLANNER,
    manifest,
    completeness,
    placeOf: (database) => placeOfExport(settings, exported, database),
    isPartial: source === undefined || (source.exportOnly ?? []).length > 0,
  };
}

function superseded(
  { log }: CommitPartitionsEffects,
  { sourceId, date, exportTaskId }: ExportRef,
  { held, removed }: Extract<DateCommit, { outcome: 'SUPERSEDED' }>,
): CommitResult {
  const message =
    `The partition ${date} of ${sourceId} belongs to ${held?.holder ?? 'nobody'} (snapshot of ${held?.asOf ?? 'no time'}), not to ` +
    `${exportTaskId} any more. ${removed} of its files were taken back.`;
  log.info('commit superseded', { event: PUBLISHING_EVENT.commitSuperseded, sourceId, date, exportTaskId, removed });
  return { outcome: 'SUPERSEDED', message };
}

function announce(
  { log, metric }: CommitPartitionsEffects,
  { sourceId, date, exportTaskId }: ExportRef,
  { tables, files, bytes, skippedTables }: CommitRecord,
  removed: number,
): void {
  const counts = { tables, files, bytes, skippedTables, removed };
  log.info('partitions committed', {
    event: PUBLISHING_EVENT.partitionsCommitted,
    sourceId,
    date,
    exportTaskId,
    ...counts,
  });
  const source = ofSource(sourceId);
  metric(PUBLISHING_METRIC.tablesPublished, 'Count', tables, source);
  metric(PUBLISHING_METRIC.filesPublished, 'Count', files, source);
  metric(PUBLISHING_METRIC.bytesPublished, 'Bytes', bytes, source);
  metric(PUBLISHING_METRIC.leftoverFilesRemoved, 'Count', removed, source);
}
