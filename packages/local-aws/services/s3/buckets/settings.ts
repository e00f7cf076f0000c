import type { Operation } from '../../../service';
import type { Operations, S3Context } from '../context';
import { s3Error } from '../errors';

/** One of a bucket's settings: kept and answered, not acted upon (but for the default encryption). */
interface Setting {
  /** `BucketPolicy` as in `PutBucketPolicy`. */
  readonly noun: string;
  /** Member of the Put that holds it. */
  readonly member: string;
  /** The Get answers it under this member, or spread out. */
  readonly answeredAs: string | 'spread';
  /** Deleting it has this name. @default there is none */
  readonly deletion?: string;
  /** What the Get answers when nothing was put: an error, or a value. */
  readonly absent: { readonly code: string; readonly message: string } | { readonly value: object };
}

const DEFAULT_ENCRYPTION = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
};

const SETTINGS: readonly Setting[] = [
  {
    noun: 'BucketPolicy',
    member: 'Policy',
    answeredAs: 'Policy',
    deletion: 'DeleteBucketPolicy',
    absent: { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist' },
  },
  {
    noun: 'BucketLifecycleConfiguration',
    member: 'LifecycleConfiguration',
    answeredAs: 'spread',
    deletion: 'DeleteBucketLifecycle',
    absent: { code: 'NoSuchLifecycleConfiguration', message: 'The lifecycle configuration does not exist' },
  },
  {
    noun: 'BucketEncryption',
    member: 'ServerSideEncryptionConfiguration',
    answeredAs: 'ServerSideEncryptionConfiguration',
    deletion: 'DeleteBucketEncryption',
    absent: { value: DEFAULT_ENCRYPTION },
  },
  {
    noun: 'PublicAccessBlock',
    member: 'PublicAccessBlockConfiguration',
    answeredAs: 'PublicAccessBlockConfiguration',
    deletion: 'DeletePublicAccessBlock',
    absent: {
      code: 'NoSuchPublicAccessBlockConfiguration',
      message: 'The public access block configuration was not found',
    },
  },
  {
    noun: 'BucketTagging',
    member: 'Tagging',
    answeredAs: 'spread',
    deletion: 'DeleteBucketTagging',
    absent: { code: 'NoSuchTagSet', message: 'The TagSet does not exist' },
  },
  {
    noun: 'BucketOwnershipControls',
    member: 'OwnershipControls',
    answeredAs: 'OwnershipControls',
    deletion: 'DeleteBucketOwnershipControls',
    absent: { code: 'OwnershipControlsNotFoundError', message: 'The bucket ownership controls were not found' },
  },
  {
    noun: 'BucketReplication',
    member: 'ReplicationConfiguration',
    answeredAs: 'ReplicationConfiguration',
    deletion: 'DeleteBucketReplication',
    absent: { code: 'ReplicationConfigurationNotFoundError', message: 'The replication configuration was not found' },
  },
  { noun: 'BucketLogging', member: 'BucketLoggingStatus', answeredAs: 'spread', absent: { value: {} } },
];

export const settingOperations = (context: S3Context): Operations =>
  Object.fromEntries(SETTINGS.flatMap((setting) => operationsOf(context, setting)));

function operationsOf(
  { catalog }: S3Context,
  { noun, member, answeredAs, deletion, absent }: Setting,
): [string, Operation][] {
  const change = async (name: string, value: unknown): Promise<object> => {
    const bucket = catalog.bucket(name);
    await catalog.changeBucket(bucket, { settings: { ...bucket.record.settings, [member]: value } });
    return {};
  };
  const get = async ({ Bucket }: { Bucket: string }): Promise<object> => {
    const kept = catalog.bucket(Bucket).record.settings[member];
    if (kept === undefined && 'code' in absent) throw s3Error(absent.code, 404, absent.message, { BucketName: Bucket });
    const value = kept === undefined && 'value' in absent ? absent.value : withDates(kept);
    return answeredAs === 'spread' ? (value as object) : { [answeredAs]: value };
  };
  const put = (input: { Bucket: string; [member: string]: unknown }) =>
    change(input.Bucket, withoutDates(input[member]));
  const remove = ({ Bucket }: { Bucket: string }) => change(Bucket, undefined);
  return [
    [`Put${noun}`, put],
    [`Get${noun}`, get],
    ...(deletion === undefined ? [] : [[deletion, remove] as [string, Operation]]),
  ];
}

/** The store keeps JSON, which has no dates; lifecycle rules may have them. */
const DATE = '$date';

function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return { [DATE]: value.toISOString() };
  return mapInside(value, withoutDates);
}

function withDates(value: unknown): unknown {
  const date = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[DATE] : undefined;
  return typeof date === 'string' ? new Date(date) : mapInside(value, withDates);
}

function mapInside(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, change(v)]));
}
