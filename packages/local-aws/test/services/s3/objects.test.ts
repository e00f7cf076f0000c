import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { CHECKSUM_ALGORITHMS } from '../../../services/s3/bodies/checksums';
import { type S3OverHttp, s3OverHttp } from './s3-over-http';

const Bucket = 'lake';
const BODY = Buffer.from('hello world '.repeat(100));
const ETAG = `"${createHash('md5').update(BODY).digest('hex')}"`;

let over: S3OverHttp;
const send: S3OverHttp['client']['send'] = ((command: never) => over.client.send(command)) as never;
const put = (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  send(new PutObjectCommand({ Bucket, Key, Body: BODY, ...more }));
const text = async (Key: string, more: object = {}): Promise<string | undefined> =>
  (await send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();

beforeAll(async () => {
  over = await s3OverHttp();
  await send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => over.close());

describe('buckets', () => {
  it('are made, found, listed and removed', async () => {
    await send(
      new CreateBucketCommand({ Bucket: 'far', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }),
    );
    await send(new HeadBucketCommand({ Bucket: 'far' }));
    expect((await send(new GetBucketLocationCommand({ Bucket: 'far' }))).LocationConstraint).toBe('us-west-2');
    expect((await send(new ListBucketsCommand())).Buckets?.map((b) => b.Name)).toContain('far');
    await send(new DeleteBucketCommand({ Bucket: 'far' }));
    await expect(send(new HeadBucketCommand({ Bucket: 'far' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('are not removed while something is in them', async () => {
    await put('something');
    await expect(send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  });

  it.each(['Upper', 'ab', '-dash', 'dots..dots', 'under_score'])('may not be called %s', async (name) => {
    await expect(send(new CreateBucketCommand({ Bucket: name }))).rejects.toMatchObject({ name: 'InvalidBucketName' });
  });

  it('exist once', async () => {
    await expect(send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
  });
});

describe('an object', () => {
  it.each([
    'plain',
    'a/b c+é.txt',
    'päth/日本/🎉',
    '100%/x%20y',
    'a/../b',
    './c',
    'q?x=1&y',
    "it's (here)!",
    'a//b',
    ' lead',
  ])('comes back as it was under the key %j, and is listed by it', async (Key) => {
    await put(Key, { ContentType: 'text/plain', Metadata: { owner: 'me' }, CacheControl: 'no-store' });
    expect(await text(Key)).toBe(BODY.toString());
    const head = await send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({
      ETag: ETAG,
      ContentLength: BODY.length,
      ContentType: 'text/plain',
      CacheControl: 'no-store',
    });
    expect(head.Metadata).toEqual({ owner: 'me' });
    const listed = await send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
    expect(listed.Contents?.map((o) => o.Key)).toContain(Key);
    const copied = await send(
      new CopyObjectCommand({ Bucket, Key: `copy/${Key}`, CopySource: `${Bucket}/${encodeURIComponent(Key)}` }),
    );
    expect(copied.CopyObjectResult?.ETag).toBe(ETAG);
    expect(await text(`copy/${Key}`)).toBe(BODY.toString());
  });

  it('may be empty', async () => {
    await put('empty', { Body: Buffer.alloc(0) });
    expect(await text('empty')).toBe('');
  });

  it('may be streamed in and out, however large', async () => {
    const chunk = Buffer.alloc(1_000_000, 'z');
    const Body = Readable.from(Array.from({ length: 8 }, () => chunk));
    await put('streamed', { Body, ContentLength: 8_000_000 });
    expect((await text('streamed'))?.length).toBe(8_000_000);
  });

  it('is private to nobody: an unsigned GET in path style reads it', async () => {
    await put('open');
    expect(await (await fetch(`${over.url}/${Bucket}/open`)).text()).toBe(BODY.toString());
  });

  it('tells its size and checksum as attributes, its ETag without quotes', async () => {
    await put('crc', { ChecksumAlgorithm: 'SHA256' });
    const ObjectAttributes = ['ETag', 'ObjectSize', 'Checksum'] as const;
    const found = await send(
      new GetObjectAttributesCommand({ Bucket, Key: 'crc', ObjectAttributes: [...ObjectAttributes] }),
    );
    const ChecksumSHA256 = createHash('sha256').update(BODY).digest('base64');
    expect(found).toMatchObject({
      ETag: ETAG.replaceAll('"', ''),
      ObjectSize: BODY.length,
      Checksum: { ChecksumSHA256 },
    });
  });

  it('keeps its storage class, but shows STANDARD only in listings', async () => {
    await put('cold', { StorageClass: 'STANDARD_IA' });
    await put('warm');
    expect((await send(new HeadObjectCommand({ Bucket, Key: 'cold' }))).StorageClass).toBe('STANDARD_IA');
    expect((await send(new HeadObjectCommand({ Bucket, Key: 'warm' }))).StorageClass).toBeUndefined();
    const { Contents } = await send(new ListObjectsV2Command({ Bucket, Prefix: 'warm' }));
    expect(Contents?.[0]?.StorageClass).toBe('STANDARD');
  });

  it('has an ETag that says nothing of its bytes when KMS encrypts it', async () => {
    const { ETag, ServerSideEncryption } = await put('sealed', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key' });
    expect(ServerSideEncryption).toBe('aws:kms');
    expect(ETag).not.toBe(ETAG);
  });

  it('carries tags', async () => {
    await put('tagged', { Tagging: 'a=1&b=x%20y' });
    const tags = async () => (await send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))).TagSet;
    expect(await tags()).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: 'x y' },
    ]);
    await send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet: [{ Key: 'c', Value: '2' }] } }));
    expect(await tags()).toEqual([{ Key: 'c', Value: '2' }]);
  });

  it('is deleted without a murmur, whether there or not', async () => {
    await put('gone');
    for (const _ of [1, 2]) await send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await expect(text('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(send(new HeadObjectCommand({ Bucket, Key: 'gone' }))).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('checksums', () => {
  it.each(CHECKSUM_ALGORITHMS)(
    '%s is worked out, answered and checked by the client when it reads',
    async (ChecksumAlgorithm) => {
      const answer = await put('sum', { ChecksumAlgorithm });
      const value = answer[`Checksum${ChecksumAlgorithm}`];
      expect(value).toMatch(/=$/);
      const head = await send(new HeadObjectCommand({ Bucket, Key: 'sum', ChecksumMode: 'ENABLED' }));
      expect(head[`Checksum${ChecksumAlgorithm}`]).toBe(value);
      expect(await text('sum')).toBe(BODY.toString());
    },
  );

  it.each([
    ['header', { ChecksumSHA256: createHash('sha256').update('other').digest('base64') }],
    ['Content-MD5', { ContentMD5: createHash('md5').update('other').digest('base64') }],
  ])('a wrong one in the %s is BadDigest, and nothing is kept', async (_where, claim) => {
    await expect(put('bad', claim)).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(text('bad')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('a wrong one in the trailer is BadDigest', async () => {
    const framed = '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n';
    const answer = await fetch(`${over.url}/${Bucket}/trailer`, {
      method: 'PUT',
      headers: {
        'content-encoding': 'aws-chunked',
        'x-amz-trailer': 'x-amz-checksum-crc32',
        'x-amz-decoded-content-length': '5',
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      },
      body: framed,
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('<Code>BadDigest</Code>')]);
  });
});

describe('ranges', () => {
  beforeAll(() => put('range'));
  it.each([
    ['bytes=6-10', 'world', `bytes 6-10/${BODY.length}`],
    ['bytes=-6', 'world ', `bytes ${BODY.length - 6}-${BODY.length - 1}/${BODY.length}`],
    [`bytes=${BODY.length - 1}-`, ' ', `bytes ${BODY.length - 1}-${BODY.length - 1}/${BODY.length}`],
    ['bytes=1194-9999', 'world ', `bytes 1194-1199/${BODY.length}`],
  ])('%s', async (Range, expected, ContentRange) => {
    const got = await send(new GetObjectCommand({ Bucket, Key: 'range', Range }));
    expect(got.$metadata.httpStatusCode).toBe(206);
    expect(got.ContentRange).toBe(ContentRange);
    expect(await got.Body?.transformToString()).toBe(expected);
  });

  it('that begin behind the end are InvalidRange', async () => {
    await expect(text('range', { Range: `bytes=${BODY.length}-` })).rejects.toMatchObject({ name: 'InvalidRange' });
  });
});

describe('conditions', () => {
  const statusOf = (answer: Promise<unknown>): Promise<number | undefined> =>
    answer.then(
      () => 200,
      (e: { $metadata?: { httpStatusCode?: number } }) => e.$metadata?.httpStatusCode,
    );
  const PAST = new Date(0);
  const FUTURE = new Date('2100-01-01');
  beforeAll(() => put('if'));

  it.each([
    [{ IfMatch: ETAG }, 200],
    [{ IfMatch: '"other"' }, 412],
    [{ IfNoneMatch: ETAG }, 304],
    [{ IfNoneMatch: '"other"' }, 200],
    [{ IfModifiedSince: FUTURE }, 304],
    [{ IfModifiedSince: PAST }, 200],
    [{ IfUnmodifiedSince: PAST }, 412],
    [{ IfMatch: ETAG, IfUnmodifiedSince: PAST }, 200],
    [{ IfNoneMatch: '"other"', IfModifiedSince: FUTURE }, 200],
  ])('GET %j is %i', async (conditions, status) => {
    expect(await statusOf(send(new GetObjectCommand({ Bucket, Key: 'if', ...conditions })))).toBe(status);
    expect(await statusOf(send(new HeadObjectCommand({ Bucket, Key: 'if', ...conditions })))).toBe(status);
  });

  it.each([
    ['if', { IfNoneMatch: '*' }, 412],
    ['if', { IfMatch: '"other"' }, 412],
    ['if', { IfMatch: ETAG }, 200],
    ['if-new', { IfNoneMatch: '*' }, 200],
    ['if-none', { IfMatch: ETAG }, 404],
  ])('PUT %s %j is %i', async (key, conditions, status) => expect(await statusOf(put(key, conditions))).toBe(status));

  it.each([
    [{ CopySourceIfMatch: ETAG }, 200],
    [{ CopySourceIfMatch: '"other"' }, 412],
    [{ CopySourceIfNoneMatch: ETAG }, 412],
    [{ CopySourceIfUnmodifiedSince: PAST }, 412],
    [{ CopySourceIfModifiedSince: FUTURE }, 412],
    [{ IfNoneMatch: '*' }, 412],
  ])('COPY %j is %i', async (conditions, status) => {
    const copy = new CopyObjectCommand({ Bucket, Key: 'range', CopySource: `${Bucket}/if`, ...conditions });
    expect(await statusOf(send(copy))).toBe(status);
  });

  it('of many who make one key at once, one wins', async () => {
    const statuses = await Promise.all(Array.from({ length: 12 }, () => statusOf(put('race', { IfNoneMatch: '*' }))));
    expect(statuses.filter((s) => s === 200)).toHaveLength(1);
  });
});

describe('a copy', () => {
  beforeAll(() => put('source', { ContentType: 'x/y', Metadata: { a: '1' }, Tagging: 't=1' }));
  const copy = (Key: string, more: object = {}) =>
    send(new CopyObjectCommand({ Bucket, Key, CopySource: `/${Bucket}/source`, ...more }));

  it('takes metadata and tags along', async () => {
    await copy('copied');
    expect(await send(new HeadObjectCommand({ Bucket, Key: 'copied' }))).toMatchObject({
      ContentType: 'x/y',
      Metadata: { a: '1' },
    });
    expect((await send(new GetObjectTaggingCommand({ Bucket, Key: 'copied' }))).TagSet).toHaveLength(1);
  });

  it('replaces them when told to', async () => {
    await copy('replaced', { MetadataDirective: 'REPLACE', Metadata: { b: '2' } });
    const head = await send(new HeadObjectCommand({ Bucket, Key: 'replaced' }));
    expect(head).toMatchObject({ ContentType: 'binary/octet-stream', Metadata: { b: '2' } });
  });

  it('outlives its source', async () => {
    await copy('survivor');
    await send(new DeleteObjectCommand({ Bucket, Key: 'source' }));
    expect(await text('survivor')).toBe(BODY.toString());
    await expect(copy('late')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('onto itself must change something', async () => {
    const self = { Bucket, Key: 'copied', CopySource: `${Bucket}/copied` };
    await expect(send(new CopyObjectCommand(self))).rejects.toMatchObject({ name: 'InvalidRequest' });
    await send(new CopyObjectCommand({ ...self, MetadataDirective: 'REPLACE' }));
  });
});

describe('listing', () => {
  beforeAll(async () => {
    await send(new CreateBucketCommand({ Bucket: 'many' }));
    for (let i = 0; i < 1005; i++)
      await over.s3.objects.put('many', `k/${String(i).padStart(4, '0')}`, Buffer.from('x'));
  });

  it('gives at most 1,000 keys a page', async () => {
    const first = await send(new ListObjectsV2Command({ Bucket: 'many' }));
    expect([first.KeyCount, first.IsTruncated]).toEqual([1000, true]);
    const second = await send(
      new ListObjectsV2Command({ Bucket: 'many', ContinuationToken: first.NextContinuationToken }),
    );
    expect(second.Contents?.map((o) => o.Key)).toEqual(['k/1000', 'k/1001', 'k/1002', 'k/1003', 'k/1004']);
  });

  it('begins after a key', async () => {
    const page = await send(new ListObjectsV2Command({ Bucket: 'many', StartAfter: 'k/1002' }));
    expect(page.Contents?.map((o) => o.Key)).toEqual(['k/1003', 'k/1004']);
    const old = await send(new ListObjectsCommand({ Bucket: 'many', Marker: 'k/1003' }));
    expect(old.Contents?.map((o) => o.Key)).toEqual(['k/1004']);
  });

  it('encodes keys when asked', async () => {
    await over.s3.objects.put('many', 'z/ü +', Buffer.from('x'));
    const page = await send(new ListObjectsV2Command({ Bucket: 'many', Prefix: 'z/', EncodingType: 'url' }));
    expect(page.Contents?.[0]?.Key).toBe('z/%C3%BC+%2B');
  });

  it('is emptied 1,000 at a time', async () => {
    const Objects = Array.from({ length: 1000 }, (_, i) => ({ Key: `k/${String(i).padStart(4, '0')}` }));
    expect((await send(new DeleteObjectsCommand({ Bucket: 'many', Delete: { Objects } }))).Deleted).toHaveLength(1000);
    expect(over.s3.objects.list('many', 'k/')).toHaveLength(5);
    const tooMany = { Objects: [...Objects, { Key: 'one more' }] };
    await expect(send(new DeleteObjectsCommand({ Bucket: 'many', Delete: tooMany }))).rejects.toMatchObject({
      name: 'MalformedXML',
    });
  });
});

it.each(['GLACIER', 'DEEP_ARCHIVE'] as const)(
  'what is archived in %s has a head, and is neither read nor copied',
  async (StorageClass) => {
    await put('archived', { StorageClass });
    expect((await send(new HeadObjectCommand({ Bucket, Key: 'archived' }))).StorageClass).toBe(StorageClass);
    await expect(text('archived')).rejects.toMatchObject({ name: 'InvalidObjectState', StorageClass });
    const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/archived` });
    await expect(send(copy)).rejects.toMatchObject({ name: 'InvalidObjectState' });
  },
);
