import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Finding, FindingsRange } from '../../../core/replication/comparison/report';

/** A finding, and where its line begins. */
export interface PlacedFinding {
  readonly finding: Finding;
  /** Byte of the file. */
  readonly start: number;
}

/** Reads the lines of a batch: 500 at most, of keys of at most 1,024 bytes. */
export async function readFindings(
  s3: Pick<S3Client, 'send'>,
  Bucket: string,
  { key: Key, start, end }: Pick<FindingsRange, 'key' | 'start' | 'end'>,
): Promise<PlacedFinding[]> {
  if (start >= end) return [];
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${start}-${end - 1}` }));
  const lines = ((await Body?.transformToString()) ?? '').split('\n').filter((line) => line !== '');
  let at = start;
  return lines.map((line) => {
    const placed = { finding: JSON.parse(line) as Finding, start: at };
    at += Buffer.byteLength(line) + 1;
    return placed;
  });
}
