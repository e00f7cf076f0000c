import { onLedger } from '../../rights/data';
import { encryptWith, readUnder } from '../../rights/key-use';
import { arnIn, type Permission } from '../../rights/permission';
import { namedWhileTheyFit } from '../../rights/policy-size';
import { sourceKeyArns } from '../source-keys';
import type { SnapshotRightsProps } from './rights-props';

export interface StartExportRightsProps extends SnapshotRightsProps {
  readonly exportRole: string;
  /** Who assumes that role. */
  readonly exportPrincipal: string;
}

/** Of start-export. */
export const startExportRights = (props: StartExportRightsProps): Permission[] => [
  ...rdsRights(props),
  passing(props),
  // RDS makes its grant on the key in the caller's name
  {
    actions: ['kms:CreateGrant'],
    resources: [props.key],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  },
  onLedger(props.ledger, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
  encryptWith(props.key),
  // no document says whether RDS asks the caller's rights on the key of the snapshot
  ...readUnder(sourceKeyArns(props.settings)),
];

/** Of the 10,240 that inline policies of a role may have. */
const CLUSTER_ARN_CHARS = 4000;

/** Snapshots are named by whoever takes them; whose they are is read by Describe before one is exported. */
function rdsRights({ settings, place }: StartExportRightsProps): Permission[] {
  const arn = (resource: string, name: string): string => arnIn(place, 'rds', `${resource}:${name}`);
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

const passing = ({ exportRole, exportPrincipal }: StartExportRightsProps): Permission => ({
  actions: ['iam:PassRole'],
  resources: [exportRole],
  // "if exists": no document says which service RDS names when it exports, or that it names one
  conditions: { StringEqualsIfExists: { 'iam:PassedToService': [exportPrincipal, 'rds.amazonaws.com'] } },
});
