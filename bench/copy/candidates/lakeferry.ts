import { S3Client } from '@aws-sdk/client-s3';
import { copyFiles } from '../../../functions/publishing/copy/copy-files';
import { copyObject } from '../../../functions/publishing/copy/copy-object';
import type { CopyItem } from '../../../functions/publishing/payloads';
import { LeanS3, listPages, PacedS3 } from '../../../functions/shared/s3-lean';

/** What `copy-batch` does, with the listing of the source in the same process, so that the two overlap. */
async function* items(s3: PacedS3): AsyncGenerator<readonly CopyItem[], void> {
  for await (const { objects } of listPages(s3, { bucket: 'raw', prefix: 'export/' })) {
    yield objects.map(({ key, size, etag }) => ({
      sourceKey: key,
      destinationKey: key.replace('export/', 'lake/'),
      size,
      etag,
    }));
  }
}

export async function run(): Promise<number> {
  const s3 = new PacedS3(new LeanS3(new S3Client({})));
  const place = { sourceBucket: 'raw', lakeBucket: 'lake' };
  return (await copyFiles(items(s3), (item) => copyObject(s3, place, item))).copied;
}
