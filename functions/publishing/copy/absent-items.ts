import { listPages, type PacedS3 } from '../../shared/s3-lean';
import type { CopyItem } from '../payloads';

/** Folders that are listed ahead of the copying. */
const FOLDERS_AHEAD = 64;

/**
 * Leaves out the files that are in the lake already. A destination's name stands for one content (docs/adr/0005) and S3
 * writes whole objects or none, so a listing of names and sizes is proof: one request for a thousand files. It lists
 * folder by folder, ahead of the copies.
 */
export async function* absentItems(
  s3: PacedS3,
  bucket: string,
  items: readonly CopyItem[],
  onPresent: (count: number) => void,
): AsyncGenerator<readonly CopyItem[], void> {
  const folders = byFolder(items);
  const listings = folders.slice(0, FOLDERS_AHEAD).map((folder) => listed(s3, bucket, folder));
  for (const [i, folder] of folders.entries()) {
    const present = await listings[i]!;
    const next = folders[i + FOLDERS_AHEAD];
    if (next !== undefined) listings.push(listed(s3, bucket, next));
    const absent = folder.filter(({ destinationKey, size }) => present.get(destinationKey) !== size);
    onPresent(folder.length - absent.length);
    yield absent;
  }
}

/** Runs of items with one folder. */
function byFolder(items: readonly CopyItem[]): CopyItem[][] {
  const runs: CopyItem[][] = [];
  let current: string | undefined;
  for (const item of items) {
    const folder = folderOf(item.destinationKey);
    if (folder === current) runs.at(-1)!.push(item);
    else runs.push([item]);
    current = folder;
  }
  return runs;
}

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

/** Sizes by key. The pages between the first and the last wanted name only. */
function listed(s3: PacedS3, bucket: string, items: readonly CopyItem[]): Promise<Map<string, number>> {
  const listing = readFolder(s3, bucket, items);
  // it is awaited when its turn comes; until then a failure must not count as unhandled
  listing.catch(() => undefined);
  return listing;
}

async function readFolder(s3: PacedS3, bucket: string, items: readonly CopyItem[]): Promise<Map<string, number>> {
  const keys = items.map((item) => item.destinationKey).sort();
  const [first, last] = [keys[0]!, keys.at(-1)!];
  const found = new Map<string, number>();
  // `start-after` leaves out the key itself: the first one without its last character sorts before it
  for await (const { objects } of listPages(s3, { bucket, prefix: folderOf(first), startAfter: first.slice(0, -1) })) {
    for (const { key, size } of objects) found.set(key, size);
    if (objects.length > 0 && objects.at(-1)!.key >= last) break;
  }
  return found;
}
