import fc from 'fast-check';
import type { FaultName } from '../../../packages/local-aws/faults';

export interface PlannedFault {
  readonly name: FaultName;
  readonly target: string;
  readonly times: number;
  readonly skip: number;
}

const FUNCTIONS = [
  'start-export',
  'describe-export',
  'plan-copy',
  'copy-batch',
  'commit-partitions',
  'judge-databases',
  'crawl-tables',
  'apply-governance',
];
const OPERATIONS = [
  'rds:StartExportTask',
  'rds:DescribeExportTasks',
  'rds:DescribeDBClusterSnapshots',
  's3:PutObject',
  's3:GetObject',
  's3:ListObjectsV2',
  's3:CopyObject',
  's3:DeleteObjects',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:Query',
  'glue:StartCrawler',
  'glue:GetCrawler',
  'lakeformation:AddLFTagsToResource',
  'lakeformation:BatchGrantPermissions',
  'lakeformation:CreateDataCellsFilter',
  'states:StartExecution',
];

const struck = (names: readonly FaultName[], targets: readonly string[], most: number): fc.Arbitrary<PlannedFault> =>
  fc.record({
    name: fc.constantFrom(...names),
    target: fc.constantFrom(...targets),
    times: fc.integer({ min: 1, max: most }),
    skip: fc.integer({ min: 0, max: 12 }),
  });

/** Those that strike a few times are outlived by retries; more often, and an operator must come. */
export const faults = (sources: readonly string[]): fc.Arbitrary<PlannedFault> =>
  fc.oneof(
    struck(['access-denied', 'throttling', 'service-error', 'lost-response'], OPERATIONS, 12),
    struck(
      ['function-error', 'function-timeout', 'function-lost-response', 'function-large-answer'],
      FUNCTIONS.map((f) => `lambda:${f}`),
      8,
    ),
    struck(['export-failed', 'table-skipped'], sources, 4),
    struck(['crawl-failed', 'crawl-cancelled'], ['*'], 2),
    struck(['limit-reached'], ['rds:StartExportTask'], 3),
    struck(['duplicate-event'], ['*'], 5),
  );
