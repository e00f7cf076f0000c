import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RAW_PREFIX } from '../../core/snapshots/layout';
import { sourceKeyArns } from '../../core/snapshots/source-keys';
import { ENV } from '../../functions/shared/env';
import { onLedger } from '../shared/data-permissions';
import { encryptWith, readUnder } from '../shared/key-use';
import { LambdaFunction } from '../shared/lambda-function';
import type { Permission } from '../shared/permissions';
import { namedWhileTheyFit } from '../shared/rights/policy-size';
import type { ExportRole } from './export-role';
import type { SnapshotsProps } from './snapshots-props';

export interface StartExportProps extends SnapshotsProps {
  readonly exportRole: ExportRole;
}

/** Judges triggers, takes slots, starts exports. */
export class StartExport extends LambdaFunction {
  constructor(scope: Construct, id: string, props: StartExportProps) {
    const { key, rawBucket, ledger, exportRole } = props;
    super(scope, id, {
      ...props,
      name: 'start-export',
      reads: ['environment', 'exports', 'sources', 'timeZone'],
      timeout: Duration.seconds(85),
      memorySize: 512,
      environment: {
        [ENV.ledgerTable]: ledger.tableName,
        [ENV.rawBucket]: rawBucket.bucketName,
        [ENV.rawPrefix]: RAW_PREFIX,
        [ENV.exportRoleArn]: exportRole.role.roleArn,
        [ENV.exportKeyArn]: key.keyArn,
      },
      permissions: [
        ...rdsPermissions(scope, props),
        ...passing(exportRole),
        // RDS makes its grant on the key in the caller's name
        {
          actions: ['kms:CreateGrant'],
          resources: [key.keyArn],
          conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
        },
        onLedger(ledger, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
        encryptWith(key),
        // no document says whether RDS asks the caller's rights on the key of the snapshot
        ...readUnder(sourceKeyArns(props.settings)),
      ],
    });
  }
}

/** Of the 10,240 that inline policies of a role may have. */
const CLUSTER_ARN_CHARS = 4000;

/** Snapshots are named by whoever takes them; whose they are is read by Describe before one is exported. */
function rdsPermissions(scope: Construct, { settings }: SnapshotsProps): Permission[] {
  const arn = (resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({ service: 'rds', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const scheduled = settings.sources.filter(({ trigger }) => 'schedule' in trigger).map(({ id }) => arn('cluster', id));
  // whoever may export every snapshot can read every cluster: the pattern opens nothing more
  const clusters = namedWhileTheyFit(scheduled, [arn('cluster', '*')], CLUSTER_ARN_CHARS);
  const because = 'Names of snapshots are not known before: RDS, AWS Backup and people make them up.';
  return [
    {
      actions: ['rds:DescribeDBClusterSnapshots', 'rds:DescribeDBSnapshots'],
      resources: [arn('cluster-snapshot', '*'), arn('snapshot', '*'), arn('cluster', '*'), arn('db', '*')],
      because,
    },
    {
      actions: ['rds:StartExportTask'],
      resources: [arn('cluster-snapshot', '*'), arn('snapshot', '*'), ...clusters],
      because,
    },
    {
      actions: ['rds:DescribeExportTasks'],
      resources: ['*'],
      because: "The action takes no resource. Everybody's tasks are counted against the limit.",
    },
  ];
}

const passing = ({ role, servicePrincipal }: ExportRole): Permission[] => [
  {
    actions: ['iam:PassRole'],
    resources: [role.roleArn],
    // "if exists": no document says which service RDS names when it exports, or that it names one
    conditions: { StringEqualsIfExists: { 'iam:PassedToService': [servicePrincipal, 'rds.amazonaws.com'] } },
  },
];
