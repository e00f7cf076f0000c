import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { Settings } from '../../../core/config/types';
import { localDate } from '../../../core/lake/local-date';
import { type ExportItem, WENT_FIRST } from '../../../core/ledger/exports';
import { judgeTrigger } from '../../../core/snapshots/events';
import { SNAPSHOTS_EVENT, SNAPSHOTS_METRIC } from '../../../core/snapshots/names';
import { waitForExport } from '../../../core/snapshots/slots';
import type { Log, RecordMetric } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import type { ExportRef, IgnoredReason, StartExportInput, StartExportResult } from '../payloads';
import { beginExport } from './begin-export';
import { describeSnapshot } from './describe-snapshot';
import { ExportFailedError } from './errors';
import { describeTask } from './export-tasks';
import { type ExportChanges, Ledger } from './ledger';
import { ownSnapshot } from './own-snapshot';
import { resolveSnapshot } from './resolve-snapshot';

export interface StartExportEffects {
  readonly rds: Pick<RDSClient, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly metric: RecordMetric;
  readonly settings: Pick<Settings, 'environment' | 'exports' | 'sources' | 'timeZone'>;
  readonly ledgerTable: string;
  readonly rawBucket: string;
  /** S3Prefix of the exports, no slashes at its ends, at most 60 characters. */
  readonly rawPrefix: string;
  readonly exportRoleArn: string;
  readonly exportKeyArn: string;
}

/**
 * Judges the trigger, takes its turn among the export slots and starts the export; called again, it attaches to what it
 * started before, or starts the next attempt after a failure. Throws what the machine retries (`ServiceThrottledError`,
 * `ServiceUnavailableError`) and what an operator must settle: `InvalidTriggerError`, `UnknownSourceError`,
 * `SnapshotGoneError`, `SourceNotExportableError`, `ExportFailedError`, RDS's own refusals.
 */
export function createHandler(given: StartExportEffects) {
  const effects = { ...given, rds: classifying(given.rds), dynamodb: classifying(given.dynamodb) };
  const ledger = new Ledger({ dynamodb: effects.dynamodb, tableName: effects.ledgerTable });
  return async (input: StartExportInput): Promise<StartExportResult> => {
    const result = await startExport(effects, ledger, input);
    report(effects, input, result);
    return result;
  };
}

async function startExport(
  effects: StartExportEffects,
  ledger: Ledger,
  input: StartExportInput,
): Promise<StartExportResult> {
  const { rds, settings, now } = effects;
  const { trigger, execution } = input;
  const resolved = await resolveSnapshot({ ledger, rds, now, sources: settings.sources }, input);
  if ('answer' in resolved) return resolved.answer;
  const { isMine, item } = await ownSnapshot(ledger, {
    snapshot: resolved,
    execution,
    isRerun: trigger.source === 'lakeferry' && trigger.rerun === true,
    now: now(),
    keepRawDays: settings.exports.keepRawDays,
  });
  if (!isMine) return duplicate(item);
  const attempt = await judgeAttempt(effects, ledger, item);
  if (attempt.attached) return attach(effects, ledger, attempt.item, attempt.isComplete);

  const newer = (await ledger.newerOfDate(item, settings.timeZone)).find(({ status }) => WENT_FIRST.has(status));
  if (newer !== undefined) return supersede(ledger, item, newer);
  const snapshotStatus = () => readSnapshotStatus(effects, input);
  const begun = await beginExport({ ...effects, ledger, snapshotStatus }, attempt.item);
  if (begun.outcome === 'NO_SLOT') return begun;
  if (begun.outcome === 'STARTED') return attach(effects, ledger, begun.item, false);
  return duplicate((await ledger.readExport(item)) ?? item);
}

type Attempt =
  | { readonly attached: true; readonly item: ExportItem; readonly isComplete: boolean }
  | { readonly attached: false; readonly item: ExportItem };

/**
 * How the last task stands: to be watched, or to be followed by another. Throws {@link ExportFailedError} when attempts
 * are spent.
 */
