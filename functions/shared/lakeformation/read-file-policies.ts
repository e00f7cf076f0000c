import { GetKeyPolicyCommand, type KMSClient, ListGrantsCommand } from '@aws-sdk/client-kms';
import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { BucketPolicy, FilePolicies, KeyGrant, KeyPolicy, RegisteredLocation } from '../../../core/governance';
import { type FileBucket, type FileSettings, fileBuckets } from '../../../core/lake/file-buckets';
import { allPages } from '../all-pages';
import { KeptPerRun } from './kept-per-run';
import { mayPass, type Patience, persist } from './persist';

/** Where the files are, and what reads the policies that decide about them. */
export interface FilesOfLake {
  readonly s3: Pick<S3Client, 'send'>;
  readonly kms: Pick<KMSClient, 'send'>;
  readonly settings: FileSettings;
}

export class FilePoliciesCache extends KeptPerRun<FilePolicies> {}

export interface FilesQuery extends FilesOfLake {
  readonly catalogId: string;
  readonly patience: Patience;
  /** The role of each is Lake Formation's, which reads for whoever was granted something. */
  readonly locations: readonly RegisteredLocation[];
}

/**
 * Reads the policies of the buckets with files, of their keys, and the grants of those keys: four requests a bucket.
 * What AWS refuses is told and fails nothing.
 */
export async function readFilePolicies(query: FilesQuery): Promise<FilePolicies> {
  const { lake, raw, landing } = fileBuckets(query.settings, query.catalogId);
  const vended = (bucket: FileBucket): FileBucket => {
    const own = query.locations.filter(({ path }) => path === bucket.name || path.startsWith(`${bucket.name}/`));
    return { ...bucket, readers: [...bucket.readers, ...own.flatMap(({ roleArn }) => roleArn ?? [])] };
  };
  const all = [vended(lake), raw, ...(landing === undefined ? [] : [vended(landing)])];
  const unread: string[] = [];
  const reading = readingFor(query, unread);
  const buckets: BucketPolicy[] = [];
  const keys = new Map<string, readonly string[]>();
  for (const bucket of all) {
    const found = await readBucket(reading, bucket);
    if (found === undefined) continue;
    buckets.push(found.policy);
    if (found.key !== undefined) keys.set(found.key, [...(keys.get(found.key) ?? []), ...bucket.readers]);
  }
  const policies: KeyPolicy[] = [];
  for (const [arn, readers] of keys) policies.push(await readKey(reading, arn, readers));
  return {
    buckets,
    keys: policies,
    unread,
    locations: all.flatMap(({ location }) => location ?? []),
  };
}

/** What is not there is told by these names. */
const ABSENT =
  /^(NoSuchBucketPolicy|NoSuchPublicAccessBlockConfiguration|ServerSideEncryptionConfigurationNotFoundError)$/;
const NO_BUCKET = 'NoSuchBucket';

interface Reading extends FilesOfLake {
  /** The answer; `absent` where AWS says that there is none; undefined where it could not be read, which is noted. */
  read<Answer>(what: string, act: () => Promise<Answer>): Promise<Answer | 'absent' | 'no bucket' | undefined>;
}

const readingFor = (query: FilesQuery, unread: string[]): Reading => ({
  ...query,
  read: async (what, act) => {
    try {
      return await persist(query.patience, act);
    } catch (error) {
      if (!(error instanceof Error) || mayPass(error)) throw error;
      if (error.name === NO_BUCKET) return 'no bucket';
      if (ABSENT.test(error.name)) return 'absent';
      unread.push(
        `${what} could not be read, so who else reads files by it is not known: ${error.name}: ${error.message}`,
      );
      return undefined;
    }
  },
});

/** Undefined where no deployment has made it yet. */
async function readBucket({ s3, read }: Reading, bucket: FileBucket) {
  const Bucket = bucket.name;
  const policy = await read(`the policy of bucket ${Bucket}`, () => s3.send(new GetBucketPolicyCommand({ Bucket })));
  if (policy === 'no bucket') return undefined;
  const block = await read(`the public access block of bucket ${Bucket}`, () =>
    s3.send(new GetPublicAccessBlockCommand({ Bucket })),
  );
  const encryption = await read(`the key of bucket ${Bucket}`, () =>
    s3.send(new GetBucketEncryptionCommand({ Bucket })),
  );
  const [rule] = typeof encryption === 'object' ? (encryption.ServerSideEncryptionConfiguration?.Rules ?? []) : [];
  return {
    policy: {
      ...bucket,
      policy: policy === 'absent' ? '{}' : policy?.Policy,
      isPublicBlocked: isBlocked(block),
    } satisfies BucketPolicy,
    key: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
  };
}

function isBlocked(block: string | object | undefined): boolean | undefined {
  if (block === undefined) return undefined;
  const { PublicAccessBlockConfiguration = {} } = typeof block === 'object' ? (block as Blocked) : {};
  return BLOCKED.every((each) => PublicAccessBlockConfiguration[each] === true);
}

const BLOCKED = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

interface Blocked {
  readonly PublicAccessBlockConfiguration?: Partial<Record<(typeof BLOCKED)[number], boolean>>;
}

async function readKey({ kms, read }: Reading, arn: string, readers: readonly string[]): Promise<KeyPolicy> {
  const policy = await read(`the policy of key ${arn}`, () =>
    kms.send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' })),
  );
  const grants = await read(`the list of grants of key ${arn}`, () =>
    allPages(async (NextToken) => {
      const page = await kms.send(new ListGrantsCommand({ KeyId: arn, Marker: NextToken }));
      return { items: page.Grants, NextToken: page.Truncated === true ? page.NextMarker : undefined };
    }),
  );
  return {
    arn,
    readers,
    ...(typeof policy === 'object' ? { policy: policy.Policy } : {}),
    grants: Array.isArray(grants) ? grants.map(grantFrom) : [],
  };
}

const grantFrom = ({
  GrantId = '',
  GranteePrincipal,
  GranteeServicePrincipal,
  Operations = [],
}: {
  readonly GrantId?: string;
  readonly GranteePrincipal?: string;
  readonly GranteeServicePrincipal?: string;
  readonly Operations?: readonly string[];
}): KeyGrant => ({
  id: GrantId,
  grantee: GranteePrincipal ?? GranteeServicePrincipal ?? '',
  operations: Operations,
});
