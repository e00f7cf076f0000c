import type { RDSClient } from '@aws-sdk/client-rds';
import type { SourceSettings } from '../../../core/config/types';
import type { Resolution, ResolvedSnapshot } from '../../../core/ledger/exports';
import { judgeOwner, judgeTrigger, type SnapshotCandidate } from '../../../core/snapshots/events';
import type { StartExportInput, StartExportResult } from '../payloads';
import { describeSnapshot } from './describe-snapshot';
import { SnapshotGoneError, SourceNotExportableError, UnknownSourceError } from './errors';
import type { Ledger } from './ledger';

export interface Resolver {
  readonly ledger: Ledger;
  readonly rds: Pick<RDSClient, 'send'>;
  readonly sources: readonly SourceSettings[];
  readonly now: () => number;
}

/** Settled before there is anything to queue for. */
export interface Answered {
  readonly answer: Extract<StartExportResult, { outcome: 'IGNORED' | 'NO_SLOT' }>;
}

/** Longer than an execution lives, waits and can be redriven. */
const RESOLUTION_KEPT_SECONDS = 90 * 86_400;
/** Until a snapshot that is still being created is looked at again. */
const CREATING_SECONDS = 60;

/**
 * Which snapshot of which source a trigger means. Asked once for an execution and again after a redrive; in between the
 * ledger remembers. Throws {@link SnapshotGoneError} when the snapshot was deleted before it was ever seen,
 * {@link UnknownSourceError} when a run was asked for and there is no such source.
 */
export async function resolveSnapshot(
  resolver: Resolver,
  input: StartExportInput,
): Promise<ResolvedSnapshot | Answered> {
  const { ledger, sources, now } = resolver;
  const { trigger, execution } = input;
  const known = await ledger.readResolution(execution.executionArn);
  if (known?.redriveCount === execution.redriveCount) return known;
  const verdict = judgeTrigger(trigger, sources);
  if (verdict.verdict === 'IGNORED') return ignored(verdict, input, sources);
  const resolved =
    verdict.verdict === 'CLUSTER'
      ? {
          sourceId: verdict.sourceId,
          sourceArn: verdict.arn,
          snapshotTime: new Date(verdict.scheduledTime ?? execution.startedAt).toISOString(),
        }
      : await resolveCandidate(resolver, verdict.snapshot, { known, input });
  if ('answer' in resolved) return resolved;
  const { sourceId, sourceArn, snapshotTime } = resolved;
  await ledger.writeResolution(execution.executionArn, {
    sourceId,
    sourceArn,
    snapshotTime,
    redriveCount: execution.redriveCount,
    expiresAt: Math.floor(now() / 1000) + RESOLUTION_KEPT_SECONDS,
  });
  return resolved;
}

async function resolveCandidate(
  { rds, sources }: Resolver,
  candidate: SnapshotCandidate,
  { known, input }: { readonly known: Resolution | undefined; readonly input: StartExportInput },
): Promise<ResolvedSnapshot | Answered> {
  const described = await describeSnapshot(rds, candidate);
  if (described === undefined) {
    // its export may run or be done, and that does not need the snapshot
    if (known !== undefined) return known;
    throw new SnapshotGoneError(candidate.arn);
  }
  const { ownerId, takenAt, status } = described;
  const judged = judgeOwner(candidate, ownerId, sources);
  if (judged !== undefined) return ignored(judged, input, sources);
  if (takenAt !== undefined) {
    return { sourceId: ownerId, sourceArn: candidate.arn, snapshotTime: takenAt.toISOString() };
  }
  if (status !== 'creating') throw new SourceNotExportableError(candidate.arn, status);
  return { answer: { outcome: 'NO_SLOT', rank: 1, waiting: 1, waitSeconds: CREATING_SECONDS } };
}

/** Events of others' snapshots are no concern of ours; whoever asks for a run expects one. */
function ignored(
  { reason, message }: Omit<Extract<StartExportResult, { outcome: 'IGNORED' }>, 'outcome'>,
  { trigger }: StartExportInput,
  sources: readonly SourceSettings[],
): Answered {
  if (trigger.source !== 'lakeferry') return { answer: { outcome: 'IGNORED', reason, message } };
  throw new UnknownSourceError(
    trigger.sourceArn,
    message,
    sources.map(({ id }) => id),
  );
}
