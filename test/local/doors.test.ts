import { Athena } from '@aws-sdk/client-athena';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { LakeFormation, LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { paginateListObjectsV2, S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import type { LakeferryConfig } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { describeForeign, undoForeign } from '../../core/governance';
import { lookAt } from '../../functions/catalog/apply-governance/handler';
import { UNPACED } from '../../functions/shared/lakeformation/pace';
import { silentLog } from '../../functions/shared/log';
import { LOCAL_ACCOUNT } from '../../local/runtime';
import { requestOf } from '../command-line';
import { type Account, openAccount } from './account';
import { frozenDatabases } from './world/frozen-databases';

const ANALYSTS = '222222222222';
const CONFIG: LakeferryConfig = {
  environment: { region: 'eu-west-1' },
  lake: { prefix: 'lake' },
  accounts: { analytics: ANALYSTS },
  sources: [{ kind: 'aurora-cluster', id: 'foo', engine: 'postgres', databases: ['shop'] }],
  governance: { databases: { foo_shop: { share: ['items'], filters: { people: { columns: ['id'] } } } } },
};
const STRANGER = 'arn:aws:iam::333333333333:role/stranger';

let account: Account;
let s3: S3;
let kms: KMS;
beforeAll(async () => {
  account = await openAccount(CONFIG, frozenDatabases(['foo']));
  await account.runtime.takeSnapshot('foo');
  await account.ended(() => true);
  s3 = new S3(account.runtime.clientConfig());
  kms = new KMS(account.runtime.clientConfig());
}, 60_000);
afterAll(() => account.close());

async function look(accepted?: readonly string[], files: 'read' | 'refused' = 'read') {
  const { runtime } = account;
  const client = runtime.clientConfig();
  const settings = validateConfig({ ...CONFIG, governance: { ...CONFIG.governance, accepted } });
  const elsewhere = runtime.clientConfig('444444444444');
  return lookAt(
    {
      glue: new GlueClient(client),
      lakeformation: new LakeFormationClient(client),
      dynamodb: new DynamoDBClient(client),
      files: { s3: files === 'read' ? s3 : new S3(elsewhere), kms, settings },
      log: silentLog,
      metric: () => {},
      settings,
      ledgerTable: runtime.resources.ledgerTable,
      catalogId: LOCAL_ACCOUNT,
      pace: UNPACED,
    },
    'foo_shop',
  );
}
const found = async (accepted?: readonly string[]) => (await look(accepted)).foreign.map(describeForeign);
const undo = async (line: string, accepted?: readonly string[]): Promise<string> => {
  const thing = (await look(accepted)).foreign.find((each) => describeForeign(each) === line);
  return undoForeign(thing!, LOCAL_ACCOUNT);
};

it('finds nothing of others after a deployment and a night, and nothing by hand', async () => {
  const { foreign, plan, mismatches, unread } = await look();
  expect(foreign.map(describeForeign)).toEqual([]);
  expect([plan.changes, mismatches, unread]).toEqual([[], [], []]);
});

it('a policy that cannot be read is told, and fails nothing', async () => {
  const { foreign, unread } = await look(undefined, 'refused');
  expect(foreign).toEqual([]);
  expect(unread).toHaveLength(6);
  expect(unread[0]).toMatch(/^the policy of bucket lakeferry-lake-\S+ could not be read, .*AccessDenied/);
});

describe('the policy of a bucket', () => {
  let Bucket: string;
  let deployed: string;
  beforeAll(async () => {
    Bucket = account.runtime.resources.rawBucket;
    deployed = (await s3.getBucketPolicy({ Bucket })).Policy!;
  });
  afterEach(() => s3.putBucketPolicy({ Bucket, Policy: deployed }));

  type Statement = Record<string, unknown> & { Sid?: string };
  const change = async (by: (statements: Statement[]) => Statement[]): Promise<void> => {
    const document = JSON.parse(deployed) as { Statement: Statement[] };
    await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ ...document, Statement: by(document.Statement) }) });
  };
  const allow = (Action: string, Principal: unknown = { AWS: STRANGER }, more = {}): Statement => ({
    ...{ Effect: 'Allow', Principal, Action, Resource: `arn:aws:s3:::${Bucket}/*` },
    ...more,
  });
  const sparing = (statement: Statement, arn: string): Statement => {
    const { ArnNotEquals, ...rest } = statement.Condition as Record<string, Record<string, string[]>>;
    const arns = [...ArnNotEquals!['aws:PrincipalArn']!, arn];
    return { ...statement, Condition: { ...rest, ArnNotEquals: { 'aws:PrincipalArn': arns } } };
  };
  const mendedBy = async (line: string): Promise<void> => {
    const { Policy } = await s3.getBucketPolicy({ Bucket });
    const request = requestOf(await undo(line), 's3api put-bucket-policy');
    expect(request).not.toEqual({ Bucket, Policy: JSON.parse(Policy!) });
    await s3.putBucketPolicy({ ...request, Bucket, Policy: JSON.stringify(request.Policy) });
    expect(await found()).toEqual([]);
  };

  it.each<[string, (statements: Statement[]) => Statement[], RegExp]>([
    [
      'a denial that is gone',
      (all) => all.filter(({ Sid }) => Sid !== 'ReadersOnly'),
      /^bucket policy of \S+ denies nobody to read files, so IAM alone decides$/,
    ],
    [
      'a role that the denial spares',
      (all) => all.map((each) => (each.Sid === 'ReadersOnly' ? sparing(each, STRANGER) : each)),
      /^bucket policy of \S+ spares \S+:role\/stranger, which may read files$/,
    ],
    [
      'a denial with another condition',
      (all) =>
        all.map((each) =>
          each.Sid === 'ReadersOnly'
            ? { ...each, Condition: { ...(each.Condition as object), StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }
            : each,
        ),
      /denies nobody/,
    ],
    [
      'a service that reads',
      (all) => [...all, allow('s3:Get*', { Service: 'macie.amazonaws.com' })],
      /^bucket policy of \S+ lets macie\.amazonaws\.com reach files$/,
    ],
    [
      'an account that may change the policy',
      (all) => [...all, allow('s3:*', { AWS: '333333333333' }, { Resource: `arn:aws:s3:::${Bucket}` })],
      /^bucket policy of \S+ lets 333333333333 reach files$/,
    ],
    [
      'everybody under a condition',
      (all) => [
        ...all,
        allow('s3:PutBucketPolicy', '*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      ],
      /^bucket policy of \S+ lets everybody reach files under conditions on aws:PrincipalOrgID$/,
    ],
  ])('%s is found, and the printed command mends it', async (_what, by, line) => {
    await change(by);
    const lines = await found();
    expect(lines).toEqual([expect.stringMatching(line)]);
    await mendedBy(lines[0]!);
  });

  it('whoever the denial stops anyway is not told', async () => {
    await change((all) => [...all, allow('s3:GetObject')]);
    expect(await found()).toEqual([]);
  });

  it('the command closes all that is found and leaves what is accepted', async () => {
    await change((all) => [
      ...all.map((each) => (each.Sid === 'ReadersOnly' ? sparing(each, STRANGER) : each)),
      allow('s3:Get*', { Service: ['macie.amazonaws.com', 'backup.amazonaws.com'] }),
    ]);
    const accepted = ['bucket policy of * spares *:role/stranger, *', 'bucket policy of * lets backup.* reach files'];
    const lines = await found(accepted);
    expect(lines).toEqual([expect.stringMatching(/macie/)]);
    const request = requestOf(await undo(lines[0]!, accepted), 's3api put-bucket-policy');
    await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify(request.Policy) });
    expect(await found(accepted)).toEqual([]);
    expect(await found()).toHaveLength(2);
  });

  it('a bucket that does not block public access is found', async () => {
    await s3.deletePublicAccessBlock({ Bucket });
    const [line = ''] = await found();
    expect(line).toBe(`bucket ${Bucket} does not block public access`);
    expect(await undo(line)).toMatch(/^aws s3api put-public-access-block --bucket \S+ --public-access-block-conf/);
    const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
    await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: all });
    expect(await found()).toEqual([]);
  });
});

