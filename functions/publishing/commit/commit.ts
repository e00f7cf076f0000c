import type { S3Client } from '@aws-sdk/client-s3';
import type { CommitTally } from '../../../core/publishing/commit-record';
import type { S3Pointer } from '../../shared/execution';
import type { PacedS3 } from '../../shared/s3-lean';
import { comparePartition, type PartitionState } from './compare-partition';
import { PartitionMismatchError } from './errors';
import { type PlannedPartition, readPartitions } from './read-manifest';
import { removeObjects } from './remove-objects';

export interface Lake {
  readonly s3: Pick<S3Client, 'send'>;
  readonly paced: PacedS3;
  readonly lakeBucket: string;
}

/** Partitions compared at once. */
const AT_ONCE = 16;

/**
 * Compares every planned partition with the lake, and removes leftovers where it is whole. Throws {@link
 * PartitionMismatchError} after all were looked at.
 */
export async function commitPlanned(lake: Lake, manifest: S3Pointer, planner: string): Promise<CommitTally> {
  const mismatches: PartitionState[] = [];
  const tally = { files: 0, bytes: 0, removed: 0, newest: 0 };
  await forEach(readPartitions(lake.s3, manifest), async (planned) => {
    const state = await comparePartition(lake.paced, lake.lakeBucket, planned);
    tally.files += state.files;
    tally.bytes += state.bytes;
    tally.newest = Math.max(tally.newest, state.newest);
    if (state.missing.length + state.different.length > 0) mismatches.push(state);
    else await removeCounted(lake, state.leftovers, tally);
  });
  if (mismatches.length > 0) throw new PartitionMismatchError(mismatches, planner);
  return tally;
}

/** Empties partitions that should hold nothing. Returns the number of files removed. */
export async function emptyPartitions(lake: Lake, folders: readonly string[]): Promise<number> {
  const tally = { removed: 0 };
  await forEach(folders, async (folder) => {
    const { leftovers } = await comparePartition(lake.paced, lake.lakeBucket, { folder, sizes: new Map() });
    await removeCounted(lake, leftovers, tally);
  });
  return tally.removed;
}

/**
 * Takes back this publication's copies, and only those: names stand for contents. Returns the number of files removed.
 */
export async function withdraw(lake: Lake, manifest: S3Pointer): Promise<number> {
  const tally = { removed: 0 };
  await forEach(readPartitions(lake.s3, manifest), async (planned: PlannedPartition) => {
    const { present } = await comparePartition(lake.paced, lake.lakeBucket, planned);
    await removeCounted(lake, present, tally);
  });
  return tally.removed;
}

/** The count is read after the removal, never before: several run at once. */
async function removeCounted(lake: Lake, keys: readonly string[], tally: { removed: number }): Promise<void> {
  const removed = await removeObjects(lake.s3, lake.lakeBucket, keys);
  tally.removed += removed;
}

/** Some at once. The first failure is thrown when those under way have ended. */
async function forEach<T>(items: AsyncIterable<T> | Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const open = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const item of items) {
    const run: Promise<void> = act(item)
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => open.delete(run));
    open.add(run);
    if (open.size >= AT_ONCE) await Promise.race(open);
    if (failures.length > 0) break;
  }
  await Promise.all(open);
  if (failures.length > 0) throw failures[0];
}
