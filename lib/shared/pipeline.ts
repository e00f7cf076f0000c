import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Settings } from '../../core/config/types';
import type { Permission } from './permissions';

/** What every part of the pipeline is built from. */
export interface PipelineProps {
  readonly settings: Settings;
  readonly key: IKey;
  readonly lakeBucket: IBucket;
  readonly rawBucket: IBucket;
  readonly workBucket: IBucket;
  readonly ledger: ITable;
}

/** Actions on items of the ledger, `GetItem` and the like. */
export const onLedger = ({ ledger }: Pick<PipelineProps, 'ledger'>, ...actions: readonly string[]): Permission => ({
  actions: actions.map((action) => `dynamodb:${action}`),
  resources: [ledger.tableArn],
});

/** Actions on objects below a prefix. */
export const onObjects = (
  bucket: IBucket,
  prefix: string,
  because: string,
  ...actions: readonly string[]
): Permission => ({
  actions: actions.map((action) => `s3:${action}`),
  resources: [bucket.arnForObjects(prefix === '' ? '*' : `${prefix}/*`)],
  because,
});

export const onBucket = (bucket: IBucket, ...actions: readonly string[]): Permission => ({
  actions: actions.map((action) => `s3:${action}`),
  resources: [bucket.bucketArn],
});
