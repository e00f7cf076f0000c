import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import type { Needed, Rights } from '../../authorization/rights';
import { ownerOf } from './buckets/ownership';
import { isPublicPolicy } from './buckets/public-policy';
import type { Catalog } from './catalog';
import { parsedSource } from './objects/copy-source';
import type { BucketRecord } from './records';

type Input = Readonly<Record<string, unknown>> & { readonly Bucket?: string; readonly Key?: string };

/** Actions that are not called as their operation. */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListBuckets: 'ListAllMyBuckets',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  CopyObject: 'PutObject',
  UploadPartCopy: 'PutObject',
  DeleteObjects: 'DeleteObject',
  ListParts: 'ListMultipartUploadParts',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
};

/** Operations that decrypt: S3 asks for the key in the caller's name. */
const DECRYPTING = new Set(['GetObject', 'HeadObject', 'CompleteMultipartUpload', 'UploadPart', 'UploadPartCopy']);
const ENCRYPTING = new Set(['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CopyObject', 'UploadPartCopy']);

/** What a bucket's policy cannot deny to the root of its account. */
const OF_THE_POLICY = new Set(['GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy']);

export interface S3RightsDependencies {
  readonly catalog: Catalog;
  readonly partition: string;
  /** The runtime's own account. */
  readonly accountId: string;
  /** What the use of a key needs; nothing where KMS does not run. */
  readonly keyUse: (key: string, action: string, encryptionContext: string) => Promise<readonly Needed[]>;
}

/** S3 User Guide, "Required permissions for Amazon S3 API operations". */
export function s3Rights({ catalog, partition, accountId, keyUse }: S3RightsDependencies): Rights {
  const bucketArn = (bucket: string): string => `arn:${partition}:s3:::${bucket}`;
  const policyFor = (asking: string, record: BucketRecord | undefined): string | undefined => {
    const { Policy, PublicAccessBlockConfiguration: block } = record?.settings ?? {};
    if (record === undefined || typeof Policy !== 'string') return undefined;
    const isRestricted = (block as PublicAccessBlockConfiguration | undefined)?.RestrictPublicBuckets === true;
    // to accounts that do not own the bucket, a public policy is none
    return isRestricted && asking !== ownerOf(record, { accountId }) && isPublicPolicy(Policy) ? undefined : Policy;
  };
  const onOf =
    (asking: string) =>
    (action: string, bucket: string, key?: string, context?: Needed['context']): Needed => {
      const record = catalog.find(bucket)?.record;
      return {
        action: `s3:${action}`,
        resource: key === undefined ? bucketArn(bucket) : `${bucketArn(bucket)}/${key}`,
        // of a bucket that is not there yet, the caller's
        owner: record === undefined ? undefined : ownerOf(record, { accountId }),
        policy: policyFor(asking, record),
        policySparesRoot: OF_THE_POLICY.has(action),
        context,
      };
    };
  const encrypting = async (bucket: string, named: unknown): Promise<readonly Needed[]> => {
    const key = typeof named === 'string' ? named : defaultKey(catalog, bucket);
    return key === undefined ? [] : keyUse(key, 'kms:GenerateDataKey', bucketArn(bucket));
  };
  const decrypting = async (bucket: string, key: string): Promise<readonly Needed[]> => {
    const encryption = catalog.find(bucket)?.current(key)?.headers.SSEKMSKeyId ?? defaultKey(catalog, bucket);
    return encryption === undefined ? [] : keyUse(encryption, 'kms:Decrypt', bucketArn(bucket));
  };

  return async (operation, input: Input, caller) => {
    const on = onOf(caller.accountId);
    const { Bucket: bucket = '', Key: key } = input;
    if (bucket === '') return [{ action: `s3:${ACTIONS[operation] ?? operation}`, resource: '*' }];
    const version = input.VersionId !== undefined && /^(Get|Head|Delete)Object(Tagging)?$/.test(operation);
    // whoever has the name already is no owner of what the caller wants to make
    if (operation === 'CreateBucket')
      return [{ action: 's3:CreateBucket', resource: bucketArn(bucket), owner: caller.accountId }];
    const base = ACTIONS[operation] ?? operation;
    const action = version ? base.replace('Object', 'ObjectVersion') : base;
    const needed = keysOf(operation, input).map((each) => on(action, bucket, each, listing(operation, input)));
    if (operation === 'GetObjectAttributes') needed.push(on('GetObject', bucket, key));
    if (input.Tagging !== undefined && operation !== 'PutBucketTagging')
      needed.push(on('PutObjectTagging', bucket, key));
    const source = typeof input.CopySource === 'string' ? parsedSource(input.CopySource) : undefined;
    if (source !== undefined) {
      needed.push(on('GetObject', source.bucket, source.key), ...(await decrypting(source.bucket, source.key)));
      const tags = catalog.find(source.bucket)?.current(source.key)?.tags;
      if (operation === 'CopyObject' && tags !== undefined && Object.keys(tags).length > 0)
        needed.push(on('GetObjectTagging', source.bucket, source.key), on('PutObjectTagging', bucket, key));
    }
    if (ENCRYPTING.has(operation)) needed.push(...(await encrypting(bucket, input.SSEKMSKeyId)));
    if (DECRYPTING.has(operation) && key !== undefined) needed.push(...(await decrypting(bucket, key)));
    return needed;
  };
}

function keysOf(operation: string, { Key, Delete }: Input): readonly (string | undefined)[] {
  if (operation !== 'DeleteObjects') return [Key];
  return ((Delete as { Objects?: { Key: string }[] } | undefined)?.Objects ?? []).map((each) => each.Key);
}

const listing = (operation: string, { Prefix, Delimiter, MaxKeys }: Input): Needed['context'] =>
  operation.startsWith('List')
    ? {
        's3:prefix': typeof Prefix === 'string' ? Prefix : undefined,
        's3:delimiter': typeof Delimiter === 'string' ? Delimiter : undefined,
        's3:max-keys': MaxKeys === undefined ? undefined : String(MaxKeys),
      }
    : undefined;

interface Encryption {
  readonly Rules?: readonly { readonly ApplyServerSideEncryptionByDefault?: { readonly KMSMasterKeyID?: string } }[];
}

const defaultKey = (catalog: Catalog, bucket: string): string | undefined =>
  (catalog.find(bucket)?.record.settings.ServerSideEncryptionConfiguration as Encryption | undefined)?.Rules?.[0]
    ?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
