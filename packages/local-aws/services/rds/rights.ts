import type { Needed, Rights } from '../../authorization/rights';

interface Input {
  readonly SourceArn?: string;
  readonly IamRoleArn?: string;
  readonly DBSnapshotIdentifier?: string;
  readonly DBClusterSnapshotIdentifier?: string;
  readonly DBInstanceIdentifier?: string;
  readonly DBClusterIdentifier?: string;
}

/** Whom RDS names to IAM when it is handed a role for an export. Documented nowhere; the role's trust has it. */
const EXPORT_PRINCIPAL = 'export.rds.amazonaws.com';

/** Service Authorization Reference, "Amazon RDS". */
export const rdsRights =
  (partition: string): Rights =>
  async (operation, input: Input, { accountId, region }) => {
    const arn = (type: string, id = '*'): string =>
      id.startsWith('arn:') ? id : `arn:${partition}:rds:${region}:${accountId}:${type}:${id}`;
    const needed = (resource: string): Needed => ({ action: `rds:${operation}`, resource });
    switch (operation) {
      case 'StartExportTask':
        return [
          needed(input.SourceArn ?? ''),
          {
            action: 'iam:PassRole',
            resource: input.IamRoleArn ?? '',
            context: { 'iam:PassedToService': EXPORT_PRINCIPAL },
          },
        ];
      case 'DescribeDBSnapshots':
        return [needed(arn('snapshot', input.DBSnapshotIdentifier))];
      case 'DescribeDBClusterSnapshots':
        return [needed(arn('cluster-snapshot', input.DBClusterSnapshotIdentifier))];
      case 'DescribeDBInstances':
        return [needed(arn('db', input.DBInstanceIdentifier))];
      case 'DescribeDBClusters':
        return [needed(arn('cluster', input.DBClusterIdentifier))];
      default:
        return undefined;
    }
  };
