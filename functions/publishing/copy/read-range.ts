import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CopyBatchInput, CopyItem } from '../../snapshots/payloads';
import { ManifestChangedError } from './errors';

/** The batch's lines of the manifest. Throws {@link ManifestChangedError} when they are not the planned ones. */
export async function readRange(
  s3: Pick<S3Client, 'send'>,
  { manifest, batch }: Pick<CopyBatchInput, 'manifest' | 'batch'>,
): Promise<CopyItem[]> {
  const Range = `bytes=${batch.start}-${batch.end - 1}`;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: manifest.bucket, Key: manifest.key, Range }));
  const text = (await Body?.transformToString()) ?? '';
  const items = text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => parseItem(line) ?? []);
  if (items.length !== batch.files) {
    throw new ManifestChangedError(`${Range} of s3://${manifest.bucket}/${manifest.key}`, batch.files, items.length);
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
