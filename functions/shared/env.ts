/** Names of the environment variables that constructs set and handlers read. */
export const ENV = {
  lakeBucket: 'LAKE_BUCKET',
  rawBucket: 'RAW_BUCKET',
  landingBucket: 'LANDING_BUCKET',
  workBucket: 'WORK_BUCKET',
  rawPrefix: 'RAW_PREFIX',
  ledgerTable: 'LEDGER_TABLE',
  exportRoleArn: 'EXPORT_ROLE_ARN',
  exportKeyArn: 'EXPORT_KEY_ARN',
  catalogId: 'CATALOG_ID',
  noticesTopicArn: 'NOTICES_TOPIC_ARN',
  /** CloudWatch namespace of all metrics; each installation has its own. */
  metricsNamespace: 'METRICS_NAMESPACE',
  /** Table of the receipts of all outputs. */
  replicationTable: 'REPLICATION_TABLE',
  /** Name of the output that a function of the replication works for. */
  output: 'OUTPUT',
  /** The bucket that the output's objects come from. */
  sourceBucket: 'SOURCE_BUCKET',
  queueUrl: 'QUEUE_URL',
  largeObjectMachineArn: 'LARGE_OBJECT_MACHINE_ARN',
  convertMachineArn: 'CONVERT_MACHINE_ARN',
  /** 'true' where rows tell the values before a change too. */
  oldImage: 'OLD_IMAGE',
  /** 'true' where Firehose sorts rows by the date of the change. */
  partitionByEventDate: 'PARTITION_BY_EVENT_DATE',
  /** Name of the entry of `dynamodb` that a function works for. */
  tableStream: 'TABLE_STREAM',
  /** The bucket into which DynamoDB exports tables. */
  exportsBucket: 'EXPORTS_BUCKET',
  /** The stream that changes of tables go into. */
  streamArn: 'STREAM_ARN',
} as const;

export type EnvName = (typeof ENV)[keyof typeof ENV];

export class MissingEnvironmentError extends Error {
  override readonly name = 'MissingEnvironmentError';
  constructor(key: string) {
    super(`The environment variable ${key} is missing or empty. The construct of this function sets it: deploy again.`);
  }
}

/** Reads one required variable. Throws {@link MissingEnvironmentError} naming it. */
export function requiredEnv(key: EnvName, env: NodeJS.ProcessEnv = process.env): string {
  const value = env[key];
  if (value === undefined || value === '') throw new MissingEnvironmentError(key);
  return value;
}
