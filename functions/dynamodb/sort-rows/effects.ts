import type { S3Client } from '@aws-sdk/client-s3';
import type { Log, RecordMetric } from '../../shared/log';

export interface SortRowsEffects {
  readonly s3: Pick<S3Client, 'send'>;
  readonly landingBucket: string;
  readonly workBucket: string;
  readonly log: Log;
  readonly metric: RecordMetric;
  /** Bytes of lines on disk before they become pieces; at least one line. @default 1 GiB */
  readonly mostBytes?: number;
}
