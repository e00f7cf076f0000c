import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import type { Needed, Rights } from '../../authorization/rights';
import { ownerOf } from './buckets/ownership';
import { isPublicPolicy } from './buckets/public-policy';
import type { Catalog } from './catalog';
import { encryptionOf, type HeaderInput } from './headers';
import { parsedSource } from './objects/copy-source';
import type { BucketRecord, ObjectVersion } from './records';

type Input = Readonly<Record<string, unknown>> &
  HeaderInput & {
    readonly Bucket?: string;
    readonly Key?: string;
    readonly UploadId?: string;
  };

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

/** Operations on a version have an action of their own where they name one. */
const OF_VERSIONS = /^(Get|Head|Delete|Put)Object(Tagging|Attributes)?$/;
const ofVersion = (action: string, versionId: unknown): string =>
  versionId === undefined ? action : action.replace('Object', 'ObjectVersion');

/** Operations that use a key: S3 asks for it in the caller's name. */
const DECRYPTING = new Set(['GetObject', 'HeadObject']);
const ENCRYPTING = new Set(['PutObject', 'CreateMultipartUpload', 'CopyObject']);
/** With the key that the upload began with, whatever the bucket's is now. */
const OF_UPLOADS: Readonly<Record<string, readonly string[]>> = {
  UploadPart: ['kms:GenerateDataKey', 'kms:Decrypt'],
  UploadPartCopy: ['kms:GenerateDataKey', 'kms:Decrypt'],
  CompleteMultipartUpload: ['kms:Decrypt'],
};

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
  const use = async (bucket: string, key: string | undefined, action: string): Promise<readonly Needed[]> =>
    key === undefined ? [] : keyUse(key, action, bucketArn(bucket));
  const versionOf = (bucket: string, key: string, versionId: unknown): ObjectVersion | undefined => {
    const found = catalog.find(bucket);
    return typeof versionId === 'string' ? found?.version(key, versionId) : found?.current(key);
  };
  /** What is not there needs no key: it is refused for that. */
  const decrypting = (bucket: string, key: string, versionId: unknown): Promise<readonly Needed[]> =>
    use(bucket, versionOf(bucket, key, versionId)?.headers.SSEKMSKeyId, 'kms:Decrypt');
  const encrypting = async (bucket: string, input: Input): Promise<readonly Needed[]> => {
    const found = catalog.find(bucket);
    return found === undefined ? [] : use(bucket, encryptionOf(found, input).SSEKMSKeyId, 'kms:GenerateDataKey');
  };
  const ofUpload = async (operation: string, bucket: string, { UploadId }: Input): Promise<readonly Needed[]> => {
    const key = UploadId === undefined ? undefined : catalog.uploads.keyOf(bucket, UploadId);
    const uses = (OF_UPLOADS[operation] ?? []).map((action) => use(bucket, key, action));
    return (await Promise.all(uses)).flat();
  };

  return async (operation, input: Input, caller) => {
    const on = onOf(caller.accountId);
    const { Bucket: bucket = '', Key: key } = input;
    if (bucket === '') return [{ action: `s3:${ACTIONS[operation] ?? operation}`, resource: '*' }];
    // whoever has the name already is no owner of what the caller wants to make
    if (operation === 'CreateBucket')
      return [{ action: 's3:CreateBucket', resource: bucketArn(bucket), owner: caller.accountId }];
    const action = ACTIONS[operation] ?? operation;
    const needed = namedIn(operation, input).map(([each, versionId]) =>
      on(ofVersion(action, versionId), bucket, each, contextFor(operation, input)),
    );
    if (operation === 'GetObjectAttributes') needed.push(on(ofVersion('GetObject', input.VersionId), bucket, key));
    if (input.Tagging !== undefined && !operation.endsWith('Tagging')) needed.push(on('PutObjectTagging', bucket, key));
    const source = typeof input.CopySource === 'string' ? parsedSource(input.CopySource) : undefined;
    if (source !== undefined) {
      const { bucket: from, key: name, versionId } = source;
      needed.push(on(ofVersion('GetObject', versionId), from, name), ...(await decrypting(from, name, versionId)));
      const tags = versionOf(from, name, versionId)?.tags;
      if (operation === 'CopyObject' && tags !== undefined && Object.keys(tags).length > 0)
        needed.push(on(ofVersion('GetObjectTagging', versionId), from, name), on('PutObjectTagging', bucket, key));
    }
    if (ENCRYPTING.has(operation)) needed.push(...(await encrypting(bucket, input)));
    if (DECRYPTING.has(operation) && key !== undefined)
      needed.push(...(await decrypting(bucket, key, input.VersionId)));
    needed.push(...(await ofUpload(operation, bucket, input)));
    return needed;
  };
}

/** Keys, and the versions that the call names of them. */
function namedIn(operation: string, { Key, VersionId, Delete }: Input): readonly [key?: string, versionId?: unknown][] {
  if (operation !== 'DeleteObjects') return [[Key, OF_VERSIONS.test(operation) ? VersionId : undefined]];
  const { Objects = [] } = (Delete ?? {}) as { readonly Objects?: readonly { Key?: string; VersionId?: string }[] };
  return Objects.map((each) => [each.Key, each.VersionId]);
}

function contextFor(operation: string, input: Input): Needed['context'] {
  if (operation.startsWith('List'))
    return {
      's3:prefix': textIn(input.Prefix),
      's3:delimiter': textIn(input.Delimiter),
      's3:max-keys': textIn(input.MaxKeys),
    };
  if (!ENCRYPTING.has(operation)) return undefined;
  return {
    's3:x-amz-server-side-encryption': textIn(input.ServerSideEncryption),
    's3:x-amz-server-side-encryption-aws-kms-key-id': textIn(input.SSEKMSKeyId),
  };
}

const textIn = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