it.each(['lakeBucket', 'rawBucket'] as const)(
  'lets nobody read files of the %s, whatever IAM allows',
  async (which) => {
    const Bucket = account.runtime.resources[which];
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket }))
      keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    const Key = keys.find((key) => key.endsWith('.parquet'));
    const denied = { name: 'AccessDenied' };
    for (const client of await strangers())
      await expect(client.getObject({ Bucket, Key })).rejects.toMatchObject(denied);
  },
);

/** A role of the lake's account that IAM lets do everything, the analytics account, and a role of it. */
async function strangers(): Promise<S3[]> {
  const { runtime } = account;
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const clients = [new S3(runtime.clientConfig(ANALYSTS))];
  for (const accountId of [LOCAL_ACCOUNT, ANALYSTS]) {
    const iam = new IAM(runtime.clientConfig(accountId));
    const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] };
    const RoleName = 'curious';
    const AssumeRolePolicyDocument = JSON.stringify(trust);
    await iam.createRole({ RoleName, AssumeRolePolicyDocument }).catch((error: Error) => {
      if (error.name !== 'EntityAlreadyExistsException') throw error;
    });
    await iam.putRolePolicy({ RoleName, PolicyName: 'all', PolicyDocument: JSON.stringify(everything) });
    const { Credentials } = await new STS(runtime.clientConfig(accountId)).assumeRole({
      RoleArn: `arn:aws:iam::${accountId}:role/${RoleName}`,
      RoleSessionName: 'session',
    });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials!;
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    clients.push(new S3({ ...runtime.clientConfig(), credentials }));
  }
  return clients;
}