async function judgeAttempt({ rds, settings }: StartExportEffects, ledger: Ledger, item: ExportItem): Promise<Attempt> {
  if (item.taskId === undefined) return { attached: false, item };
  const task = await describeTask(rds, item.taskId);
  if (task.state === 'RUNNING' || task.state === 'COMPLETE') {
    return { attached: true, item, isComplete: task.state === 'COMPLETE' };
  }
  if (task.state === 'MISSING' && item.status === 'STARTING') {
    // the call that should have started it never arrived: the next one uses the same name
    return backInLine(ledger, item, { attempts: item.attempts - 1 });
  }
  const failureCause = task.state === 'FAILED' ? task.cause : `RDS does not know export task ${item.taskId}.`;
  const spent = item.attempts - item.attemptBase;
  if (spent >= settings.exports.attempts) {
    await ledger.updateExport(item, item.executionArn, { status: 'FAILED', failureCause });
    await ledger.leaveQueue(item, item.executionArn);
    throw new ExportFailedError(item.taskId, spent, failureCause);
  }
  return backInLine(ledger, item, { failureCause });
}

async function backInLine(ledger: Ledger, item: ExportItem, also: ExportChanges): Promise<Attempt> {
  const changes = { status: 'WAITING', taskId: undefined, startedAt: undefined, ...also } as const;
  await ledger.updateExport(item, item.executionArn, changes);
  return { attached: false, item: { ...item, ...changes } };
}

/** The task is there: from here on the machine watches it. */
async function attach(
  effects: StartExportEffects,
  ledger: Ledger,
  item: ExportItem,
  isComplete: boolean,
): Promise<StartExportResult> {
  if (item.status === 'WAITING' || item.status === 'STARTING' || item.status === 'FAILED') {
    await ledger.updateExport(item, item.executionArn, { status: 'EXPORTING' });
  }
  await ledger.leaveQueue(item, item.executionArn);
  const now = effects.now();
  const { expectedSeconds, startedAt = new Date(now).toISOString() } = item;
  const elapsedSeconds = Math.max(now - Date.parse(startedAt), 0) / 1000;
  return {
    outcome: 'STARTED',
    export: exportRef(effects, item),
    startedAt,
    expectedSeconds,
    waitSeconds: isComplete ? 1 : waitForExport({ elapsedSeconds, expectedSeconds, percentProgress: 0 }),
  };
}

const exportRef = ({ rawBucket, rawPrefix, settings }: StartExportEffects, item: ExportItem): ExportRef => ({
  exportTaskId: item.taskId ?? '',
  sourceId: item.sourceId,
  sourceArn: item.sourceArn,
  snapshotTime: item.snapshotTime,
  date: localDate(item.snapshotTime, settings.timeZone),
  bucket: rawBucket,
  prefix: rawPrefix,
});

async function supersede(ledger: Ledger, item: ExportItem, newer: ExportItem): Promise<StartExportResult> {
  await ledger.updateExport(item, item.executionArn, { status: 'SUPERSEDED', taskId: undefined });
  await ledger.leaveQueue(item, item.executionArn);
  return ignored(
    'SUPERSEDED',
    `A newer snapshot of ${item.sourceId} and the same date went first: ${newer.sourceArn} of ${newer.snapshotTime}.`,
  );
}

const duplicate = ({ sourceArn, executionArn, status, lastSeenAt }: ExportItem): StartExportResult =>
  ignored(
    'DUPLICATE',
    `${sourceArn} belongs to ${executionArn} (${status}, last seen ${lastSeenAt}). If that one is dead, redrive it, or take over with ` +
      '"rerun": true.',
  );

const ignored = (reason: IgnoredReason, message: string): StartExportResult => ({
  outcome: 'IGNORED',
  reason,
  message,
});

async function readSnapshotStatus({ rds, settings }: StartExportEffects, { trigger }: StartExportInput) {
  const verdict = judgeTrigger(trigger, settings.sources);
  return verdict.verdict === 'SNAPSHOT' ? (await describeSnapshot(rds, verdict.snapshot))?.status : undefined;
}

const OUTCOME_METRIC = {
  STARTED: SNAPSHOTS_METRIC.exportsStarted,
  NO_SLOT: SNAPSHOTS_METRIC.slotLooks,
  IGNORED: SNAPSHOTS_METRIC.triggersIgnored,
} as const;

function report({ log, metric }: StartExportEffects, { execution }: StartExportInput, result: StartExportResult): void {
  log.info('trigger judged', { event: SNAPSHOTS_EVENT.exportJudged, executionArn: execution.executionArn, ...result });
  metric(OUTCOME_METRIC[result.outcome], 'Count', 1);
  if (result.outcome === 'NO_SLOT') metric(SNAPSHOTS_METRIC.exportsWaiting, 'Count', result.waiting);
}
