import { listPages, type PacedS3 } from '../../shared/s3-lean';
import type { PartitionMismatch } from './errors';
import type { PlannedPartition } from './read-manifest';

export interface PartitionState extends PartitionMismatch {
  /** Keys that are there and not planned. */
  readonly leftovers: readonly string[];
  /** Keys that are there as planned. */
  readonly present: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** Milliseconds since the epoch, of the newest planned file that is there. */
  readonly newest: number;
}

/** Compares one partition of the lake with the plan. Names stand for contents, so that name and size decide. */
export async function comparePartition(
  s3: PacedS3,
  bucket: string,
  { folder, sizes }: PlannedPartition,
): Promise<PartitionState> {
  const leftovers: string[] = [];
  const present: string[] = [];
  const different: string[] = [];
  const missing = new Set(sizes.keys());
  let [bytes, newest] = [0, 0];
  for await (const { objects } of listPages(s3, { bucket, prefix: folder })) {
    for (const { key, size, lastModified } of objects) {
      const name = key.slice(folder.length);
      const planned = sizes.get(name);
      missing.delete(name);
      if (planned === undefined) leftovers.push(key);
      else if (planned !== size) different.push(name);
      else {
        present.push(key);
        bytes += size;
        newest = Math.max(newest, lastModified);
      }
    }
  }
  return { folder, missing: [...missing], different, leftovers, present, files: present.length, bytes, newest };
}
