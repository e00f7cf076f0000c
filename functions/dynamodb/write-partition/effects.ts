import type { S3Client } from '@aws-sdk/client-s3';
import type { Log } from '../../shared/log';

export interface WritePartitionEffects {
  readonly s3: Pick<S3Client, 'send'>;
  readonly lakeBucket: string;
  readonly workBucket: string;
  readonly log: Log;
  /** What DuckDB may take before it spills. @default a sixth of the function's memory */
  readonly mebibytes?: number;
  /** Of a state's files on disk at once. @default 1 GiB */
  readonly mostBytes?: number;
}

/** Of 3,008: wide tables, a row group, and the part on its way to S3 come on top. */
export const MEBIBYTES = 512;
