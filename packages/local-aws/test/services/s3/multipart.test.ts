import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { type S3OverHttp, s3OverHttp } from './s3-over-http';

const Bucket = 'lake';
const MIB = 1024 ** 2;
const PART = randomBytes(5 * MIB);
const TAIL = randomBytes(1000);

const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();
const crc64 = 'CRC64NVME';

let over: S3OverHttp;
const send: S3OverHttp['client']['send'] = ((command: never) => over.client.send(command)) as never;

beforeAll(async () => {
  over = await s3OverHttp();
  await send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => over.close());

/** Uploads parts in the order given, and completes them in that of their numbers. */
async function upload(
  Key: string,
  parts: readonly [number: number, Body: Uint8Array][],
  more: Partial<CreateMultipartUploadCommandInput> = {},
) {
  const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  const ChecksumAlgorithm = more.ChecksumAlgorithm;
  const Parts: (CompletedPart & { PartNumber: number })[] = [];
  for (const [PartNumber, Body] of parts) {
    const { ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumSHA1, ChecksumSHA256 } = await send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm }),
    );
    const checksums = { ChecksumCRC32, ChecksumCRC32C, ChecksumSHA1, ChecksumSHA256 };
    // an upload that was begun without an algorithm takes no checksums of parts
    Parts.push({ PartNumber, ETag, ...(ChecksumAlgorithm === undefined ? {} : checksums) });
  }
  Parts.sort((a, b) => a.PartNumber - b.PartNumber);
  return {
    UploadId,
    Parts,
    complete: () => send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } })),
  };
}

const bytesOf = async (Key: string, more: object = {}): Promise<Buffer> =>
  Buffer.from((await (await send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToByteArray()) ?? []);

it('joins the parts by their numbers, with the ETag of their ETags', async () => {
  const { complete } = await upload(
    'joined',
    [
      [7, TAIL],
      [2, PART],
    ],
    { Metadata: { m: '1' }, ContentType: 'a/b', StorageClass: 'STANDARD_IA' },
  );
  const { ETag } = await complete();
  expect(ETag).toBe(
    `"${createHash('md5')
      .update(Buffer.concat([md5(PART), md5(TAIL)]))
      .digest('hex')}-2"`,
  );
  expect((await bytesOf('joined')).equals(Buffer.concat([PART, TAIL]))).toBe(true);
  const head = await send(new HeadObjectCommand({ Bucket, Key: 'joined', PartNumber: 2 }));
  expect(head).toMatchObject({
    Metadata: { m: '1' },
    ContentType: 'a/b',
    StorageClass: 'STANDARD_IA',
    PartsCount: 2,
    ContentLength: TAIL.length,
  });
  expect((await bytesOf('joined', { PartNumber: 2 })).equals(TAIL)).toBe(true);
});

it('reads a range across parts', async () => {
  await (
    await upload('ranged', [
      [1, PART],
      [2, TAIL],
    ])
  ).complete();
  const Range = `bytes=${PART.length - 2}-${PART.length + 1}`;
  expect(await bytesOf('ranged', { Range })).toEqual(Buffer.concat([PART.subarray(-2), TAIL.subarray(0, 2)]));
});

it.each([crc64, 'CRC32', 'CRC32C'] as const)(
  '%s of the full object is that of the same bytes put at once',
  async (ChecksumAlgorithm) => {
    const { complete } = await upload(
      'whole',
      [
        [1, PART],
        [2, TAIL],
      ],
      { ChecksumAlgorithm, ChecksumType: 'FULL_OBJECT' },
    );
    const at = await send(
      new PutObjectCommand({ Bucket, Key: 'at-once', Body: Buffer.concat([PART, TAIL]), ChecksumAlgorithm }),
    );
    expect((await complete())[`Checksum${ChecksumAlgorithm}`]).toBe(at[`Checksum${ChecksumAlgorithm}`]);
  },
);

it('a composite checksum says of how many parts it is', async () => {
  const { complete } = await upload(
    'composite',
    [
      [1, PART],
      [2, TAIL],
    ],
    { ChecksumAlgorithm: 'SHA256' },
  );
  const sums = [PART, TAIL].map((b) => createHash('sha256').update(b).digest());
  const expected = createHash('sha256').update(Buffer.concat(sums)).digest('base64');
  expect(await complete()).toMatchObject({ ChecksumSHA256: `${expected}-2`, ChecksumType: 'COMPOSITE' });
});

it('a part sent again takes the place of the first', async () => {
  const Key = 'again';
  const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key }));
  for (const Body of [PART, TAIL]) await send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body }));
  const { Parts } = await send(new ListPartsCommand({ Bucket, Key, UploadId }));
  expect(Parts).toMatchObject([{ PartNumber: 1, Size: TAIL.length }]);
});

