import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Settings } from '../../core/config/types';
import type { RowRightsProps } from '../../core/dynamodb/rights/rows';
import type { Monitoring } from '../shared/monitoring';

/** What the functions that sort and merge rows are built from. */
export interface RowFunctionProps {
  readonly settings: Settings;
  /** The lake's key: of work files, partitions, logs. */
  readonly key: IKey;
  readonly landingBucket: IBucket;
  readonly landingKey: IKey;
  readonly workBucket: IBucket;
  readonly lakeBucket: IBucket;
  /** Folder of all publications in the work bucket, without a slash at its end. */
  readonly workFolder: string;
  /** Folder of the lake below which all history lies, without a slash at its end. */
  readonly lakeFolder: string;
  /** DuckDB. */
  readonly layer: ILayerVersion;
  readonly monitoring: Monitoring;
  /** Policies of buckets name it. */
  readonly roleName: string;
}

export const rowRightsOf = (props: RowFunctionProps): RowRightsProps => ({
  landingBucket: props.landingBucket.bucketArn,
  landingKey: props.landingKey.keyArn,
  workBucket: props.workBucket.bucketArn,
  lakeBucket: props.lakeBucket.bucketArn,
  workFolder: props.workFolder,
  lakeFolder: props.lakeFolder,
  key: props.key.keyArn,
});
