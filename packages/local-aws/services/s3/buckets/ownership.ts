import type { CreateBucketCommandInput } from '@aws-sdk/client-s3';
import type { Operation, RequestContext } from '../../../service';
import type { Catalog } from '../catalog';
import type { Operations, S3Context } from '../context';
import { accessDenied, s3Error } from '../errors';
import { parsedSource } from '../objects/copy-source';
import type { BucketRecord } from '../records';

const ENFORCED = 'BucketOwnerEnforced';

/** What every new bucket has since April 2023: no ACLs, and nothing public. */
const NEW_BUCKET_SETTINGS = {
  OwnershipControls: { Rules: [{ ObjectOwnership: ENFORCED }] },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
};

type NewBucket = Pick<CreateBucketCommandInput, 'ACL' | 'ObjectOwnership'>;

/** Throws for an ACL that the bucket would not take. */
export function newBucketSettings({
  ACL = 'private',
  ObjectOwnership = ENFORCED,
  ...input
}: NewBucket): object & Record<string, unknown> {
  if (ACL !== 'private' || grantsOf(input).length > 0) {
    if (ObjectOwnership !== ENFORCED) throw accessDenied();
    throw s3Error(
      'InvalidBucketAclWithObjectOwnership',
      400,
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    );
  }
  return { ...NEW_BUCKET_SETTINGS, OwnershipControls: { Rules: [{ ObjectOwnership }] } };
}

/** Of a bucket that an earlier version kept without an owner: the runtime's own account. */
export const ownerOf = (record: BucketRecord, { accountId }: Pick<S3Context, 'accountId'>): string =>
  record.accountId || accountId;

interface Input {
  readonly Bucket?: string;
  readonly CopySource?: string;
  readonly ExpectedBucketOwner?: string;
  readonly ExpectedSourceBucketOwner?: string;
  readonly ACL?: string;
}

/** The same operations, which refuse buckets of an owner that the caller does not expect, and ACLs. */
export const withOwnership = (operations: Operations, context: S3Context): Operations =>
  Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, checked(name, operation, context)]));

function checked(name: string, operation: Operation, context: S3Context): Operation {
  return async (input: Input, caller: RequestContext) => {
    const { catalog } = context;
    const { Bucket, CopySource, ExpectedBucketOwner, ExpectedSourceBucketOwner } = input;
    expectOwner(Bucket, ExpectedBucketOwner, context);
    if (CopySource !== undefined && ExpectedSourceBucketOwner !== undefined)
      expectOwner(parsedSource(CopySource).bucket, ExpectedSourceBucketOwner, context);
    if (name !== 'CreateBucket' && Bucket !== undefined) refuseAcls(input, Bucket, catalog);
    return operation(input, caller);
  };
}

function expectOwner(name: string | undefined, expected: string | undefined, context: S3Context): void {
  const bucket = name === undefined ? undefined : context.catalog.find(name);
  if (expected === undefined || bucket === undefined) return;
  if (ownerOf(bucket.record, context) !== expected) throw accessDenied();
}

const GRANTS = ['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'];
const grantsOf = (input: object): string[] =>
  GRANTS.filter((grant) => (input as Readonly<Record<string, unknown>>)[grant] !== undefined);

/** Of ACLs, a bucket that owns its objects takes the one that gives them to it. */
function refuseAcls(input: Input, name: string, catalog: Catalog): void {
  const grants = grantsOf(input);
  const bucket = catalog.find(name);
  if (bucket === undefined || (input.ACL === undefined && grants.length === 0)) return;
  if (input.ACL === 'bucket-owner-full-control' && grants.length === 0) return;
  const { OwnershipControls: controls } = bucket.record.settings;
  const isEnforced = JSON.stringify(controls ?? NEW_BUCKET_SETTINGS.OwnershipControls).includes(ENFORCED);
  if (isEnforced) throw s3Error('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
  if (input.ACL === 'private' && grants.length === 0) return;
  throw s3Error(
    'NotImplemented',
    501,
    `The local S3 keeps no ACLs: leave out ${input.ACL === undefined ? grants.join(', ') : `ACL '${input.ACL}'`}, and write a bucket policy.`,
  );
}
