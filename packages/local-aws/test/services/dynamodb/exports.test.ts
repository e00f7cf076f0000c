import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { DynamoDB, type ExportTableToPointInTimeCommandInput } from '@aws-sdk/client-dynamodb';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { VirtualClock } from '../../../clock';
import { type Aws, startAws } from '../../../start-aws';
import { elapse, STARTS_AT } from '../runtime';

const TableName = 'orders';
const TableArn = 'arn:aws:dynamodb:us-east-1:111111111111:table/orders';
const S3Bucket = 'exports';
const MINUTE_MS = 60_000;
let aws: Aws;
let dynamodb: DynamoDB;
let s3: S3;
const clock = () => aws.clock as VirtualClock;
const minutes = (count: number) => elapse(clock(), count * MINUTE_MS);

async function start(options: Parameters<typeof startAws>[0] = {}): Promise<void> {
  aws = await startAws({ services: ['dynamodb', 's3'], clock: new VirtualClock(STARTS_AT), ...options });
  dynamodb = new DynamoDB({ ...aws.clientConfig(), maxAttempts: 1 });
  s3 = new S3(aws.clientConfig());
  await s3.createBucket({ Bucket: S3Bucket });
  await dynamodb.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  });
  await elapse(clock(), 5000);
}
const turnOn = (PointInTimeRecoveryEnabled = true) =>
  dynamodb.updateContinuousBackups({ TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled } });
afterEach(() => aws.close());

const put = (id: string, n: number) => dynamodb.putItem({ TableName, Item: { id: { S: id }, n: { N: String(n) } } });
const remove = (id: string) => dynamodb.deleteItem({ TableName, Key: { id: { S: id } } });
const now = () => new Date(clock().now());

type Asked = Partial<ExportTableToPointInTimeCommandInput>;
const begin = async (asked: Asked = {}) =>
  (await dynamodb.exportTableToPointInTime({ TableArn, S3Bucket, ...asked })).ExportDescription!;
async function exported(asked: Asked = {}) {
  const { ExportArn } = await begin(asked);
  await minutes(11);
  return (await dynamodb.describeExport({ ExportArn })).ExportDescription!;
}
const bytes = async (Key: string) => {
  const { Body } = await s3.getObject({ Bucket: S3Bucket, Key });
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};
interface File {
  readonly itemCount: number;
  readonly md5Checksum: string;
  readonly dataFileS3Key: string;
}
async function read(manifest = '') {
  const summary = JSON.parse((await bytes(manifest)).toString()) as Record<string, string>;
  const lines = (await bytes(summary.manifestFilesS3Key!)).toString().trim().split('\n');
  const files = lines.map((line) => JSON.parse(line) as File);
  const data = await Promise.all(
    files.map(async ({ dataFileS3Key }) => gunzipSync(await bytes(dataFileS3Key)).toString()),
  );
  return { summary, files, lines: data.join('').trim().split('\n').filter(Boolean).sort() };
}
const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'taken',
    ({ name, message }: Error) => `${name}: ${message}`,
  );

