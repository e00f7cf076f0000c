import type { ManifestRange } from '../../../../core/manifest/ranges';
import type { Answer, Interception, Seen } from '../../shared/s3-lean/fake-s3';
import { LAKE, PublishWorld, RAW } from '../publish-world';

const world = new PublishWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());
beforeEach(() => world.reset());

const GIB = 1024 ** 3;
const isCopy = ({ method, headers }: Seen): boolean => method === 'PUT' && headers['x-amz-copy-source'] !== undefined;
const copies = (): number => world.s3.count('PUT', isCopy);
const failure = (code: string, status: number): Answer => ({
  status,
  body: `<Error><Code>${code}</Code><Message>no</Message></Error>`,
});

/** Strikes copies whose key contains `part`, at most so many times. */
function strike(answer: Answer, { part = '', times = Number.POSITIVE_INFINITY } = {}): Interception {
  let left = times;
  return (seen) => (isCopy(seen) && seen.key.includes(part) && left-- > 0 ? answer : undefined);
}

async function planned(files: number) {
  for (let i = 0; i < files; i++) world.exportFile(`shop/public.t${i % 7}/1/part-${i}.gz.parquet`, `data ${i}`);
  const plan = await world.planned();
  return { plan, batch: world.batches(plan)[0] as ManifestRange };
}

const inLake = (): string[] => world.s3.keys(LAKE);

test('copies every file once, bytes and all; a second time it copies nothing', async () => {
  const { plan, batch } = await planned(50);
  expect(await world.copy(plan, batch)).toMatchObject({ copied: 50, unchanged: 0, bytes: batch.bytes });
  for (const { sourceKey, destinationKey } of world.manifest(plan)) {
    expect(world.s3.text(LAKE, destinationKey)).toBe(world.s3.text(RAW, sourceKey));
  }
  expect(await world.copy(plan, batch)).toEqual({ copied: 0, unchanged: 50, bytes: 0 });
  expect(copies()).toBe(50);
});

test('a file of another size in its place is replaced', async () => {
  const { plan, batch } = await planned(3);
  const [first] = world.manifest(plan);
  world.s3.put(LAKE, first!.destinationKey, 'half');
  expect(await world.copy(plan, batch)).toMatchObject({ copied: 3, unchanged: 0 });
});

test('presence is found over several pages of a folder', async () => {
  world.s3.pageSize = 3;
  const { plan, batch } = await planned(60);
  await world.copy(plan, batch);
  expect(await world.copy(plan, batch)).toMatchObject({ copied: 0, unchanged: 60 });
});

test.each([
  ['SlowDown', failure('SlowDown', 503)],
  ['an internal error', failure('InternalError', 500)],
  ['an error within a 200', failure('InternalError', 200)],
  ['an empty 200', { status: 200, body: '' }],
  ['a broken connection', { status: 0, broken: true }],
])('after %s it tries again and loses nothing', async (_what, answer) => {
  const { plan, batch } = await planned(20);
  world.s3.interceptions = [strike(answer, { times: 15 })];
  expect(await world.copy(plan, batch)).toMatchObject({ copied: 20 });
  expect(inLake()).toHaveLength(20);
});

test('keys with spaces, plus, percent and Unicode arrive as they are', async () => {
  world.exportFile('shop/public.a b+c%20é/1/part 1+ü%.gz.parquet', 'odd');
  const plan = await world.planned();
  await world.copyAll(plan);
  const [item] = world.manifest(plan);
  expect(world.s3.text(LAKE, item!.destinationKey)).toBe('odd');
  expect(item!.destinationKey).toContain('/a_b_c_20_/');
});

test('a file that S3 refuses fails the batch by name; the others are copied', async () => {
  const { plan, batch } = await planned(20);
  world.s3.interceptions = [strike(failure('AccessDenied', 403), { part: 'part-13-' })];
  const error = await world.copy(plan, batch).catch((e: Error) => e);
  expect(error).toMatchObject({ name: 'CopyFailedError' });
  expect(String(error)).toMatch(/1 of the batch's files.*19 were.*part-13.*AccessDenied.*kms:Decrypt/);
  expect(inLake()).toHaveLength(19);
});

test('when all is refused it stops after some and counts the rest', async () => {
  const { plan, batch } = await planned(4000);
  world.s3.interceptions = [strike(failure('AccessDenied', 403))];
  await expect(world.copy(plan, batch)).rejects.toThrow(/^4000 of the batch's files/);
  expect(copies()).toBeLessThan(3900);
});

test('a source that changed since the plan is noticed', async () => {
  const { plan, batch } = await planned(3);
  world.exportFile('shop/public.t1/1/part-1.gz.parquet', 'changed');
  const error = await world.copy(plan, batch).catch((e: Error) => e);
  expect(error).toMatchObject({ name: 'CopyFailedError' });
  expect(String(error)).toMatch(/PreconditionFailed.*changed since it was listed/);
});

test('unwell for too long is another error, which the machine retries', async () => {
  const { plan, batch } = await planned(2);
  world.s3.interceptions = [strike(failure('InternalError', 500), { part: 'part-1-' })];
  await expect(world.copy(plan, batch)).rejects.toMatchObject({ name: 'CopyUnfinishedError' });
  expect(inLake()).toHaveLength(1);
});

test('a manifest that is not the planned one is refused', async () => {
  const { plan, batch } = await planned(3);
  await expect(world.copy(plan, { ...batch, end: batch.end - 2 })).rejects.toMatchObject({
    name: 'ManifestChangedError',
  });
});

describe('above 5 GB', () => {
  const size = 6 * GIB + 1;

  async function plannedLarge() {
    const path = 'shop/public.big/1/part-0.gz.parquet';
    world.s3.put(RAW, `exports/orders-eu-202611200200/${path}`, 'large', size);
    const plan = await world.planned();
    return { plan, batch: world.batches(plan)[0]! };
  }

  test('parts cover the object, each bound to the listed ETag', async () => {
    const { plan, batch } = await plannedLarge();
    expect(await world.copy(plan, batch)).toEqual({ copied: 1, unchanged: 0, bytes: size });
    const [stored] = [...world.s3.objects].filter(([name]) => name.startsWith(`${LAKE}/`)).map(([, object]) => object);
    expect(stored!.size).toBe(size);
    const parts = world.s3.seen.filter(isCopy);
    expect(parts).toHaveLength(13);
    expect(new Set(parts.map((p) => p.headers['x-amz-copy-source-if-match'])).size).toBe(1);
    expect(await world.copy(plan, batch)).toMatchObject({ copied: 0, unchanged: 1 });
  });

  test('a part that is refused aborts the upload', async () => {
    const { plan, batch } = await plannedLarge();
    world.s3.interceptions = [
      (seen) => (seen.query.get('partNumber') === '3' ? failure('AccessDenied', 403) : undefined),
    ];
    await expect(world.copy(plan, batch)).rejects.toMatchObject({ name: 'CopyFailedError' });
    expect(world.s3.uploads.size).toBe(0);
    expect(inLake()).toEqual([]);
  });
});

test('requests are signed with what they carry, and leave encryption to the bucket', async () => {
  const { plan, batch } = await planned(1);
  await world.copy(plan, batch);
  const { headers } = world.s3.seen.find(isCopy)!;
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-copy-source;x-amz-copy-source-if-match;x-amz-date, Signature=[0-9a-f]{64}$/,
  );
  expect(Object.keys(headers).filter((name) => name.includes('encryption') || name.includes('metadata'))).toEqual([]);
});
