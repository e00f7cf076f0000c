import type { S3Client } from '@aws-sdk/client-s3';
import type { CommitTally } from '../../../core/publishing/commit-record';
import { databaseFolderOf } from '../../../core/publishing/partition-folder';
import type { S3Pointer } from '../../shared/execution';
import type { PacedS3 } from '../../shared/s3-lean';
import { comparePartition, type PartitionState } from './compare-partition';
import { PartitionMismatchError } from './errors';
import { mayPass } from './may-pass';
import { type PlannedPartition, readPartitions } from './read-manifest';
import { removeObjects } from './remove-objects';

export interface Lake {
  readonly s3: Pick<S3Client, 'send'>;
  readonly paced: PacedS3;
  readonly lakeBucket: string;
}

/** One database of the plan against the lake. */
export interface DatabaseState extends CommitTally {
  /** Files that its manifest lists. */
  readonly planned: number;
  /** Why it is not whole: `PartitionMismatchError`, or what S3 refused. */
  readonly failure?: Error;
}

/** Partitions compared at once. */
const AT_ONCE = 16;

type Open = { -readonly [K in keyof DatabaseState]: DatabaseState[K] } & { readonly mismatches: PartitionState[] };

/**
 * Compares every planned partition with the lake, and removes leftovers where it is whole. By folder of the database:
 * the trouble of one stays its own.
 */
export async function commitPlanned(lake: Lake, manifest: S3Pointer): Promise<Map<string, DatabaseState>> {
  const databases = new Map<string, Open>();
  await forEach(readPartitions(lake.s3, manifest), async (planned) => {
    const folder = databaseFolderOf(planned.folder);
    const database = databases.get(folder) ?? { ...NOTHING, mismatches: [] };
    databases.set(folder, database);
    database.planned += planned.sizes.size;
    await failing(database, () => commitPartition(lake, planned, database));
  });
  for (const database of databases.values()) {
    if (database.mismatches.length > 0) database.failure ??= new PartitionMismatchError(database.mismatches);
  }
  return databases;
}

const NOTHING = { planned: 0, files: 0, bytes: 0, removed: 0, newest: 0 };

/** What will pass by itself is thrown; all else is the database's failure. */
async function failing(database: Open, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Error) || mayPass(error)) throw error;
    database.failure ??= error;
  }
}

async function commitPartition(lake: Lake, planned: PlannedPartition, database: Open): Promise<void> {
  const state = await comparePartition(lake.paced, lake.lakeBucket, planned);
  database.files += state.files;
  database.bytes += state.bytes;
  database.newest = Math.max(database.newest, state.newest);
  if (state.missing.length + state.different.length > 0) database.mismatches.push(state);
  else await removeCounted(lake, state.leftovers, database);
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
