import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { S3Pointer } from '../../shared/execution';
import type { CopyItem } from '../payloads';

const NEWLINE = 10;
const CHUNK_BYTES = 8 * 1024 ** 2;

/** One table's partition as planned. */
export interface PlannedPartition {
  /** With a trailing slash. */
  readonly folder: string;
  /** Bytes by file name. */
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * The manifest, partition by partition: its lines are in the order of the export's keys, so that a table's files stand
 * together.
 */
export async function* readPartitions(
  s3: Pick<S3Client, 'send'>,
  manifest: S3Pointer,
): AsyncGenerator<PlannedPartition, void> {
  let folder = '';
  let sizes = new Map<string, number>();
  for await (const line of readLines(s3, manifest)) {
    const { destinationKey, size } = JSON.parse(line) as CopyItem;
    const cut = destinationKey.lastIndexOf('/') + 1;
    if (sizes.size > 0 && destinationKey.slice(0, cut) !== folder) {
      yield { folder, sizes };
      sizes = new Map();
    }
    folder = destinationKey.slice(0, cut);
    sizes.set(destinationKey.slice(cut), size);
  }
  if (sizes.size > 0) yield { folder, sizes };
}

/** In ranges: S3 closes a stream that nobody reads while partitions are compared. */
async function* readLines(s3: Pick<S3Client, 'send'>, { bucket: Bucket, key: Key }: S3Pointer): AsyncGenerator<string> {
  const { ContentLength = 0, ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  let carry: Uint8Array = new Uint8Array();
  for (let start = 0; start < ContentLength; start += CHUNK_BYTES) {
    const Range = `bytes=${start}-${Math.min(start + CHUNK_BYTES, ContentLength) - 1}`;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range, IfMatch: ETag }));
    const chunk = Buffer.concat([carry, (await Body?.transformToByteArray()) ?? new Uint8Array()]);
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    yield* chunk.subarray(0, end).toString().split('\n').slice(0, -1);
    carry = chunk.subarray(end);
  }
  if (carry.length > 0) yield Buffer.from(carry).toString();
}
