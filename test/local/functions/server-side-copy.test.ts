import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import {
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { validateConfig } from '../../../core/config/validate';
import { fileDoors } from '../../../core/governance/sight/file-doors';
import { REPLICATION_TABLE } from '../../../core/replication/names';
import { readReceipt } from '../../../functions/replication/claim/read-receipt';
import { readFilePolicies } from '../../../functions/shared/lakeformation/read-file-policies';
import { localOutputs } from '../../../local/deploy/replication/resources';
import type { Runtime } from '../../../local/runtime';
import { drained } from '../world/drained';
import { startWithoutDatabases } from '../world/no-databases';

const settings = validateConfig({
  environment: { region: 'us-east-1', account: '111111111111' },
  sources: [{ kind: 'aurora-cluster', id: 'flights', engine: 'postgres', databases: ['flights'] }],
  replications: [
    {
      name: 'files',
      source: { prefix: 'lake/' },
      outputs: [
        {
          name: 'partner',
          destination: { bucket: 'partner-files', prefix: 'from-us/', account: '333333333333', region: 'eu-west-1' },
          credentials: { mode: 'role', externalId: 'agreed' },
          copy: 'server-side',
          backfill: 'off',
        },
      ],
    },
  ],
});
const [each] = localOutputs(settings);
const { output } = each!;

let runtime: Runtime;
let lake: S3Client;
beforeAll(async () => {
  runtime = await startWithoutDatabases(settings);
  lake = new S3Client(runtime.clientConfig());
});
afterAll(() => runtime.close());

const put = (Key: string, Body: string) =>
  lake.send(new PutObjectCommand({ Bucket: runtime.resources.lakeBucket, Key, Body, Tagging: 'team=orders' }));

const receiptOf = (key: string) => {
  const tableName = runtime.place.names.deployed(REPLICATION_TABLE);
  const table = { dynamodb: new DynamoDBClient(runtime.clientConfig()), tableName };
  return readReceipt({ table, output: output.name }, key);
};

it('S3 copies from the lake to another account, by the pivot role and under the keys of both', async () => {
  await put('lake/dt=1/a b+é.txt', 'content');
  await expect(drained(runtime, each!)).resolves.toBe(0);
  const there = new S3Client(runtime.ownerConfig(output.destination));
  const object = { Bucket: output.destination.bucket, Key: 'from-us/lake/dt=1/a b+é.txt' };
  await expect((await there.send(new GetObjectCommand(object))).Body?.transformToString()).resolves.toBe('content');
  expect(await receiptOf('lake/dt=1/a b+é.txt')).toMatchObject({
    state: 'COMPLETE',
    receipt: { copiedBy: 'server-side', source: { isChecked: true } },
  });
});

it('the role is nobody who reads files past the configuration', async () => {
  const files = await readFilePolicies({
    ...{ s3: lake, kms: new KMSClient(runtime.clientConfig()), settings, catalogId: runtime.place.accountId },
    ...{ patience: { wait: async () => undefined, random: () => 0 }, locations: [] },
  });
  const ofPartner = (other: typeof files) =>
    fileDoors(runtime.place.accountId, other, () => false).filter(({ text }) => text.includes('333333333333'));
  expect(ofPartner(files)).toEqual([]);
  const unknown = files.keys.map((key) => ({ ...key, readers: [] }));
  expect(ofPartner({ ...files, keys: unknown })).not.toEqual([]);
});

it('nothing arrives where the source no longer admits the role, and the receipt says what it needs', async () => {
  const Bucket = runtime.resources.lakeBucket;
  const { Policy = '' } = await lake.send(new GetBucketPolicyCommand({ Bucket }));
  const policy = JSON.parse(Policy) as { Statement: { Sid?: string }[] };
  const Statement = policy.Statement.filter(({ Sid }) => Sid !== 'ServerSideCopyPartner');
  expect(Statement).toHaveLength(policy.Statement.length - 1);
  await lake.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ ...policy, Statement }) }));
  await put('lake/refused.txt', 'content');
  await expect(drained(runtime, each!)).resolves.toBe(1);
  expect(await receiptOf('lake/refused.txt')).toMatchObject({
    state: 'COPYING',
    failure: { message: expect.stringMatching(/source-policy/) as string },
  });
});
