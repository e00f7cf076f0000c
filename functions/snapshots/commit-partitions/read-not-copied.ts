import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BatchNotCopied, CommitPartitionsInput } from '../payloads';

/** The manifest of a Map's ResultWriter, as Step Functions writes it. */
interface ResultManifest {
  readonly ResultFiles: { readonly SUCCEEDED: readonly { readonly Key: string }[] };
}

/**
 * The first batch of each database that could not be copied, by the folder of the database. A batch that fails ends its
 * child execution with its error as the output, so that it stands among the results.
 */
export async function readNotCopied(
  s3: Pick<S3Client, 'send'>,
  copied: CommitPartitionsInput['copied'],
): Promise<Map<string, BatchNotCopied>> {
  const first = new Map<string, BatchNotCopied>();
  if (copied === null) return first;
  const read = async (Key: string): Promise<string> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: copied.Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  };
  const { ResultFiles } = JSON.parse(await read(copied.Key)) as ResultManifest;
  for (const { Key } of ResultFiles.SUCCEEDED) {
    for (const line of (await read(Key)).split('\n').filter((each) => each !== '')) {
      const result = JSON.parse(line) as Partial<BatchNotCopied>;
      if (isNotCopied(result) && !first.has(result.databaseFolder)) first.set(result.databaseFolder, result);
    }
  }
  return first;
}

const isNotCopied = (result: Partial<BatchNotCopied>): result is BatchNotCopied =>
  typeof result.databaseFolder === 'string' && typeof result.error === 'string';
