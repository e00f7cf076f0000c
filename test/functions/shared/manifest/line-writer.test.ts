import {
  type CompleteMultipartUploadCommandInput,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
} from '@aws-sdk/client-s3';
import { LineWriter } from '../../../../functions/shared/manifest/line-writer';
import { type S3OverHttp, s3OverHttp } from '../../../../packages/local-aws/test/services/s3/s3-over-http';

const Bucket = 'work';
const target = { bucket: Bucket, key: 'manifests/task.jsonl' };
const MIB = 1024 ** 2;

let over: S3OverHttp;
beforeEach(async () => {
  over = await s3OverHttp();
  await over.client.send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => over.close());

/** A client that keeps what it sends, by the name of the command. */
function recording() {
  const sent: [string, object][] = [];
  over.client.middlewareStack.add((next, { commandName }) => (args) => {
    sent.push([commandName ?? '', args.input]);
    return next(args);
  });
  return {
    s3: over.client,
    inputsOf: (name: string) => sent.filter(([each]) => each === name).map(([, input]) => input),
  };
}

const written = async (): Promise<string> => {
  const { Body } = await over.client.send(new GetObjectCommand({ Bucket, Key: target.key }));
  return (await Body?.transformToString()) ?? '';
};

it('writes a small manifest at once', async () => {
  const { s3, inputsOf } = recording();
  const writer = new LineWriter(s3, target);
  expect(await writer.write({ key: 'ä' })).toBe(Buffer.byteLength('{"key":"ä"}\n'));
  await writer.close();
  expect(await written()).toBe('{"key":"ä"}\n');
  expect(inputsOf('CreateMultipartUploadCommand')).toEqual([]);
});

it('declares the checksum of its parts with the upload, and repeats each at the end', async () => {
  const { s3, inputsOf } = recording();
  const writer = new LineWriter(s3, target, 5 * MIB);
  const line = { text: 'x'.repeat(MIB) };
  for (let i = 0; i < 12; i++) await writer.write(line);
  await writer.close();

  expect(inputsOf('CreateMultipartUploadCommand')).toEqual([expect.objectContaining({ ChecksumAlgorithm: 'CRC32' })]);
  const [end] = inputsOf('CompleteMultipartUploadCommand') as CompleteMultipartUploadCommandInput[];
  const part = (PartNumber: number) => ({ PartNumber, ETag: expect.any(String), ChecksumCRC32: expect.any(String) });
  expect(end?.MultipartUpload?.Parts).toEqual([1, 2, 3].map(part));
  expect(await written()).toBe(`${JSON.stringify(line)}\n`.repeat(12));
  const head = await over.client.send(new HeadObjectCommand({ Bucket, Key: target.key, ChecksumMode: 'ENABLED' }));
  expect(head).toMatchObject({ ChecksumType: 'COMPOSITE', ChecksumCRC32: expect.stringMatching(/-3$/) });
});

it('leaves no upload behind when it is aborted', async () => {
  const writer = new LineWriter(over.client, target, 5 * MIB);
  for (let i = 0; i < 6; i++) await writer.write({ text: 'x'.repeat(MIB) });
  await writer.abort();
  expect((await over.client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([]);
});