describe('a full export', () => {
  it('holds the table as it was at its time, in the layout of AWS', async () => {
    await start();
    await put('kept', 1);
    await put('changed', 1);
    await put('deleted', 1);
    await turnOn();
    await minutes(10);
    const ExportTime = now();
    await elapse(clock(), 1);
    await put('changed', 2);
    await remove('deleted');
    await put('new', 1);
    await minutes(5);
    const done = await exported({ ExportTime, S3Prefix: 'p/q', ClientToken: 'token' });
    expect(done).toMatchObject({ ExportStatus: 'COMPLETED', ItemCount: 3, ExportTime, ClientToken: 'token' });
    expect(done.ExportManifest).toMatch(/^p\/q\/AWSDynamoDB\/\d{14}-[0-9a-f]{8}\/manifest-summary\.json$/);
    const { summary, files, lines } = await read(done.ExportManifest);
    expect(lines).toEqual([
      '{"Item":{"id":{"S":"changed"},"n":{"N":"1"}}}',
      '{"Item":{"id":{"S":"deleted"},"n":{"N":"1"}}}',
      '{"Item":{"id":{"S":"kept"},"n":{"N":"1"}}}',
    ]);
    const folder = done.ExportManifest!.replace('/manifest-summary.json', '');
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: S3Bucket, Prefix: `${folder}/` });
    const names = Contents.map(({ Key = '' }) => Key.slice(folder.length + 1)).filter(
      (key) => !key.startsWith('data/'),
    );
    expect(names).toEqual([
      ...['_started', 'manifest-files.json', 'manifest-files.md5', 'manifest-summary.json', 'manifest-summary.md5'],
    ]);
    const md5 = (body: Buffer) => createHash('md5').update(body).digest('base64');
    expect((await bytes(`${folder}/manifest-files.md5`)).toString()).toBe(
      md5(await bytes(`${folder}/manifest-files.json`)),
    );
    for (const { dataFileS3Key, md5Checksum } of files) expect(md5(await bytes(dataFileS3Key))).toBe(md5Checksum);
    expect(files[0]?.dataFileS3Key).toMatch(new RegExp(`^${folder}/data/[0-9a-z]{26}\\.json\\.gz$`));
    expect(files.reduce((sum, { itemCount }) => sum + itemCount, 0)).toBe(summary.itemCount);
    expect(summary).toMatchObject({ tableArn: TableArn, s3Prefix: 'p/q', outputFormat: 'DYNAMODB_JSON' });
  });

  it('of an empty table has files without lines', async () => {
    await start();
    await turnOn();
    await minutes(10);
    const { ExportManifest } = await exported();
    const { files, lines } = await read(ExportManifest);
    expect([files.length, lines]).toEqual([4, []]);
  });
});

