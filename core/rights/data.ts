import type { Permission } from './permission';

/** Actions on items of the ledger, `GetItem` and the like. */
export const onLedger = (tableArn: string, ...actions: readonly string[]): Permission => ({
  actions: actions.map((action) => `dynamodb:${action}`),
  resources: [tableArn],
});

/** Actions on objects below a prefix. */
export const onObjects = (
  bucketArn: string,
  prefix: string,
  because: string,
  ...actions: readonly string[]
): Permission => ({
  actions: actions.map((action) => `s3:${action}`),
  resources: [prefix === '' ? `${bucketArn}/*` : `${bucketArn}/${prefix}/*`],
  because,
});

/**
 * Actions on a bucket itself. Whoever reads objects needs `ListBucket`: without it S3 answers 403 AccessDenied for an
 * object that is not there, and the wrong remedy is shown.
 */
export const onBucket = (bucketArn: string, ...actions: readonly string[]): Permission => ({
  actions: actions.map((action) => `s3:${action}`),
  resources: [bucketArn],
});
