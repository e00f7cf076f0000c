import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import {
  added,
  addedExamples,
  type ComparisonCounts,
  type Examples,
  type FindingsRange,
  MAX_FAILURES,
  NOTHING_COMPARED,
  NOTHING_REPLICATED,
  type PartResult,
  type ReplicatedResult,
} from '../../../core/replication/comparison/report';
import { inParallel } from '../../shared/in-parallel';

type S3 = Pick<S3Client, 'send'>;

/** What all ranges of a comparison found. */
export interface Gathered {
  readonly counts: ComparisonCounts;
  readonly batches: readonly FindingsRange[];
  readonly examples: Examples;
}

const READS_AT_ONCE = 32;

/** Adds up what compare-range left in a folder. */
export async function gatherCompared(s3: S3, bucket: string, folder: string): Promise<Gathered> {
  let counts = NOTHING_COMPARED;
  let examples: Examples = {};
  const batches: FindingsRange[] = [];
  await forEachResult<PartResult>(s3, bucket, folder, (result) => {
    counts = added(counts, result.counts);
    examples = addedExamples(examples, result.examples);
    batches.push(...result.batches);
  });
  return { counts, examples, batches };
}

/** Adds up what replicate-batch left in a folder. */
export async function gatherReplicated(s3: S3, bucket: string, folder: string): Promise<ReplicatedResult> {
  let counts = NOTHING_REPLICATED;
  const failures: ReplicatedResult['failures'][number][] = [];
  await forEachResult<ReplicatedResult>(s3, bucket, folder, (result) => {
    counts = added(counts, result.counts);
    failures.push(...result.failures.slice(0, MAX_FAILURES - failures.length));
  });
  return { counts, failures };
}

/** In the order of their names, a page of them in memory. */
async function forEachResult<T>(s3: S3, Bucket: string, Prefix: string, act: (result: T) => void): Promise<void> {
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    const results = await inParallel(page.Contents ?? [], READS_AT_ONCE, async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return JSON.parse((await Body?.transformToString()) ?? '') as T;
    });
    results.forEach(act);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}
