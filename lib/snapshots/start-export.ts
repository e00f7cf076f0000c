import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RAW_PREFIX } from '../../core/snapshots/layout';
import { ENV } from '../../functions/shared/env';
import { FunctionRole } from '../shared/function-role';
import { encryptWith } from '../shared/key-use';
import { allow, type Permission } from '../shared/permissions';
import { onLedger, type PipelineProps } from '../shared/pipeline';
import { PipelineFunction } from '../shared/pipeline-function';
import { regionTraits } from '../shared/region-traits';
import type { ExportRole } from './export-role';

export interface StartExportProps extends PipelineProps {
  readonly exportRole: ExportRole;
}

/** Judges triggers, takes slots, starts exports. */
export class StartExport extends PipelineFunction {
  constructor(scope: Construct, id: string, props: StartExportProps) {
    const { settings, key, rawBucket, ledger, exportRole } = props;
    const { hasXRay } = regionTraits(settings.environment);
    const role = new FunctionRole(scope, `${id}Role`, { functionName: 'start-export', hasXRay });
    allow(
      role,
      ...rdsPermissions(role, props),
      ...passing(exportRole),
      // RDS makes its grant on the key in the caller's name
      {
        actions: ['kms:CreateGrant'],
        resources: [key.keyArn],
        conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
      onLedger(props, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
      encryptWith(key),
    );
    super(scope, id, {
      folder: 'start-export',
      settings,
      key,
      role: role.withoutPolicyUpdates(),
      timeout: Duration.seconds(85),
      memorySize: 512,
      environment: {
        [ENV.ledgerTable]: ledger.tableName,
        [ENV.rawBucket]: rawBucket.bucketName,
        [ENV.rawPrefix]: RAW_PREFIX,
        [ENV.exportRoleArn]: exportRole.role.roleArn,
        [ENV.exportKeyArn]: key.keyArn,
      },
    });
  }
}

/** Snapshots are named by whoever takes them; whose they are is read by Describe before one is exported. */
function rdsPermissions(scope: Construct, { settings }: PipelineProps): Permission[] {
  const arn = (resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({ service: 'rds', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const clusters = settings.sources.filter(({ kind }) => kind === 'aurora-cluster').map(({ id }) => arn('cluster', id));
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
    conditions: { StringEquals: { 'iam:PassedToService': [servicePrincipal, 'rds.amazonaws.com'] } },
  },
];
