import type { LocalRole } from '../../local/deploy/roles';

type Owner = LocalRole['owner'];

/** Why an action is granted that the night of this folder never asks for. */
interface Outside {
  readonly actions: readonly string[];
  /** @default of all roles */
  readonly owners?: readonly Owner[];
  readonly because: string;
}

const OUTSIDE: readonly Outside[] = [
  {
    actions: ['kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:DescribeKey'],
    because: 'DynamoDB Developer Guide, "Authorizing use of your KMS key": whoever uses the table needs them.',
  },
  {
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    owners: ['start-export', 'describe-export', 'judge-databases', 'apply-governance', 'export-snapshot'],
    because: 'The key of the ledger, which the local DynamoDB does not ask for.',
  },
  { actions: ['kms:GenerateDataKey'], owners: ['commit-partitions'], because: 'The key of the ledger.' },
  { actions: ['kms:CreateGrant'], because: 'RDS makes its grant in the name of who starts the export.' },
  {
    actions: ['rds:DescribeExportTasks'],
    owners: ['export-snapshot'],
    because: 'For runs of an earlier definition.',
  },
  { actions: ['rds:DescribeDBSnapshots'], because: 'The night has clusters and no instances.' },
  { actions: ['s3:AbortMultipartUpload'], because: 'For objects in parts that fail.' },
  {
    actions: ['s3:ListMultipartUploadParts'],
    because: 'Step Functions Developer Guide, "IAM policies for using Distributed Map states".',
  },
  { actions: ['s3:ListBucket'], owners: ['publish-export'], because: 'Tells a batch that is missing from one denied.' },
  { actions: ['s3:GetObjectTagging', 's3:PutObjectTagging'], because: 'S3 asks for them where the source has tags.' },
  {
    actions: ['s3:ListBucket'],
    owners: ['copy-batch', 'commit-partitions', 'plan-copy'],
    because: 'Partly asked only for an object that is missing.',
  },
  {
    actions: ['s3:DeleteObject', 'dynamodb:PutItem'],
    owners: ['commit-partitions'],
    because: 'For leftovers of a run that failed, and partitions that change.',
  },
  { actions: ['s3:PutObject'], owners: ['describe-export'], because: 'For a message of RDS that is too long.' },
  {
    actions: ['glue:GetTableVersions'],
    because: 'For tables that went on by more than one version since the last run.',
  },
  { actions: ['states:RedriveExecution'], because: 'For a redrive.' },
  {
    actions: ['states:DescribeExecution', 'states:ListMapRuns', 'states:ListExecutions', 'states:GetExecutionHistory'],
    owners: ['notify-failure'],
    because: 'For failures of nested executions and of Map Runs.',
  },
  { actions: ['sqs:SendMessage'], because: 'Lambda sends the events that notify-failure fails at.' },
  {
    actions: [
      'glue:PutResourcePolicy',
      'glue:DeleteResourcePolicy',
      'organizations:DescribeOrganization',
      'organizations:DescribeAccount',
      'ram:Get*',
      'ram:List*',
      'ram:CreateResourceShare',
      'ram:UpdateResourceShare',
      'ram:DeleteResourceShare',
      'ram:AssociateResourceShare',
      'ram:DisassociateResourceShare',
      'ram:AssociateResourceSharePermission',
    ],
    because: 'AWSLakeFormationCrossAccountManager: Lake Formation calls them in the name of who shares.',
  },
  {
    actions: [
      'lakeformation:CreateLFTag',
      'lakeformation:UpdateLFTag',
      'lakeformation:RemoveLFTagsFromResource',
      'lakeformation:UpdateDataCellsFilter',
      'lakeformation:DeleteDataCellsFilter',
      'lakeformation:ListLFTagExpressions',
      'lakeformation:SearchTablesByLFTags',
      'lakeformation:SearchDatabasesByLFTags',
      'lakeformation:BatchRevokePermissions',
      'lakeformation:ListLakeFormationOptIns',
      'lakeformation:CreateLakeFormationOptIn',
    ],
    owners: ['apply-governance'],
    because: 'Policies that change, hybrid registrations and rights of others ask for them; one night has none.',
  },
  {
    actions: ['lakeformation:GrantPermissions', 'lakeformation:RevokePermissions'],
    owners: ['apply-governance'],
    because: 'AWS documents nowhere whether a batch asks for them; the local Lake Formation asks for the batch alone.',
  },
  {
    actions: ['sqs:SendMessage', 'kms:GenerateDataKey', 'kms:Decrypt'],
    owners: ['schedules'],
    because: 'For the dead-letter queue, where the machine cannot be started.',
  },
];

/** Whether the night cannot show that the role needs the action. */
export const isOutside = (owner: Owner, action: string): boolean =>
  OUTSIDE.some(({ actions, owners }) => actions.includes(action) && (owners === undefined || owners.includes(owner)));
