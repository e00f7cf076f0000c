import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings, SourceSettings } from '../../../core/config/types';
import { sharedAmong } from '../../../core/governance/model/shared-tables';
import { databaseNames } from '../../../core/lake/database-names';
import {
  type Completeness,
  countSkipped,
  isMissed,
  lackingNames,
  MISSING,
  type TableOutcome,
} from '../../../core/publishing/completeness';
import { PUBLISHING_EVENT, PUBLISHING_METRIC } from '../../../core/publishing/names';
import { claimOfExport } from '../../../core/snapshots/feed';
import { ofSource } from '../../../core/telemetry';
import { claimPartition } from '../../publishing/claim/claim-partition';
import type { DatabaseRef, FirstNames, PlanResult } from '../../publishing/payloads';
import { planPlaces, writeCompleteness, writeManifest } from '../../publishing/plan/write-plan';
import type { Log, RecordMetric } from '../../shared/log';
import { LeanS3, PacedS3, type PacedS3Options } from '../../shared/s3-lean';
import { classifying } from '../../shared/service-errors';
import type { CompletenessReport, ExportRef, PlanCopyInput } from '../payloads';
import { NothingToPublishError, SourceNotConfiguredError } from './errors';
import { firstNames } from './first-names';
import { readWarning } from './read-warning';
import { surveyExport } from './survey-export';

export interface PlanCopyEffects {
  readonly s3: Pick<S3Client, 'send' | 'config'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly metric: RecordMetric;
  readonly settings: Pick<Settings, 'environment' | 'lake' | 'sources' | 'governance'>;
  readonly ledgerTable: string;
  /** Gets the manifest, the batches and the completeness report. */
  readonly workBucket: string;
  /** How S3 is asked again. @default as PacedS3 does */
  readonly pace?: PacedS3Options;
}

/**
 * Claims the partition, lists the export once and writes what is to be copied. Run again, it writes the same plan
 * again. Throws `SourceNotConfiguredError`, `ExportMissingError`, and `NothingToPublishError` once the report is
 * written.
 */
export function createHandler(effects: PlanCopyEffects) {
  const { settings, now } = effects;
  const lean = new LeanS3(effects.s3);
  const s3 = classifying(effects.s3);
  const ledger = { dynamodb: classifying(effects.dynamodb), tableName: effects.ledgerTable };
  return async (input: PlanCopyInput): Promise<PlanResult> => {
    const exported = input.export;
    const source = findSource(settings, exported.sourceId);
    const claimedAt = new Date(now()).toISOString();
    if (!(await claimPartition(ledger, claimOfExport(exported), claimedAt))) return superseded(effects, exported);
    const warning = await readWarning({ s3, ledger, workBucket: effects.workBucket }, exported);
    const survey = await surveyExport(
      { s3, settings, paced: new PacedS3(lean, effects.pace) },
      { source, exported, warning },
    );
    const places = planPlaces(effects.workBucket, exported.exportTaskId);
    const { files, bytes } = await writeManifest(s3, places, survey.items());
    const completeness = survey.judge.judge();
    await writeCompleteness(s3, places, reportOf(exported, completeness));
    report(effects, exported, completeness, files, bytes);
    const lacking = firstNames(lackingNames(completeness));
    const databases = publishedDatabases(settings, exported, completeness.tables);
    if (databases.length === 0 && lacking.count > 0) {
      throw new NothingToPublishError(exported.sourceId, exported.date, lacking);
    }
    return {
      outcome: 'PLANNED',
      ...places,
      files,
      bytes,
      skippedTables: countSkipped(completeness.tables),
      lacking,
      empty: emptyOf(settings, completeness),
      databases,
    };
  };
}

/** Shared tables without rows: readers find nothing of this date, and that is so. */
const emptyOf = ({ governance }: Pick<Settings, 'governance'>, { tables }: Completeness): FirstNames =>
  firstNames(
    sharedAmong(
      governance,
      tables.filter(({ status }) => status === 'EMPTY'),
    ),
  );

const reportOf = ({ exportTaskId, date }: ExportRef, completeness: Completeness): CompletenessReport => ({
  exportTaskId,
  date,
  ...completeness,
});

function findSource({ sources }: Pick<Settings, 'sources'>, sourceId: string): SourceSettings {
  const source = sources.find(({ id }) => id === sourceId);
  if (source === undefined)
    throw new SourceNotConfiguredError(
      sourceId,
      sources.map(({ id }) => id),
    );
  return source;
}

function publishedDatabases(
  settings: Pick<Settings, 'environment' | 'lake'>,
  { sourceId }: ExportRef,
  tables: readonly TableOutcome[],
): DatabaseRef[] {
  const byName = new Map<string, DatabaseRef>();
  for (const { database, glueDatabase, status } of tables) {
    if (status !== 'SKIPPED') {
      const { crawler } = databaseNames(settings, sourceId, database);
      byName.set(glueDatabase, { database, glueDatabase, crawler });
    }
  }
  return [...byName.values()];
}

function superseded({ log }: PlanCopyEffects, { sourceId, date, snapshotTime }: ExportRef): PlanResult {
  const message = `A snapshot of ${sourceId} newer than ${snapshotTime} holds the partition ${date}. Nothing was copied.`;
  log.info('plan superseded', { event: PUBLISHING_EVENT.planSuperseded, sourceId, date, snapshotTime });
  return { outcome: 'SUPERSEDED', message };
}

function report(
  { log, metric, settings }: PlanCopyEffects,
  { sourceId, date, exportTaskId }: ExportRef,
  completeness: Completeness,
  files: number,
  bytes: number,
): void {
  const { tables, warnings, absent } = completeness;
  const skipped = tables.filter(isMissed);
  const lacking = firstNames(lackingNames(completeness));
  const empty = emptyOf(settings, completeness);
  const fields = {
    event: PUBLISHING_EVENT.copyPlanned,
    sourceId,
    date,
    exportTaskId,
    tables: tables.length,
    files,
    bytes,
  };
  log.info('copy planned', fields);
  if (lacking.count > 0 || warnings.length > 0) {
    log.warn('export is incomplete', {
      ...fields,
      event: PUBLISHING_EVENT.tablesSkipped,
      skippedTables: skipped.length,
      lacking: lacking.count,
      names: lacking.names,
      warnings,
    });
  }
  if (empty.count > 0) {
    log.warn('shared tables have no rows', {
      ...fields,
      event: PUBLISHING_EVENT.sharedTablesEmpty,
      names: empty.names,
    });
  }
  const missing = absent.length + skipped.filter(({ reason }) => reason === MISSING).length;
  metric(PUBLISHING_METRIC.tablesSkipped, 'Count', skipped.length, ofSource(sourceId));
  metric(PUBLISHING_METRIC.expectedMissing, 'Count', missing, ofSource(sourceId));
  if (lacking.count > 0) metric(PUBLISHING_METRIC.incompleteExports, 'Count', 1);
}