it('an incremental export holds the net change of each item between two times', async () => {
  await start();
  await put('changed', 1);
  await put('deleted', 1);
  await turnOn();
  await minutes(10);
  const ExportFromTime = now();
  await put('changed', 2);
  await put('changed', 3);
  await remove('deleted');
  await put('new', 1);
  await put('short', 1);
  await remove('short');
  await minutes(15);
  const ExportToTime = now();
  await put('later', 1);
  await minutes(6);
  const IncrementalExportSpecification = { ExportFromTime, ExportToTime };
  const done = await exported({ ExportType: 'INCREMENTAL_EXPORT', IncrementalExportSpecification, S3Prefix: 'p' });
  expect(done).toMatchObject({ ExportStatus: 'COMPLETED', ExportType: 'INCREMENTAL_EXPORT', ItemCount: 3 });
  const { summary, files, lines } = await read(done.ExportManifest);
  expect(files[0]?.dataFileS3Key).toMatch(/^p\/AWSDynamoDB\/data\//);
  expect(summary).toMatchObject({ outputView: 'NEW_AND_OLD_IMAGES', exportFromTime: ExportFromTime.toISOString() });
  const image = (id: string, n: number) => ({ id: { S: id }, n: { N: String(n) } });
  const byKey = lines.map((line) => JSON.parse(line)).sort((a, b) => (a.Keys.id.S < b.Keys.id.S ? -1 : 1));
  const Metadata = { WriteTimestampMicros: { N: expect.stringMatching(/^\d{16}$/) } };
  expect(byKey).toEqual([
    { Metadata, Keys: { id: { S: 'changed' } }, NewImage: image('changed', 3), OldImage: image('changed', 1) },
    { Metadata, Keys: { id: { S: 'deleted' } }, OldImage: image('deleted', 1) },
    { Metadata, Keys: { id: { S: 'new' } }, NewImage: image('new', 1) },
  ]);
});

describe('an export', () => {
  it('is refused where AWS refuses it', async () => {
    await start();
    const from = (minutesAgo: number, length: number): Asked => {
      const ExportFromTime = new Date(clock().now() - minutesAgo * MINUTE_MS);
      const ExportToTime = new Date(ExportFromTime.getTime() + length * MINUTE_MS);
      return { ExportType: 'INCREMENTAL_EXPORT', IncrementalExportSpecification: { ExportFromTime, ExportToTime } };
    };
    expect(await refusal(begin())).toMatch(/^PointInTimeRecoveryUnavailableException/);
    await turnOn();
    await minutes(60);
    expect(await refusal(begin({ TableArn: `${TableArn}-absent` }))).toBe('TableNotFoundException: Table not found');
    expect(await refusal(begin({ S3Bucket: '-' }))).toMatch(/^ValidationException/);
    expect(await refusal(begin(from(30, 14)))).toMatch(/^InvalidExportTimeException: Difference between export period/);
    expect(await refusal(begin(from(90, 20)))).toMatch(/^InvalidExportTimeException/);
    expect(await refusal(begin(from(18, 16)))).toMatch(/^InvalidExportTimeException/);
    expect(await refusal(begin({ ExportTime: now() }))).toMatch(/^InvalidExportTimeException/);
    expect(await refusal(begin(from(30, 16)))).toBe('taken');
    expect(await refusal(dynamodb.describeExport({ ExportArn: TableArn }))).toMatch(
      /^ValidationException: Invalid Export/,
    );
  });

  it('is the same one for the same token, and no other under it', async () => {
    await start();
    await turnOn();
    await minutes(10);
    const { ExportArn } = await begin({ ClientToken: 'once' });
    expect((await begin({ ClientToken: 'once' })).ExportArn).toBe(ExportArn);
    expect(await refusal(begin({ ClientToken: 'once', S3Prefix: 'p' }))).toBe(
      'ExportConflictException: Duplicate request detected',
    );
    expect((await begin()).ExportArn).not.toBe(ExportArn);
    const { ExportSummaries = [] } = await dynamodb.listExports({ TableArn });
    expect(ExportSummaries.map((each) => each.ExportStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS']);
  });

  it('to a bucket that is not there begins, and fails', async () => {
    await start();
    await turnOn();
    await minutes(10);
    expect(await exported({ S3Bucket: 'absent' })).toMatchObject({
      ExportStatus: 'FAILED',
      FailureCode: 'S3NoSuchBucket',
    });
    aws.faults.inject({ name: 'export-failed', target: TableName });
    expect(await exported()).toMatchObject({ ExportStatus: 'FAILED' });
  });

  it('needs the right to write to the bucket', async () => {
    await start({ authorize: true });
    await turnOn();
    await minutes(10);
    const iam = new IAM(aws.clientConfig());
    const statement = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });
    const Principal = { AWS: 'arn:aws:iam::111111111111:root' };
    const AssumeRolePolicyDocument = statement({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
    const role = { RoleName: 'exporter', PolicyName: 'p' };
    await iam.createRole({ ...role, AssumeRolePolicyDocument });
    const { Credentials } = await new STS(aws.clientConfig()).assumeRole({
      ...{ RoleArn: 'arn:aws:iam::111111111111:role/exporter', RoleSessionName: 'session' },
    });
    const credentials = { accessKeyId: Credentials!.AccessKeyId!, secretAccessKey: 'x', sessionToken: 'x' };
    const exporter = new DynamoDB({ ...aws.clientConfig(), credentials, maxAttempts: 1 });
    const asked = (...Action: string[]) =>
      iam
        .putRolePolicy({ ...role, PolicyDocument: statement({ Effect: 'Allow', Action, Resource: '*' }) })
        .then(() => refusal(exporter.exportTableToPointInTime({ TableArn, S3Bucket })));
    expect(await asked('dynamodb:ExportTableToPointInTime')).toContain('s3:PutObject');
    expect(await asked('dynamodb:ExportTableToPointInTime', 's3:PutObject')).toBe('taken');
  });
});
