import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { S3 } from '@aws-sdk/client-s3';
import type { LoadRowsInput, LoadRowsResult } from '../../../../functions/dynamodb/load/payloads';
import { createHandler, type LoadRowsEffects } from '../../../../functions/dynamodb/load-rows/handler';
import { silentLog } from '../../../../functions/shared/log';
import { VirtualClock } from '../../../../packages/local-aws/clock';
import { type Aws, startAws } from '../../../../packages/local-aws/start-aws';

const EXPORT = 'arn:aws:dynamodb:us-east-1:111111111111:table/orders/export/01-ab';
const Key = 'exports/AWSDynamoDB/01-ab/data/x.json.gz';
const FOLDER = 'dynamodb/shop/date=2026-11-27/orders-01-ab-x-';

let aws: Aws;
let s3: S3;
beforeAll(async () => {
  aws = await startAws({ services: ['s3'], clock: new VirtualClock(0) });
  s3 = new S3(aws.clientConfig());
});
afterAll(() => aws.close());
beforeEach(async () => {
  for (const Bucket of ['exports', 'landing']) {
    await s3.createBucket({ Bucket }).catch(() => {});
    const { Contents = [] } = await s3.listObjectsV2({ Bucket });
    for (const each of Contents) await s3.deleteObject({ Bucket, Key: each.Key });
  }
});

const lineOf = (n: number): string => `{"Item":{"id":{"S":"k${n}"},"n":{"N":"${n}.10"}}}`;
const LINES = Array.from({ length: 100 }, (_, n) => lineOf(n));

async function inputOf(text: string, itemCount: number, change: Partial<LoadRowsInput> = {}): Promise<LoadRowsInput> {
  const Body = text === '' ? Buffer.alloc(0) : gzipSync(text);
  await s3.putObject({ Bucket: 'exports', Key, Body });
  const md5Checksum = createHash('md5').update(Body).digest('base64');
  const chosen = { kind: 'full', exportTime: '2026-11-27T10:00:00.000Z' } as const;
  const load = { table: 'orders', keys: ['id'], exportArn: EXPORT, chosen, items: itemCount };
  return {
    load: { ...load, files: { bucket: 'exports', key: 'files' } },
    file: { itemCount, md5Checksum, dataFileS3Key: Key },
    ...{ line: 0, parts: 0, bytes: 0, ...change },
  };
}

const handlerOf = (change: Partial<LoadRowsEffects> = {}) =>
  createHandler({
    ...{ s3, exportsBucket: 'exports', landingBucket: 'landing', entry: 'shop', oldImage: false },
    ...{ partitionKey: 'date', now: () => 0, log: silentLog, partBytes: 1000, ...change },
  });

async function landed(): Promise<Map<string, string[]>> {
  const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'landing' });
  const files = Contents.map(async ({ Key: key = '' }): Promise<[string, string[]]> => {
    const { Body } = await s3.getObject({ Bucket: 'landing', Key: key });
    const text = gunzipSync((await Body?.transformToByteArray()) ?? Buffer.alloc(0)).toString();
    expect(text.endsWith('\n')).toBe(true);
    return [key, text.trim().split('\n')];
  });
  return new Map(await Promise.all(files));
}
const idsOf = (files: Map<string, string[]>): string[] =>
  [...files.values()].flat().map((line) => (JSON.parse(line) as { id: string }).id);
const IDS = LINES.map((_, n) => `k${n}`);

it('makes a row of each line, in files whose names say the first line', async () => {
  const result = await handlerOf()(await inputOf(`${LINES.join('\n')}\n`, 100));
  const files = await landed();
  expect(result).toMatchObject({ outcome: 'LOADED', line: 100, parts: files.size });
  expect(files.size).toBeGreaterThan(10);
  expect(idsOf(files)).toEqual(IDS);
  for (const [key, [first]] of files) {
    const line = Number(key.slice(FOLDER.length, FOLDER.length + 12));
    expect(JSON.parse(first!)).toMatchObject({ id: `k${line}`, n: `${line}.10`, ddb_version: 1795773300000000 });
  }
  const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'exports', Prefix: 'loads/' });
  expect(Contents.map((each) => each.Key)).toEqual([`loads/01-ab/files/x.json.gz/100-${files.size}-${result.bytes}`]);
});

