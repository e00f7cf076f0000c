import { failedFolder, landingFolder } from '../landing';
import { progressKey } from '../progress';

/** What Firehose does in a bucket (its developer guide, "Grant Firehose access to an Amazon S3 destination"). */
export const BUCKET_ACTIONS = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'] as const;

/** `PutObjectAcl`: into a bucket of another account Firehose writes with `bucket-owner-full-control`. */
export const OBJECT_ACTIONS = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject', 's3:PutObjectAcl'] as const;

/** `ListBucket`: without it S3 says of an object that is not there that access is denied. */
export const PROGRESS_BUCKET_ACTIONS = ['s3:ListBucket'] as const;

/** What `tell-progress` does with the one object that it writes. */
export const PROGRESS_OBJECT_ACTIONS = ['s3:GetObject', 's3:PutObject'] as const;

export const progressObject = (bucketArn: string, entry: string): string => `${bucketArn}/${progressKey(entry)}`;

export const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;

/** Objects that a delivery writes. */
export const deliveredObjects = (bucketArn: string, entry: string): string[] =>
  [failedFolder(entry), landingFolder(entry)].map((folder) => `${bucketArn}/${folder}*`);

/**
 * With a bucket key S3 names the bucket to KMS, without one the object. A condition on objects alone would refuse every
 * delivery.
 */
export const underBucket = (bucketArn: string) => ({
  'kms:EncryptionContext:aws:s3:arn': [bucketArn, `${bucketArn}/*`],
});

/** Roles that write into the landing bucket for one entry. */
export interface Delivery {
  readonly entry: string;
  readonly account: string;
  /** ARN of Firehose's. */
  readonly role: string;
  /** ARN of that of `load-rows`. */
  readonly loadRole: string;
  /** ARN of that of `tell-progress`. */
  readonly progressRole: string;
}

/** What `load-rows` does with its files. */
export const LOAD_ACTIONS = ['s3:PutObject'] as const;

/** Files of rows that `load-rows` writes. */
export const loadedObjects = (bucketArn: string, entry: string): string => `${bucketArn}/${landingFolder(entry)}*`;

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition: Readonly<Record<string, unknown>>;
}

/**
 * A policy that named the role itself would be refused until the role is there. The account with the role as condition
 * can be written before, and holds for a role that is made anew.
 */
const ofRole = (account: string, roles: string | readonly string[], partition: string) => ({
  Effect: 'Allow' as const,
  Principal: { AWS: `arn:${partition}:iam::${account}:root` },
  condition: { ArnEquals: { 'aws:PrincipalArn': roles } },
});

const sidOf = (entry: string): string => entry.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());

/** Statements of the landing bucket's policy for a delivery of another account, as IAM writes them back. */
export function bucketStatements(bucketArn: string, delivery: Delivery, partition: string): Statement[] {
  const { entry, account, role, loadRole, progressRole } = delivery;
  const statement = (
    of: string,
    what: string,
    who: string,
    Action: Statement['Action'],
    Resource: Statement['Resource'],
  ): Statement => {
    const { condition, ...principal } = ofRole(account, who, partition);
    return { Sid: `${of}${sidOf(entry)}${what}`, ...principal, Action, Resource, Condition: condition };
  };
  return [
    statement('Delivery', 'Bucket', role, BUCKET_ACTIONS, bucketArn),
    statement('Delivery', 'Objects', role, OBJECT_ACTIONS, deliveredObjects(bucketArn, entry)),
    statement('Load', 'Objects', loadRole, LOAD_ACTIONS[0], loadedObjects(bucketArn, entry)),
    statement('Progress', 'Bucket', progressRole, PROGRESS_BUCKET_ACTIONS[0], bucketArn),
    statement('Progress', 'Object', progressRole, PROGRESS_OBJECT_ACTIONS, progressObject(bucketArn, entry)),
  ];
}

/** The statement of the landing key's policy for such a delivery. */
export function keyStatement(bucketArn: string, delivery: Delivery, partition: string): Statement {
  const { entry, account, role, loadRole, progressRole } = delivery;
  const { condition, ...who } = ofRole(account, [role, loadRole, progressRole], partition);
  return {
    Sid: `Delivery${sidOf(entry)}`,
    ...who,
    Action: KEY_ACTIONS,
    Resource: '*',
    Condition: { ...condition, StringLike: underBucket(bucketArn) },
  };
}
