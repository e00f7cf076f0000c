import type { Finding, ReplicatedCounts } from '../../../core/replication/comparison/report';
import type { ObjectEvent } from '../../../core/replication/object-event';
import type { ReplicationItem } from '../../../core/replication/receipts';
import { releaseObject } from '../claim/claim-object';
import { readReceipt } from '../claim/read-receipt';
import { isGivenUp } from '../object/given-up';
import { replicateEvent } from '../object/replicate-event';
import type { Replicator } from '../object/replicator';

interface FindingOptions {
  /** ISO-8601: the object waits since then. */
  readonly startedAt: string;
  readonly endsAt: number;
}

/**
 * Copies one object that a comparison found. What somebody settled since the comparison is believed: events copy at the
 * same time, and nothing is copied twice. A claim of an execution that failed is taken from it.
 */
export async function replicateFinding(
  replicator: Replicator & { readonly sourceBucket: string },
  { key, size, etag, versionId, revision }: Finding,
  { startedAt, endsAt }: FindingOptions,
): Promise<Partial<ReplicatedCounts>> {
  const { receipts, output, sourceBucket } = replicator;
  const known = await readReceipt(receipts, key);
  const isSettledSince = known !== undefined && known.revision !== revision && known.state !== 'COPYING';
  if (isSettledSince) return countsOf(known.state, size);
  if (known !== undefined && (await isGivenUp(replicator, known.lease))) await releaseObject(receipts, known);
  const event: ObjectEvent = { kind: 'created', bucket: sourceBucket, key, size, etag, versionId, time: startedAt };
  const isExact = output.consistency === 'listed';
  const { verdict } = await replicateEvent(replicator, event, { endsAt, againFor: known?.revision, isExact });
  return countsOf(verdict, size);
}

function countsOf(
  verdict: ReplicationItem['state'] | Awaited<ReturnType<typeof replicateEvent>>['verdict'],
  size: number,
): Partial<ReplicatedCounts> {
  if (verdict === 'COMPLETE' || verdict === 'DONE') return { replicated: 1, bytes: size };
  if (verdict === 'SET_ASIDE') return { setAside: 1 };
  return verdict === 'GONE' || verdict === 'DELETED' ? { gone: 1 } : { underWay: 1 };
}
