import { MACHINES, type MachineName } from '../../core/machines';
import { deployedName } from '../../core/names';

/** The account and Region that the local runtime plays. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** Names of what is deployed on this machine: what CDK would have made. */
export interface LocalResources {
  readonly lakeBucket: string;
  readonly rawBucket: string;
  readonly workBucket: string;
  readonly ledgerTable: string;
  readonly exportRoleArn: string;
  readonly keyArn: string;
  /** Runs the functions; a data lake administrator. */
  readonly functionRoleArn: string;
  readonly machines: Readonly<Record<MachineName, string>>;
}

export const FUNCTIONS = [
  'start-export',
  'plan-copy',
  'copy-batch',
  'commit-partitions',
  'crawl-tables',
  'apply-governance',
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** What the resources of this place are called. Pure, so that everyone can ask. */
export function localResources({ partition, region, accountId }: Place): LocalResources {
  const role = (name: string): string => `arn:${partition}:iam::${accountId}:role/${deployedName(name)}`;
  const machine = (name: MachineName): string =>
    `arn:${partition}:states:${region}:${accountId}:stateMachine:${deployedName(name)}`;
  return {
    lakeBucket: deployedName(`lake-${accountId}`),
    rawBucket: deployedName(`raw-${accountId}`),
    workBucket: deployedName(`work-${accountId}`),
    ledgerTable: deployedName('ledger'),
    exportRoleArn: role('export'),
    keyArn: `arn:${partition}:kms:${region}:${accountId}:key/00000000-0000-4000-8000-000000000000`,
    functionRoleArn: role('functions'),
    machines: Object.fromEntries(MACHINES.map((name) => [name, machine(name)])) as LocalResources['machines'],
  };
}

export const functionArn = ({ partition, region, accountId }: Place, name: FunctionName): string =>
  `arn:${partition}:lambda:${region}:${accountId}:function:${deployedName(name)}`;