it('goes on at the line where time was over, and writes the files that one invocation would', async () => {
  const input = await inputOf(`${LINES.join('\n')}\n`, 100);
  await handlerOf()(input);
  const whole = await landed();
  for (const key of whole.keys()) await s3.deleteObject({ Bucket: 'landing', Key: key });
  let minutes = 0;
  const handler = handlerOf({ now: () => minutes++ * 300_000 });
  let [next, result, calls] = [input, undefined as LoadRowsResult | undefined, 0];
  do {
    result = await handler(next);
    next = { ...next, ...result };
    calls++;
  } while (result.outcome === 'MORE');
  expect(calls).toBeGreaterThan(3);
  expect(await landed()).toEqual(whole);
  expect(result.parts).toBe(whole.size);
});

it('an invocation that was stopped midway is made again, with the same files', async () => {
  const input = await inputOf(LINES.join('\n'), 100);
  let puts = 0;
  const dying = new Proxy(s3, {
    get: (target, name) =>
      name === 'send'
        ? (command: never) => {
            const isRows = (command as { input: { Bucket?: string } }).input.Bucket === 'landing';
            if (isRows && ++puts > 3) throw new Error('killed');
            return target.send(command);
          }
        : Reflect.get(target, name),
  });
  await expect(handlerOf({ s3: dying })(input)).rejects.toThrow('killed');
  expect((await landed()).size).toBe(3);
  await handlerOf()(input);
  expect(idsOf(await landed())).toEqual(IDS);
});

it.each([
  ['of no bytes', '', 0],
  ['of no lines', '\n', 0],
])('a file %s makes none', async (_what, text, items) => {
  expect(await handlerOf()(await inputOf(text, items))).toMatchObject({ outcome: 'LOADED', line: 0, parts: 0 });
  expect((await landed()).size).toBe(0);
});

it('a line that is larger than a file of rows has one of its own', async () => {
  const long = `{"Item":{"id":{"S":"long"},"n":{"S":"${'x'.repeat(600_000)}"}}}`;
  await handlerOf()(await inputOf([lineOf(1), long, lineOf(2)].join('\n'), 3));
  expect([...(await landed()).values()].map((lines) => lines.length)).toEqual([1, 1, 1]);
});

describe('refuses, and writes no rows of,', () => {
  it('a file of another checksum', async () => {
    const input = await inputOf(LINES.join('\n'), 100);
    const file = { ...input.file, md5Checksum: 'other' };
    await expect(handlerOf()({ ...input, file })).rejects.toThrow('has another MD5 than the manifest says');
    expect((await landed()).size).toBe(0);
  });

  it('a file that was replaced between two invocations', async () => {
    const input = await inputOf(LINES.join('\n'), 100);
    await expect(handlerOf()({ ...input, line: 50, etag: '"other"' })).rejects.toThrow('was replaced');
  });

  it('a file that is gone', async () => {
    const input = await inputOf(LINES.join('\n'), 100);
    await s3.deleteObject({ Bucket: 'exports', Key });
    await expect(handlerOf()(input)).rejects.toThrow('is gone');
  });
});

it('a bad line is named by its number, and nothing of it is repeated', async () => {
  const text = [lineOf(0), lineOf(1), '{"Item":{"secret":{"S":"4711"}}}'].join('\n');
  const failure = handlerOf()(await inputOf(text, 3));
  await expect(failure).rejects.toThrow(`Line 3 of ${Key} cannot be read: The item has no key attribute 'id'`);
  await expect(failure).rejects.not.toThrow('4711');
  await expect(failure).rejects.toMatchObject({ name: 'UnreadableExportLineError' });
});

it('lines that the manifest does not count are not passed over', async () =>
  expect(handlerOf()(await inputOf(LINES.join('\n'), 99))).rejects.toThrow('has 100 lines, and the manifest says 99'));
