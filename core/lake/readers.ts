import type { Names } from '../deployed-names';
import { publishingMachines, type TableStreams } from '../machines';
import type { RightsPlace } from '../rights/permission';

/** Functions that read files of the lake past Lake Formation. */
export const LAKE_READERS = ['commit-partitions', 'write-partition'] as const;
export type LakeReader = (typeof LAKE_READERS)[number];

/** Those that are there: changes of DynamoDB are written into partitions only where something is published. */
export const lakeReaders = (dynamodb: TableStreams): readonly LakeReader[] =>
  LAKE_READERS.filter((name) => name !== 'write-partition' || publishingMachines(dynamodb).length > 0);

/** Functions that read the landing bucket where something is published. */
export const LANDING_READERS = ['plan-publication', 'sort-rows'] as const;

/** What reads raw exports: `export` is the role by which RDS writes them. */
export const RAW_READERS = ['plan-copy', 'copy-batch', 'export'] as const;
export type RawReader = (typeof RAW_READERS)[number];

/**
 * Name of the role of a function that reads files. Fixed, so that the bucket's policy can name it before it is there;
 * with the Region, because roles are the whole account's. At most 64 characters: 15 are the installation's.
 */
export const readerRole = (names: Pick<Names, 'deployed'>, functionName: string, region: string): string =>
  names.deployed(`${functionName}-${region}`);

export const readerRoleArn = (
  names: Pick<Names, 'deployed'>,
  functionName: string,
  { partition, region, accountId }: RightsPlace,
): string => `arn:${partition}:iam::${accountId}:role/${readerRole(names, functionName, region)}`;

/** Everything by which contents of an object leave the bucket. */
export const READING = [
  's3:GetObject',
  's3:GetObjectTorrent',
  's3:GetObjectVersion',
  's3:GetObjectVersionForReplication',
] as const;

/**
 * The account's root user, who can take the policy away, is spared: no other way back were left if every reader were
 * gone.
 */
export const rootArn = ({ partition, accountId }: Pick<RightsPlace, 'partition' | 'accountId'>): string =>
  `arn:${partition}:iam::${accountId}:root`;

/**
 * The statement of a bucket's policy by which nobody reads past Lake Formation, whatever IAM allows. `readers` are ARNs
 * of roles. Services that act for themselves have no role, and read nothing here without a policy of theirs.
 */
export const readersOnly = (bucketArn: string, readers: unknown) => ({
  Sid: 'ReadersOnly',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: READING,
  Resource: `${bucketArn}/*`,
  Condition: { ArnNotEquals: { 'aws:PrincipalArn': readers }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
});
