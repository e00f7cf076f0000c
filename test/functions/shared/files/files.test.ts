import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { fetchFile } from '../../../../functions/shared/files/fetch-file';
import { storeFile } from '../../../../functions/shared/files/store-file';
import { type Aws, startAws } from '../../../../packages/local-aws/start-aws';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
const at = { bucket: 'files', key: 'a/b.parquet' };
const MIB = 1024 ** 2;
let aws: Aws;
let s3: S3Client;
beforeAll(async () => {
  aws = await startAws({ services: ['s3'], accountId: '111111111111', region: 'us-east-1' });
  s3 = new S3Client({ ...aws.clientConfig(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: at.bucket }));
});
afterAll(async () => {
  s3.destroy();
  await aws.close();
  rmSync(folder, { recursive: true });
});

const file = (name: string, bytes: number): { path: string; content: Buffer } => {
  const content = Buffer.alloc(bytes, 'some content, ');
  writeFileSync(join(folder, name), content);
  return { path: join(folder, name), content };
};

/** The client, where the first answers to a command are of somebody else. */
const answering = (isMeant: (command: object) => boolean, answers: (() => unknown)[]) =>
  ({
    send: async (command: never) => (isMeant(command) && answers.length > 0 ? answers.shift()!() : s3.send(command)),
  }) as never;

it.each([0, 1, 5 * MIB, 5 * MIB + 1, 12 * MIB])('%i bytes come back as they went, in parts of 5 MiB', async (bytes) => {
  const { path, content } = file('sent', bytes);
  expect(await storeFile(s3, path, at, 5 * MIB)).toBe(bytes);
  const fetched = join(folder, 'fetched');
  expect(await fetchFile(s3, at, fetched)).toBe(bytes);
  expect(readFileSync(fetched).equals(content)).toBe(true);
});

it('an upload that fails leaves no parts behind', async () => {
  const { path } = file('sent', 6 * MIB);
  const broken = answering(
    (command) => command instanceof UploadPartCommand,
    [
      () => {
        throw new Error('no more');
      },
    ],
  );
  await expect(storeFile(broken, path, at, 5 * MIB)).rejects.toThrow('no more');
  expect((await s3.send(new ListMultipartUploadsCommand({ Bucket: at.bucket }))).Uploads).toBeUndefined();
});

it('a body that breaks off is asked for again, and each time is an error to retry', async () => {
  await s3.send(new PutObjectCommand({ Bucket: at.bucket, Key: at.key, Body: 'all of it' }));
  const short = () => ({ Body: Readable.from([Buffer.from('all')]), ContentLength: 9 });
  const isGet = (command: object): boolean => command instanceof GetObjectCommand;
  const fetched = join(folder, 'fetched');
  expect(await fetchFile(answering(isGet, [short, short, short]), at, fetched)).toBe(9);
  expect(readFileSync(fetched, 'utf8')).toBe('all of it');
  const never = answering(isGet, Array(4).fill(short));
  await expect(fetchFile(never, at, fetched)).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
});
