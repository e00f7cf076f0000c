import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CopyItem, ManifestBatch } from '../payloads';
import { ManifestChangedError } from './errors';

/**
 * The batch's lines of the manifest. Throws {@link ManifestChangedError} when they are not the planned ones; `planner`
 * is the machine whose redrive plans anew.
 */
export async function readRange(
  s3: Pick<S3Client, 'send'>,
  { manifest, batch }: ManifestBatch,
  planner: string,
): Promise<CopyItem[]> {
  const Range = `bytes=${batch.start}-${batch.end - 1}`;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: manifest.bucket, Key: manifest.key, Range }));
  const text = (await Body?.transformToString()) ?? '';
  const items = text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => parseItem(line) ?? []);
  if (items.length !== batch.files) {
    const place = `${Range} of s3://${manifest.bucket}/${manifest.key}`;
    throw new ManifestChangedError(place, batch.files, items.length, planner);
  }
  return items;
}

function parseItem(line: string): CopyItem | undefined {
  try {
    return JSON.parse(line) as CopyItem;
  } catch {
    return undefined;
  }
}