it('copies parts from ranges of another object, which may then go', async () => {
  await send(new PutObjectCommand({ Bucket, Key: 'source', Body: Buffer.concat([PART, TAIL]) }));
  const Key = 'copied';
  const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const ranges = [`bytes=0-${PART.length - 1}`, `bytes=${PART.length}-${PART.length + 9}`];
  const Parts = [];
  for (const [i, CopySourceRange] of ranges.entries()) {
    const part = { Bucket, Key, UploadId, PartNumber: i + 1, CopySource: `${Bucket}/source`, CopySourceRange };
    const { CopyPartResult } = await send(new UploadPartCopyCommand(part));
    Parts.push({ PartNumber: i + 1, ETag: CopyPartResult?.ETag });
  }
  expect(Parts[0]?.ETag).toBe(`"${md5(PART).toString('hex')}"`);
  await send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  await send(new DeleteObjectCommand({ Bucket, Key: 'source' }));
  expect((await bytesOf(Key)).equals(Buffer.concat([PART, TAIL.subarray(0, 10)]))).toBe(true);
});

it.each([
  ['bytes=0-10', /Range specified is not valid for source object of size: 10/],
  ['bytes=10-', /must be of the form bytes=first-last/],
  ['bytes=-5', /must be of the form bytes=first-last/],
  ['bytes=5-4', /must be of the form bytes=first-last/],
  ['0-4', /must be of the form bytes=first-last/],
])('refuses to copy the range %s of ten bytes', async (CopySourceRange, message) => {
  await send(new PutObjectCommand({ Bucket, Key: 'ten', Body: 'ten bytes.' }));
  const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key: 'of-ten' }));
  const part = { Bucket, Key: 'of-ten', UploadId, PartNumber: 1, CopySource: `${Bucket}/ten`, CopySourceRange };
  const refused = send(new UploadPartCopyCommand(part));
  await expect(refused).rejects.toMatchObject({ name: 'InvalidArgument', message: expect.stringMatching(message) });
});

it('a copy of the whole is an object in one piece, with the MD5 of its bytes', async () => {
  await (
    await upload('pieces', [
      [1, PART],
      [2, TAIL],
    ])
  ).complete();
  const { CopyObjectResult } = await send(
    new CopyObjectCommand({ Bucket, Key: 'one', CopySource: `${Bucket}/pieces` }),
  );
  expect(CopyObjectResult?.ETag).toBe(`"${md5(Buffer.concat([PART, TAIL])).toString('hex')}"`);
});

it('lists uploads under way, and no longer when they end', async () => {
  const one = await upload('way/1', [[1, TAIL]]);
  const two = await upload('way/2', [[1, TAIL]]);
  const listed = async () =>
    (await send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'way/' }))).Uploads?.map((u) => u.Key) ?? [];
  expect(await listed()).toEqual(['way/1', 'way/2']);
  await one.complete();
  await send(new AbortMultipartUploadCommand({ Bucket, Key: 'way/2', UploadId: two.UploadId }));
  expect(await listed()).toEqual([]);
  await expect(two.complete()).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

it.each([
  ['a wrong ETag', (p: object[]) => [{ ...p[0], ETag: '"x"' }], 'InvalidPart'],
  ['an unknown part', (p: object[]) => [...p, { PartNumber: 9, ETag: '"x"' }], 'InvalidPart'],
  ['the wrong order', (p: object[]) => [...p].reverse(), 'InvalidPartOrder'],
  ['a small part before the last', (p: object[]) => p, 'EntityTooSmall'],
  ['no parts', () => [], 'MalformedXML'],
])('refuses to complete with %s', async (_what, change, name) => {
  const { UploadId, Parts } = await upload('refused', [
    [1, TAIL],
    [2, TAIL],
  ]);
  const completion = { Bucket, Key: 'refused', UploadId, MultipartUpload: { Parts: change(Parts) } };
  await expect(send(new CompleteMultipartUploadCommand(completion))).rejects.toMatchObject({ name });
});

test('an upload begun with a checksum is completed with the checksum of every part', async () => {
  const { UploadId, Parts, complete } = await upload(
    'agreed',
    [
      [1, PART],
      [2, TAIL],
    ],
    { ChecksumAlgorithm: 'CRC32' },
  );
  const completeWith = (parts: readonly CompletedPart[]) =>
    send(
      new CompleteMultipartUploadCommand({ Bucket, Key: 'agreed', UploadId, MultipartUpload: { Parts: [...parts] } }),
    );
  const [first, second] = Parts as [CompletedPart, CompletedPart];
  await expect(completeWith([first, { ...second, ChecksumCRC32: undefined }])).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringMatching(/created using a crc32 checksum.*missing for part 2/),
  });
  await expect(completeWith([first, { ...second, ChecksumCRC32: first.ChecksumCRC32 }])).rejects.toMatchObject({
    name: 'InvalidPart',
  });
  await complete();
});

