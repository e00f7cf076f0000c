import type { Names } from '../deployed-names';
import type { RightsPlace } from '../rights/permission';

/**
 * Name of the role of a function that reads files of the lake. Fixed, so that the bucket's policy can name it before it
 * is there; with the Region, because roles are the whole account's. At most 64 characters: 15 are the installation's.
 */
export const lakeReaderRole = (names: Pick<Names, 'deployed'>, functionName: string, region: string): string =>
  names.deployed(`${functionName}-${region}`);

/** Everything by which contents of an object leave the bucket. */
const READING = ['s3:GetObject', 's3:GetObjectTorrent', 's3:GetObjectVersion', 's3:GetObjectVersionForReplication'];

/**
 * The account's root user, who can take the policy away, is spared: no other way back were left if every reader were
 * gone.
 */
export const rootArn = ({ partition, accountId }: Pick<RightsPlace, 'partition' | 'accountId'>): string =>
  `arn:${partition}:iam::${accountId}:root`;

/**
 * The statement of the lake bucket's policy by which nobody reads past Lake Formation, whatever IAM allows. `readers`
 * are ARNs of roles. Services that act for themselves have no role, and read nothing here without a policy of theirs.
 */
export const readersOnly = (bucketArn: string, readers: unknown) => ({
  Sid: 'ReadersOnly',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: READING,
  Resource: `${bucketArn}/*`,
  Condition: { ArnNotEquals: { 'aws:PrincipalArn': readers }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
});
