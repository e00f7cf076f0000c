import type { ExportItem, ResolvedSnapshot } from '../../../core/ledger/exports';
import { expectedSecondsFrom } from '../../../core/snapshots/slots';
import type { ExecutionContext } from '../../shared/execution';
import { ServiceThrottledError } from '../../shared/service-errors';
import type { ExportChanges, Ledger } from './ledger';

export interface Claimant {
  readonly snapshot: ResolvedSnapshot;
  readonly execution: ExecutionContext;
  /** An operator wants it exported, whoever has it. */
  readonly isRerun: boolean;
  readonly now: number;
  /** Raw files older than this are gone, so a finished export of then is no help. */
  readonly keepRawDays: number;
}

export interface Ownership {
  readonly isMine: boolean;
  readonly item: ExportItem;
}

const MAX_RACES = 5;

/**
 * One snapshot, one execution: whoever comes first has it. A rerun takes over from an execution that began earlier,
 * once: the earlier one, should it still live, finds itself a duplicate. A redrive grants attempts anew.
 */
export async function ownSnapshot(ledger: Ledger, claimant: Claimant): Promise<Ownership> {
  const { snapshot, execution } = claimant;
  for (let race = 0; race < MAX_RACES; race++) {
    const found = await ledger.readExport(snapshot);
    if (found === undefined) {
      const item = await freshItem(ledger, claimant);
      if (await ledger.createExport(item)) return { isMine: true, item };
      continue;
    }
    const changes = changesFor(found, claimant);
    if (changes === undefined) return { isMine: false, item: found };
    if (await ledger.updateExport(snapshot, found.executionArn, changes))
      return { isMine: true, item: { ...found, ...changes } };
  }
  throw new ServiceThrottledError(
    `The ledger's item of ${snapshot.sourceArn} changed ${MAX_RACES} times while ${execution.executionArn} read it.`,
  );
}

async function freshItem(ledger: Ledger, { snapshot, execution, now }: Claimant): Promise<ExportItem> {
  const at = new Date(now).toISOString();
  return {
    sourceId: snapshot.sourceId,
    sourceArn: snapshot.sourceArn,
    snapshotTime: snapshot.snapshotTime,
    status: 'WAITING',
    executionArn: execution.executionArn,
    ownerStartedAt: execution.startedAt,
    lastSeenAt: at,
    requestedAt: at,
    redriveCount: execution.redriveCount,
    attempts: 0,
    attemptBase: 0,
    expectedSeconds: expectedSecondsFrom((await ledger.latestExports(snapshot.sourceId)).flatMap(durationSeconds)),
  };
}

const durationSeconds = ({ startedAt, exportedAt }: ExportItem): number[] =>
  startedAt === undefined || exportedAt === undefined ? [] : [(Date.parse(exportedAt) - Date.parse(startedAt)) / 1000];

/** What becoming or staying the owner changes; `undefined` when it is somebody else's. */
function changesFor(item: ExportItem, claimant: Claimant): ExportChanges | undefined {
  const { execution, isRerun, now } = claimant;
  const seen = { lastSeenAt: new Date(now).toISOString() };
  if (item.executionArn === execution.executionArn) {
    if (execution.redriveCount <= item.redriveCount) return seen;
    return { ...seen, redriveCount: execution.redriveCount, attemptBase: item.attempts };
  }
  if (!isRerun || Date.parse(execution.startedAt) <= Date.parse(item.ownerStartedAt)) return undefined;
  return {
    ...seen,
    executionArn: execution.executionArn,
    ownerStartedAt: execution.startedAt,
    requestedAt: seen.lastSeenAt,
    redriveCount: execution.redriveCount,
    attemptBase: item.attempts,
    ...(needsFreshTask(item, claimant) ? { status: 'WAITING', taskId: undefined, startedAt: undefined } : {}),
  };
}

/**
 * An export that runs, or whose files wait to be published, is continued; one that was published is made again, and so
 * is one of which RDS says that it lacks something: what lacks keeps it from being published.
 */
function needsFreshTask({ status, exportedAt, warning = '' }: ExportItem, { now, keepRawDays }: Claimant): boolean {
  if (status === 'EXPORTED' && warning !== '') return true;
  if (status === 'EXPORTED' && exportedAt !== undefined) {
    return now - Date.parse(exportedAt) > keepRawDays * 86_400_000;
  }
  return status === 'PUBLISHED' || status === 'SUPERSEDED' || status === 'GONE';
}
