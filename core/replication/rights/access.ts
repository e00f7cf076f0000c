import { onBucket } from '../../rights/data';
import { decryptWith, encryptWith } from '../../rights/key-use';
import { arnIn, type Permission } from '../../rights/permission';
import { destinationParameter, keysParameter, TOKEN_SECONDS } from '../names';
import type { OutputRightsProps } from './rights-props';

/** Why a finding on the action stays. */
export const ATTRIBUTES_OF_OBJECTS = {
  'RESOURCE_MISMATCH[s3:GetObjectAttributes]':
    'Its resource is an object (Service Authorization Reference); parliament knows access points alone.',
};

/** The way to the destination: its parameter, and what its credentials are made of. */
export function destinationAccess({ place, names, output }: OutputRightsProps): Permission[] {
  const { name, destination, credentials } = output;
  const parameter = (path: string): string => arnIn(place, 'ssm', `parameter${path}`);
  const own = parameter(destinationParameter(names.prefix, name));
  const read = (...resources: string[]): Permission => ({ actions: ['ssm:GetParameter'], resources });
  if (credentials.mode === 'keys') {
    return [read(own, parameter(keysParameter(names.prefix, name, destination.account)))];
  }
  if (credentials.mode === 'role') {
    // a role is assumed within one partition only
    const role = `arn:${place.partition}:iam::${destination.account}:role/${credentials.roleName}`;
    return [read(own), { actions: ['sts:AssumeRole'], resources: [role] }];
  }
  return [
    read(own),
    {
      actions: ['sts:GetWebIdentityToken'],
      resources: ['*'],
      because: 'The action takes no resource; the conditions bind audience and time.',
      findings: { 'UNKNOWN_ACTION[sts:GetWebIdentityToken]': 'Of November 2025; parliament does not know it yet.' },
      conditions: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': [credentials.audience] },
        NumericLessThanEquals: { 'sts:DurationSeconds': TOKEN_SECONDS },
      },
    },
  ];
}

/** Objects of the source with their tags, any version, and what S3 knows of their checksums. */
export const sourceReading = ({ source, sourceBucket }: OutputRightsProps): Permission[] => [
  {
    actions: [
      's3:GetObject',
      's3:GetObjectVersion',
      's3:GetObjectAttributes',
      's3:GetObjectVersionAttributes',
      's3:GetObjectTagging',
      's3:GetObjectVersionTagging',
    ],
    resources: [`${sourceBucket}/${source.prefix}*`],
    because: 'Whoever writes to the source names the keys.',
    findings: ATTRIBUTES_OF_OBJECTS,
  },
  // without it S3 answers 403 for an object that is gone
  onBucket(sourceBucket, 'ListBucket'),
  ...(source.keyArn === undefined ? [] : [decryptWith(source.keyArn)]),
];

/** Receipts and work files are under the lake's key, and so may be the SecureString of keys. */
export const underTheLakesKey = ({ key }: OutputRightsProps): Permission => encryptWith(key);
