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

/**
 * Actions on a bucket itself. Whoever reads objects needs `ListBucket`: without it S3 answers 403 AccessDenied for an
 * object that is not there, and the wrong remedy is shown.
 */
export const onBucket = (bucket: IBucket, ...actions: readonly string[]): Permission => ({
  actions: actions.map((action) => `s3:${action}`),
  resources: [bucket.bucketArn],
});
