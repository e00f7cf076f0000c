import type { RDSClient } from '@aws-sdk/client-rds';
import type { Settings, SourceSettings } from '../../../core/config/types';
import type { ExportItem, QueueEntry } from '../../../core/ledger/exports';
import { exportTaskId, waitBeforeLook } from '../../../core/snapshots/slots';
import { SnapshotGoneError, SourceNotExportableError } from './errors';
import { type StartOutcome, startTask } from './export-tasks';
import type { Ledger } from './ledger';
import { releaseSlot, takeSlot } from './take-slot';

export interface Exporter {
  readonly ledger: Ledger;
  readonly rds: Pick<RDSClient, 'send'>;
  readonly settings: Pick<Settings, 'environment' | 'exports' | 'sources'>;
  readonly rawBucket: string;
  readonly rawPrefix: string;
  readonly exportRoleArn: string;
  readonly exportKeyArn: string;
  readonly now: () => number;
  /** RDS's status of a snapshot, lower case; `undefined` when it is no snapshot or is gone. */
  readonly snapshotStatus: () => Promise<string | undefined>;
}

export type BeginOutcome =
  | { readonly outcome: 'STARTED'; readonly item: ExportItem }
  | { readonly outcome: 'NO_SLOT'; readonly rank: number; readonly waiting: number; readonly waitSeconds: number }
  /** Another execution has taken the snapshot over. */
  | { readonly outcome: 'TAKEN_OVER' };

/** Until a look at a slot that somebody else took in the same moment, or at a snapshot that cannot be exported yet. */
const SOON_SECONDS = 75;
/** Between entering the queue and being judged. */
const FIRST_LOOK_MS = 60_000;

/** Stands in the queue, and starts the next task of this snapshot if it is its turn. */
export async function beginExport(exporter: Exporter, item: ExportItem): Promise<BeginOutcome> {
  const { ledger, now } = exporter;
  const entry = await enterQueue(exporter, item);
  const attempts = item.attempts + 1;
  const taskId = exportTaskId(item.sourceId, item.snapshotTime, attempts, exporter.settings.environment.name);
  const turn = await takeSlot({ ...exporter, exports: exporter.settings.exports }, entry, taskId);
  if (!turn.isMine) return waitInQueue(exporter, entry, turn);
  const startedAt = new Date(now()).toISOString();
  const starting: ExportItem = { ...item, status: 'STARTING', taskId, attempts, startedAt };
  const { status } = starting;
  if (!(await ledger.updateExport(item, item.executionArn, { status, taskId, attempts, startedAt }))) {
    await releaseSlot(ledger, taskId);
    return { outcome: 'TAKEN_OVER' };
  }
  const started = await startTask(exporter.rds, taskRequest(exporter, item, taskId));
  if (started.outcome === 'STARTED') return { outcome: 'STARTED', item: starting };
  return settleRefusal(exporter, { item, entry, taskId, turn, refusal: started });
}

function taskRequest(exporter: Exporter, { sourceId, sourceArn }: ExportItem, taskId: string) {
  const source = exporter.settings.sources.find(({ id }) => id === sourceId) as SourceSettings | undefined;
  return {
    taskId,
    sourceArn,
    bucket: exporter.rawBucket,
    prefix: exporter.rawPrefix,
    roleArn: exporter.exportRoleArn,
    keyArn: exporter.exportKeyArn,
    exportOnly: source?.exportOnly,
  };
}

async function enterQueue({ ledger, settings, now }: Exporter, item: ExportItem): Promise<QueueEntry> {
  const { sourceId, snapshotTime, executionArn, expectedSeconds } = item;
  const found = await ledger.readEntry(item);
  if (found?.executionArn === executionArn) return found;
  const entry: QueueEntry = {
    sourceId,
    snapshotTime,
    executionArn,
    expectedSeconds,
    enqueuedAt: Date.parse(item.requestedAt),
    priority: settings.sources.find(({ id }) => id === sourceId)?.priority ?? 0,
    dueAt: now() + FIRST_LOOK_MS,
    notBefore: 0,
    polls: 0,
  };
  await ledger.writeEntry(entry);
  return entry;
}

type Place = { readonly rank: number; readonly waiting: number; readonly waitSeconds: number };

async function waitInQueue(
  { ledger, now }: Exporter,
  entry: QueueEntry,
  { rank, waiting, waitSeconds }: Place,
  isBlocked = false,
): Promise<BeginOutcome> {
  const dueAt = now() + 1000 * waitSeconds;
  await ledger.writeEntry({ ...entry, dueAt, notBefore: isBlocked ? dueAt : 0, polls: entry.polls + 1 });
  return { outcome: 'NO_SLOT', rank, waiting, waitSeconds };
}

interface Refused {
  readonly item: ExportItem;
  readonly entry: QueueEntry;
  readonly taskId: string;
  readonly turn: Place;
  readonly refusal: Exclude<StartOutcome, { outcome: 'STARTED' }>;
}

/** RDS did not start the task: the slot goes back (unless nobody knows), and what can wait, waits. */
async function settleRefusal(exporter: Exporter, refused: Refused): Promise<BeginOutcome> {
  const { ledger } = exporter;
  const { item, entry, taskId, turn, refusal } = refused;
  const waitSeconds = waitBeforeLook(SOON_SECONDS, entry.polls);
  if (refusal.outcome === 'UNKNOWN') throw refusal.error;
  await releaseSlot(ledger, taskId);
  switch (refusal.outcome) {
    case 'LIMIT_REACHED':
      await putBack(ledger, item);
      return waitInQueue(exporter, entry, { ...turn, waitSeconds });
    case 'THROTTLED':
      await putBack(ledger, item);
      throw refusal.error;
    case 'NAME_TAKEN':
      await putBack(ledger, { ...item, attempts: item.attempts + 1, attemptBase: item.attemptBase + 1 });
      return waitInQueue(exporter, entry, { ...turn, waitSeconds: 1 });
    case 'NOT_EXPORTABLE_NOW': {
      await putBack(ledger, item);
      const status = await exporter.snapshotStatus();
      if (!mayBecomeExportable(status)) return giveUp(ledger, item, notExportable(item, status, refusal.error));
      return waitInQueue(exporter, entry, { ...turn, waitSeconds }, true);
    }
    case 'SOURCE_GONE':
      await ledger.updateExport(item, item.executionArn, { status: 'GONE', taskId: undefined, startedAt: undefined });
      return giveUp(ledger, item, new SnapshotGoneError(item.sourceArn, { cause: refusal.error }));
    case 'OTHER':
      await putBack(ledger, item);
      return giveUp(ledger, item, refusal.error);
  }
}

/** As before the attempt, whose name was not used. */
async function putBack(ledger: Ledger, { executionArn, attempts, attemptBase, ...id }: ExportItem): Promise<void> {
  const unused = { status: 'WAITING', taskId: undefined, startedAt: undefined } as const;
  await ledger.updateExport(id, executionArn, { ...unused, attempts, attemptBase });
}

async function giveUp(ledger: Ledger, item: ExportItem, error: Error): Promise<never> {
  await ledger.leaveQueue(item, item.executionArn);
  throw error;
}

/**
 * `available`: another export of the same snapshot runs. A live cluster has no snapshot's status: it waits for its
 * maintenance to end.
 */
const mayBecomeExportable = (status: string | undefined): boolean =>
  status === undefined || ['creating', 'copying', 'available', 'backing-up'].includes(status);

const notExportable = ({ sourceArn }: ExportItem, status: string | undefined, cause: Error): Error =>
  new SourceNotExportableError(sourceArn, status ?? 'unknown', { cause });
