import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { WrittenBucket } from '../../../core/dynamodb/publication/written-dates';
import type { WritePartitionResult } from '../payloads';
import type { MapResults } from '../publication-payloads';

/** The manifest of a Map's ResultWriter, as Step Functions writes it. */
interface ResultManifest {
  readonly ResultFiles: { readonly SUCCEEDED: readonly { readonly Key: string }[] };
}

/** What each child of WritePartitions returned. A redriven Map Run lists the successes of all its attempts. */
export async function readWritten(s3: Pick<S3Client, 'send'>, written: MapResults | null): Promise<WrittenBucket[]> {
  if (written === null) return [];
  const read = async (Key: string): Promise<string> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: written.Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  };
  const { ResultFiles } = JSON.parse(await read(written.Key)) as ResultManifest;
  const buckets: WrittenBucket[] = [];
  for (const { Key } of ResultFiles.SUCCEEDED) {
    const lines = (await read(Key)).split('\n').filter((each) => each !== '');
    buckets.push(...lines.map((line) => JSON.parse(line) as WritePartitionResult & Pick<WrittenBucket, 'target'>));
  }
  return buckets;
}
