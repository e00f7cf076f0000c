import { S3 } from '@aws-sdk/client-s3';
import { createHandler } from '../../../functions/dynamodb/finish-load/handler';
import type { Chosen, LoadRequest } from '../../../functions/dynamodb/load/payloads';
import { silentLog } from '../../../functions/shared/log';
import { VirtualClock } from '../../../packages/local-aws/clock';
import { type Aws, startAws } from '../../../packages/local-aws/start-aws';

const Bucket = 'exports';
const EXPORT = 'arn:table/carts/export/01-ab';
const FULL: Chosen = { kind: 'full', exportTime: '2026-11-27T10:00:00.000Z' };
const WINDOW: Chosen = { kind: 'incremental', from: '2026-11-27T10:00:00.000Z', to: '2026-11-27T11:00:00.000Z' };

let aws: Aws;
let s3: S3;
beforeEach(async () => {
  aws = await startAws({ services: ['s3'], clock: new VirtualClock(0) });
  s3 = new S3(aws.clientConfig());
  await s3.createBucket({ Bucket });
  const files = [
    { itemCount: 2, md5Checksum: 'x', dataFileS3Key: 'exports/data/a.json.gz' },
    { itemCount: 0, md5Checksum: 'x', dataFileS3Key: 'exports/data/b.json.gz' },
  ];
  await s3.putObject({ Bucket, Key: 'files', Body: files.map((each) => JSON.stringify(each)).join('\n') });
});
afterEach(() => aws.close());

const receipt = (key: string) => s3.putObject({ Bucket, Key: `loads/01-ab/files/${key}`, Body: '', ContentLength: 0 });
const stateOf = async () =>
  JSON.parse((await (await s3.getObject({ Bucket, Key: 'state/carts.json' })).Body?.transformToString()) ?? '');

/** `latest`: minutes after 11 o'clock that DynamoDB can export. */
async function finish(
  chosen: Chosen,
  request: Partial<LoadRequest> = {},
  latest = 0,
  earliest = '2026-11-01T00:00:00Z',
) {
  const PointInTimeRecoveryDescription = {
    PointInTimeRecoveryStatus: 'ENABLED',
    EarliestRestorableDateTime: new Date(earliest),
    LatestRestorableDateTime: new Date(Date.parse('2026-11-27T11:00:00Z') + latest * 60_000),
  };
  const ContinuousBackupsDescription = { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription };
  const dynamodb = { send: async () => ({ ContinuousBackupsDescription }) } as never;
  const load = { table: 'carts', keys: ['id'], exportArn: EXPORT, items: 2, files: { bucket: Bucket, key: 'files' } };
  return createHandler({ dynamodb, s3, exportsBucket: Bucket, log: silentLog })({
    request: { table: 'carts', ...request },
    load: { ...load, chosen },
  });
}

const HOUR_BEFORE = '2026-11-27T09:00:00.000Z';

it('adds up what was loaded, and windows begin an hour before the load', async () => {
  await receipt('a.json.gz/2-1-300');
  expect(await finish(FULL)).toMatchObject({ outcome: 'LOADED', items: 2, files: 1, bytes: 300 });
  expect(await stateOf()).toEqual({ through: HOUR_BEFORE, loadedAt: FULL.exportTime });
});

it.each([
  ['is absent', undefined],
  ['has fewer items', 'a.json.gz/1-1-150'],
])('a file whose receipt %s is named', async (_how, key) => {
  if (key !== undefined) await receipt(key);
  await expect(finish(FULL)).rejects.toThrow('1 files of the export were not loaded whole, for example a.json.gz');
  await expect(stateOf()).rejects.toMatchObject({ name: 'NoSuchKey' });
});

it('windows go on from their end, again and again while one is missed', async () => {
  await receipt('a.json.gz/2-1-300');
  await finish(FULL);
  const before: Chosen = { kind: 'incremental', from: HOUR_BEFORE, to: FULL.exportTime };
  expect(await finish(before, { window: true })).toMatchObject({ outcome: 'AGAIN' });
  expect(await finish(WINDOW, { window: true }, 14)).toMatchObject({ outcome: 'LOADED' });
  expect(await stateOf()).toEqual({ through: WINDOW.to, loadedAt: FULL.exportTime });
  expect(await finish(WINDOW, { window: true }, 15)).toMatchObject({ outcome: 'AGAIN' });
});

it('a later load moves windows only over a gap', async () => {
  await receipt('a.json.gz/2-1-300');
  await finish(FULL);
  const later: Chosen = { kind: 'full', exportTime: '2026-11-27T10:30:00.000Z' };
  await finish(later);
  expect(await stateOf()).toEqual({ through: HOUR_BEFORE, loadedAt: later.exportTime });
  await finish(later, {}, 0, '2026-11-27T10:10:00Z');
  expect(await stateOf()).toEqual({ through: '2026-11-27T10:10:00.000Z', loadedAt: later.exportTime });
});
