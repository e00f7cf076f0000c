import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Settings } from '../../core/config/types';
import type { LakeStack } from '../lake/lake-stack';
import type { Monitoring } from '../shared/monitoring';

/** What every part of the snapshots' branch is built from. */
export interface SnapshotsProps {
  readonly settings: Settings;
  readonly key: IKey;
  readonly lakeBucket: IBucket;
  readonly readers: LakeStack['readers'];
  readonly rawReaders: LakeStack['rawReaders'];
  /** RDS exports to it. */
  readonly rawBucket: IBucket;
  /** Manifests, batches, reports. */
  readonly workBucket: IBucket;
  readonly ledger: ITable;
  readonly monitoring: Monitoring;
}