it('Athena reads for the analysts what they were granted', async () => {
  const athena = new Athena(account.runtime.clientConfig(ANALYSTS));
  const { QueryExecutionId } = await athena.startQueryExecution({
    QueryString: 'SELECT count(*) FROM foo_shop.items',
    WorkGroup: 'lakeferry-analysts',
  });
  for (;;) {
    const { QueryExecution } = await athena.getQueryExecution({ QueryExecutionId });
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'QUEUED' || State === 'RUNNING') continue;
    expect([State, StateChangeReason]).toEqual(['SUCCEEDED', undefined]);
    break;
  }
  const { ResultSet } = await athena.getQueryResults({ QueryExecutionId });
  expect(Number(ResultSet?.Rows?.[1]?.Data?.[0]?.VarCharValue)).toBeGreaterThan(0);
});

it('of registrations that overlap, the printed command keeps the lake’s own', async () => {
  const lakeformation = new LakeFormation(account.runtime.clientConfig());
  const registered = async () =>
    (await lakeformation.listResources({})).ResourceInfoList?.map((each) => each.ResourceArn);
  const deployed = await registered();
  const ResourceArn = `arn:aws:s3:::${account.runtime.resources.lakeBucket}`;
  await lakeformation.registerResource({ ResourceArn, UseServiceLinkedRole: true });
  const [line = ''] = await found();
  expect(line).toMatch(/^registrations overlap on foo_shop: /);
  expect(requestOf(await undo(line), 'lakeformation deregister-resource')).toEqual({ ResourceArn });
  await lakeformation.deregisterResource({ ResourceArn });
  expect(await registered()).toEqual(deployed);
});

describe('the key', () => {
  let KeyId: string;
  let deployed: string;
  beforeAll(async () => {
    KeyId = account.runtime.resources.keyArn;
    deployed = (await kms.getKeyPolicy({ KeyId })).Policy!;
  });
  afterEach(() => kms.putKeyPolicy({ KeyId, Policy: deployed }));

  it.each([
    [{ AWS: STRANGER }, 'kms:Decrypt', /^key policy of \S+ lets \S+:role\/stranger decrypt$/],
    ['*', 'kms:*', /^key policy of \S+ lets everybody decrypt$/],
    [{ Service: 'backup.amazonaws.com' }, 'kms:CreateGrant', /^key policy of \S+ lets backup\.amazonaws\.com decrypt$/],
  ])('lets %j be found, who may %s, and the printed command takes it away', async (Principal, Action, line) => {
    const document = JSON.parse(deployed) as { Statement: object[] };
    document.Statement.push({ Effect: 'Allow', Principal, Action, Resource: '*' });
    await kms.putKeyPolicy({ KeyId, Policy: JSON.stringify(document) });
    const lines = await found();
    expect(lines).toEqual([expect.stringMatching(line)]);
    const request = requestOf(await undo(lines[0]!), 'kms put-key-policy');
    expect(request).toEqual({ KeyId, PolicyName: 'default', Policy: JSON.parse(deployed) });
  });

  it('lets encrypting be nobody’s finding', async () => {
    const document = JSON.parse(deployed) as { Statement: object[] };
    document.Statement.push({ Effect: 'Allow', Principal: { AWS: STRANGER }, Action: 'kms:Encrypt', Resource: '*' });
    await kms.putKeyPolicy({ KeyId, Policy: JSON.stringify(document) });
    expect(await found()).toEqual([]);
  });

  it('shows its grants to others than services, and the printed command revokes one', async () => {
    const grant = (GranteePrincipal: string, Operations: ('Decrypt' | 'Encrypt')[]) =>
      kms.createGrant({ KeyId, GranteePrincipal, Operations });
    await grant('rds.amazonaws.com', ['Decrypt']);
    await grant(STRANGER, ['Encrypt']);
    const { GrantId } = await grant(STRANGER, ['Decrypt']);
    const line = `grant ${GrantId} on key ${KeyId} lets ${STRANGER} decrypt`;
    expect(await found()).toEqual([line]);
    const request = requestOf(await undo(line), 'kms revoke-grant');
    expect(request).toEqual({ KeyId, GrantId });
    await kms.revokeGrant({ KeyId, GrantId });
    expect(await found()).toEqual([]);
  });
});