describe('a Complete that is sent again', () => {
  it('is answered like the first, and makes nothing new', async () => {
    const { complete } = await upload('again', [[1, TAIL]], { ChecksumAlgorithm: 'CRC32' });
    const { $metadata: _, ...first } = await complete();
    const written = await send(new HeadObjectCommand({ Bucket, Key: 'again' }));
    const { $metadata: __, ...second } = await complete();
    expect(second).toEqual(first);
    const { LastModified } = await send(new HeadObjectCommand({ Bucket, Key: 'again' }));
    expect(LastModified).toEqual(written.LastModified);
  });

  it('is unknown with other parts', async () => {
    const { UploadId, Parts, complete } = await upload('again', [
      [1, PART],
      [2, TAIL],
    ]);
    await complete();
    const fewer = { Bucket, Key: 'again', UploadId, MultipartUpload: { Parts: Parts.slice(0, 1) } };
    await expect(send(new CompleteMultipartUploadCommand(fewer))).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('meets its own object where it must not exist', async () => {
    const { UploadId, Parts } = await upload('only-once', [[1, TAIL]]);
    const input = { Bucket, Key: 'only-once', UploadId, MultipartUpload: { Parts }, IfNoneMatch: '*' };
    await send(new CompleteMultipartUploadCommand(input));
    await expect(send(new CompleteMultipartUploadCommand(input))).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });
});

describe('a conditional Complete whose key has changed since the upload began', () => {
  const begun = async (Key: string) => {
    const { UploadId, Parts } = await upload(Key, [[1, TAIL]]);
    const input = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
    return (more: object) => send(new CompleteMultipartUploadCommand({ ...input, ...more }));
  };
  const conflict = { name: 'ConditionalRequestConflict', $metadata: { httpStatusCode: 409 } };

  it('is a conflict, though the condition holds again; without a condition it is none', async () => {
    const complete = await begun('overtaken');
    await send(new PutObjectCommand({ Bucket, Key: 'overtaken', Body: 'other' }));
    await send(new DeleteObjectCommand({ Bucket, Key: 'overtaken' }));
    await expect(complete({ IfNoneMatch: '*' })).rejects.toMatchObject(conflict);
    await expect(complete({ IfNoneMatch: '*' })).rejects.toMatchObject(conflict);
    await expect(complete({})).resolves.toMatchObject({ Key: 'overtaken' });
  });

  it('fails by its condition first', async () => {
    const complete = await begun('there');
    await send(new PutObjectCommand({ Bucket, Key: 'there', Body: 'other' }));
    await expect(complete({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('is none for another key', async () => {
    const complete = await begun('quiet');
    await send(new PutObjectCommand({ Bucket, Key: 'quieter', Body: 'other' }));
    await expect(complete({ IfNoneMatch: '*' })).resolves.toMatchObject({ Key: 'quiet' });
  });
});

it('the size that a Complete claims must be that of the parts', async () => {
  const { UploadId, Parts } = await upload('sized', [[1, TAIL]]);
  const input = { Bucket, Key: 'sized', UploadId, MultipartUpload: { Parts } };
  await expect(send(new CompleteMultipartUploadCommand({ ...input, MpuObjectSize: 999 }))).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: "The provided 'x-amz-mp-object-size' header value 999 does not match what was computed: 1000",
  });
  await send(new CompleteMultipartUploadCommand({ ...input, MpuObjectSize: 1000 }));
});

describe('an upload that was begun without an algorithm', () => {
  it('becomes an object with the CRC64NVME of its bytes', async () => {
    await (
      await upload('unasked', [
        [1, PART],
        [2, TAIL],
      ])
    ).complete();
    const whole = Buffer.concat([PART, TAIL]);
    const at = await send(new PutObjectCommand({ Bucket, Key: 'x', Body: whole, ChecksumAlgorithm: crc64 }));
    const head = await send(new HeadObjectCommand({ Bucket, Key: 'unasked', ChecksumMode: 'ENABLED' }));
    expect([head.ChecksumCRC64NVME, head.ChecksumType]).toEqual([at.ChecksumCRC64NVME, 'FULL_OBJECT']);
  });

  it('shows no checksums of parts, and takes none', async () => {
    const { UploadId, Parts } = await upload('unasked', [[1, TAIL]]);
    const { ChecksumCRC32 } = await send(
      new UploadPartCommand({
        Bucket,
        Key: 'unasked',
        UploadId,
        PartNumber: 1,
        Body: TAIL,
        ChecksumAlgorithm: 'CRC32',
      }),
    );
    const listed = await send(new ListPartsCommand({ Bucket, Key: 'unasked', UploadId }));
    expect(listed.Parts?.[0]?.ChecksumCRC32).toBeUndefined();
    const MultipartUpload = { Parts: [{ ...Parts[0], ChecksumCRC32 }] };
    const complete = new CompleteMultipartUploadCommand({ Bucket, Key: 'unasked', UploadId, MultipartUpload });
    await expect(send(complete)).rejects.toMatchObject({ name: 'InvalidPart' });
  });
});

it.each([
  ['COMPOSITE', true],
  ['FULL_OBJECT', false],
] as const)('attributes of a %s object list its parts: %s', async (ChecksumType, isListed) => {
  const { complete } = await upload('attributes', [[1, TAIL]], { ChecksumAlgorithm: 'CRC32', ChecksumType });
  await complete();
  const { ObjectParts } = await send(
    new GetObjectAttributesCommand({ Bucket, Key: 'attributes', ObjectAttributes: ['ObjectParts'] }),
  );
  expect(ObjectParts).toMatchObject({ TotalPartsCount: 1 });
  expect(ObjectParts?.Parts !== undefined).toBe(isListed);
});
