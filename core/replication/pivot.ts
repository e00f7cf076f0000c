import type { OutputSettings } from '../config/replication/types';
import type { Names } from '../deployed-names';
import type { Permission, RightsPlace } from '../rights/permission';
import { ATTRIBUTES_OF_OBJECTS } from './rights/access';
import { type CopiedFrom, sourceRights } from './rights/server-side';

/**
 * Path of the roles of an output's functions. Trust policies name it, because a role of the account may come and go: a
 * trust that names a role is bound to that one role's id, and is refused while there is none. With the Region, because
 * roles are the whole account's.
 */
export const outputRolePath = ({ prefix }: Pick<Names, 'prefix'>, region: string, output: string): string =>
  `/${prefix}/${region}/${output}/`;

/** ARNs of all roles of an output's functions. */
export const outputRoles = (
  { partition, region, accountId }: RightsPlace,
  names: Pick<Names, 'prefix'>,
  output: string,
): string => `arn:${partition}:iam::${accountId}:role${outputRolePath(names, region, output)}*`;

type OfMode<Mode extends string> = Extract<OutputSettings['credentials'], { mode: Mode }>;

/**
 * Who may assume the pivot role of the same partition: functions of one output, with the external id that was agreed
 * on. `roles` are {@link outputRoles}.
 */
export const pivotTrust = (
  { partition, accountId }: Pick<RightsPlace, 'partition' | 'accountId'>,
  roles: string,
  { externalId }: Pick<OfMode<'role'>, 'externalId'>,
) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId }, ArnLike: { 'aws:PrincipalArn': roles } },
    },
  ],
});

/** The issuer as the names of providers and of condition keys have it. */
export const issuerHost = (issuer: string): string => issuer.replace(/^https:\/\//, '').replace(/\/$/, '');

/**
 * Who may assume the pivot role of another partition: a token of the source account's issuer, for exactly one audience,
 * whose subject is a function of one output. `providerArn` is of the destination's account.
 */
export const federatedTrust = (
  providerArn: string,
  roles: string,
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: providerArn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { [`${issuerHost(issuer)}:aud`]: audience },
        StringLike: { [`${issuerHost(issuer)}:sub`]: roles },
      },
    },
  ],
});

/**
 * What the identity of an output may do at its destination, whatever the mode: write, resume and verify below one
 * prefix of one bucket. `bucket` is an ARN. Where S3 copies by itself, the identity reads the source, too.
 */
export function pivotRights(
  { destination, deletes, copy }: Pick<OutputSettings, 'destination' | 'deletes' | 'copy'>,
  bucket: string,
  copiedFrom: CopiedFrom,
): Permission[] {
  const { prefix, keyArn } = destination;
  return [
    {
      actions: [
        's3:PutObject',
        's3:PutObjectTagging',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
        // a HEAD before and after, and the checksum that S3 keeps
        's3:GetObject',
        's3:GetObjectVersion',
        's3:GetObjectAttributes',
        's3:GetObjectVersionAttributes',
        's3:GetObjectTagging',
        ...(deletes === 'none' ? [] : ['s3:DeleteObject']),
      ],
      resources: [`${bucket}/${prefix}*`],
      because: 'Every key of the source goes below this prefix.',
      findings: ATTRIBUTES_OF_OBJECTS,
    },
    {
      actions: ['s3:ListBucket'],
      resources: [bucket],
      ...(prefix === '' ? {} : { conditions: { StringLike: { 's3:prefix': `${prefix}*` } } }),
    },
    // S3 knows no condition on the prefix for it in every case; it shows keys of uploads under way, and no content
    { actions: ['s3:ListBucketMultipartUploads'], resources: [bucket] },
    ...(keyArn === undefined ? [] : [{ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [keyArn] }]),
    ...(copy === 'server-side' ? sourceRights(copiedFrom) : []),
  ];
}
