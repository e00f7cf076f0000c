import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type S3OverHttp, s3OverHttp } from './s3-over-http';

let over: S3OverHttp;
let Bucket: string;
let buckets = 0;
const send: S3OverHttp['client']['send'] = ((command: never) => over.client.send(command)) as never;
const version = (Status: 'Enabled' | 'Suspended') =>
  send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
const put = async (Body: string, Key = 'k') => (await send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
const get = async (VersionId?: string, Key = 'k') =>
  (await send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString();
const remove = (VersionId?: string, Key = 'k') => send(new DeleteObjectCommand({ Bucket, Key, VersionId }));

async function history(more: Partial<ListObjectVersionsCommandInput> = {}): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await send(new ListObjectVersionsCommand({ Bucket, ...more }));
  return [
    ...Versions.map((v) => `${v.Key} ${v.Size}${v.IsLatest ? ' now' : ''}`),
    ...DeleteMarkers.map((m) => `${m.Key} deleted${m.IsLatest ? ' now' : ''}`),
  ];
}

beforeAll(async () => {
  over = await s3OverHttp();
});
beforeEach(async () => {
  Bucket = `versions-${++buckets}`;
  await send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => over.close());

it('a bucket that was never versioned speaks of no versions and keeps none', async () => {
  expect(await put('1')).toBeUndefined();
  await put('22');
  expect(await history()).toEqual(['k 2 now']);
});

it('keeps every version, each to be read by its id', async () => {
  await version('Enabled');
  const ids = [await put('1'), await put('22'), await put('333')];
  expect(new Set(ids).size).toBe(3);
  expect(await Promise.all(ids.map((id) => get(id)))).toEqual(['1', '22', '333']);
  expect(await history()).toEqual(['k 3 now', 'k 2', 'k 1']);
});

it('a deletion lays a marker over the versions; removing the marker brings the object back', async () => {
  await version('Enabled');
  const id = await put('1');
  const { DeleteMarker, VersionId } = await remove();
  expect(DeleteMarker).toBe(true);
  await expect(get()).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(get(VersionId)).rejects.toMatchObject({ name: 'MethodNotAllowed' });
  expect(await get(id)).toBe('1');
  expect((await send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  await remove(VersionId);
  expect(await get()).toBe('1');
});

it('what was there before versioning is the version null', async () => {
  await put('1');
  await version('Enabled');
  await put('22');
  expect(await get('null')).toBe('1');
});

it('while suspended, writes replace the version null and leave the others', async () => {
  await version('Enabled');
  await put('1');
  await version('Suspended');
  await put('22');
  await put('333');
  expect(await history()).toEqual(['k 3 now', 'k 1']);
});

it('an old version goes for good, and the one before it is current again', async () => {
  await version('Enabled');
  await put('1');
  const id = await put('22');
  await remove(id);
  expect(await get()).toBe('1');
  await expect(get(id)).rejects.toMatchObject({ name: 'NoSuchVersion' });
});

it('a bucket with nothing but old versions is not empty', async () => {
  await version('Enabled');
  await put('1');
  await remove();
  await expect(send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
});

it('lists versions page by page without losing or repeating any', async () => {
  await version('Enabled');
  for (const key of ['a', 'b', 'c']) for (const body of ['1', '22']) await put(body, key);
  await remove(undefined, 'b');
  const seen: string[] = [];
  let markers: Partial<ListObjectVersionsCommandInput> | undefined = {};
  while (markers !== undefined) {
    const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(markers);
    seen.push(...page.keys);
    markers = page.next;
  }
  expect(seen.sort()).toEqual(['a', 'a', 'b', 'b', 'b', 'c', 'c']);
});

async function pageOf(markers: Partial<ListObjectVersionsCommandInput>) {
  const page = await send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...markers }));
  const keys = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map((v) => v.Key ?? '');
  const next = page.IsTruncated
    ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
    : undefined;
  return { keys, next };
}

it('groups by a delimiter', async () => {
  await version('Enabled');
  for (const key of ['a/1', 'a/2', 'b']) await put('1', key);
  const { CommonPrefixes } = await send(new ListObjectVersionsCommand({ Bucket, Delimiter: '/' }));
  expect(CommonPrefixes?.map((p) => p.Prefix)).toEqual(['a/']);
  expect(await history({ Delimiter: '/' })).toEqual(['b 1 now']);
});
