import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Permission } from './permissions';

/** Actions on items of the ledger, `GetItem` and the like. */
export const onLedger = (ledger: ITable, ...actions: readonly string[]): Permission => ({
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
