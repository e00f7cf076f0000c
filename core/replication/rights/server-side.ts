import type { OutputSettings, ReplicationSourceSettings } from '../../config/replication/types';
import type { Settings } from '../../config/types';
import type { Names } from '../../deployed-names';
import { lakeBucketNames } from '../../lake/buckets';
import { arnIn, type Permission, type RightsPlace } from '../../rights/permission';

/**
 * What a server-side copy reads, by any name that S3 gives it. Tags are read by the function; S3 may ask for the right
 * even so.
 */
export const READING_FOR_COPIES = [
  's3:GetObject',
  's3:GetObjectTagging',
  's3:GetObjectVersion',
  's3:GetObjectVersionTagging',
] as const;

/** S3 decrypts in the role's name, and nobody else does by it. */
const BY_S3 = { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com*' } };

/** What S3 copies from. */
export interface CopiedFrom {
  /** ARN. */
  readonly bucket: string;
  readonly prefix: string;
  /** ARN; may end in `*`. @default its objects are under no key of the customer's */
  readonly key?: string;
}

/** The source as an owner of a destination has to name it, in whose account nothing of it is known. */
export function copiedFrom(
  { bucket, prefix, keyArn }: Pick<ReplicationSourceSettings, 'bucket' | 'prefix' | 'keyArn'>,
  lake: Pick<Settings['lake'], 'bucketName' | 'keyArn'>,
  place: RightsPlace,
  names: Pick<Names, 'deployed'>,
): CopiedFrom {
  const arnOf = (name: string): string => `arn:${place.partition}:s3:::${name}`;
  if (bucket !== undefined) return { bucket: arnOf(bucket), prefix, ...(keyArn === undefined ? {} : { key: keyArn }) };
  const key = lake.keyArn ?? arnIn(place, 'kms', 'key/*');
  return { bucket: arnOf(lakeBucketNames(names, place, lake).lake), prefix, key };
}

/** What the pivot role may do at the source, beside its rights at the destination. */
export const sourceRights = ({ bucket, prefix, key }: CopiedFrom): Permission[] => [
  {
    actions: READING_FOR_COPIES,
    resources: [`${bucket}/${prefix}*`],
    because: 'Whoever writes to the source names the keys.',
  },
  ...(key === undefined
    ? []
    : [
        {
          actions: ['kms:Decrypt'],
          resources: [key],
          conditions: BY_S3,
          ...(key.endsWith('*')
            ? { because: "The policy of the source's key names the role; its id is not known." }
            : {}),
        },
      ]),
];

/** ARN of the role by which S3 copies for an output; `undefined` where its objects are streamed. */
export const copyingRole = ({
  destination: { partition, account },
  credentials,
  copy,
}: Pick<OutputSettings, 'destination' | 'credentials' | 'copy'>): string | undefined =>
  copy === 'server-side' && credentials.mode === 'role'
    ? `arn:${partition}:iam::${account}:role/${credentials.roleName}`
    : undefined;

type AdmittedOutput = Pick<OutputSettings, 'name' | 'destination' | 'credentials' | 'copy'>;

/**
 * The account is the principal, and the condition names the role: a policy that names a role is refused while there is
 * none. `undefined` where nobody is to be admitted.
 */
function admitting(output: AdmittedOutput, conditions: Readonly<Record<string, unknown>> = {}) {
  const role = copyingRole(output);
  if (role === undefined) return undefined;
  const { partition, account } = output.destination;
  const words = output.name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return {
    Sid: `ServerSideCopy${words.join('')}`,
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Condition: { ArnEquals: { 'aws:PrincipalArn': role }, ...conditions },
  };
}

/** The statement by which a source bucket admits the pivot role of another account. `bucket` is an ARN. */
export function bucketAdmits(
  output: AdmittedOutput,
  { prefix }: Pick<ReplicationSourceSettings, 'prefix'>,
  bucket: string,
) {
  const statement = admitting(output);
  return statement && { ...statement, Action: READING_FOR_COPIES, Resource: `${bucket}/${prefix}*` };
}

/** The statement by which the key of a source does. */
export function keyAdmits(output: AdmittedOutput) {
  const statement = admitting(output, BY_S3);
  return statement && { ...statement, Action: 'kms:Decrypt', Resource: '*' };
}

/** Outputs by which S3 copies from the lake, each with what it copies. */
export const copiesOfLake = ({ replications }: Pick<Settings, 'replications'>) =>
  replications.flatMap(({ source, outputs }) =>
    source.bucket !== undefined
      ? []
      : outputs.filter((output) => copyingRole(output) !== undefined).map((output) => ({ source, output })),
  );
