/**
 * Bytes that the bundle of each function may have: what Lambda reads at a cold start, about 10 ms for 100 kB. The AWS
 * SDK is bundled, for the runtime's is of no fixed version. Raise one only with a reason.
 */
export const BUDGETS: Readonly<Record<string, number>> = {
  // S3 and KMS, whose policies it reads
  'apply-governance': 1_500_000,
  'commit-partitions': 1_300_000,
  // S3, DynamoDB and Glue
  'commit-publication': 1_800_000,
  'compare-range': 2_000_000,
  // as replicate-object, without SQS and Step Functions
  'complete-upload': 2_000_000,
  // as replicate-object, and hyparquet
  'convert-parquet': 2_400_000,
  'copy-batch': 1_300_000,
  'copy-parts': 2_000_000,
  'crawl-tables': 600_000,
  'describe-export': 1_300_000,
  'finish-load': 700_000,
  'flatten-items': 200_000,
  'follow-table-export': 700_000,
  'judge-databases': 600_000,
  'load-rows': 700_000,
  'notify-failure': 600_000,
  'open-upload': 2_000_000,
  // reads the settings of its output, with zod
  'plan-comparison': 2_000_000,
  'plan-copy': 1_300_000,
  'plan-partitions': 1_300_000,
  'plan-publication': 1_300_000,
  'replicate-batch': 2_200_000,
  // the SDK's clients of S3, SQS, SSM, STS, Step Functions and DynamoDB, and zod
  'replicate-object': 2_400_000,
  'report-comparison': 2_000_000,
  'sort-rows': 1_300_000,
  'start-export': 650_000,
  // the SDK's clients of DynamoDB and S3, and zod
  'start-table-export': 1_200_000,
  // the SDK's clients of CloudWatch, Kinesis, Firehose and S3
  'tell-progress': 1_500_000,
  'write-partition': 1_300_000,
};
