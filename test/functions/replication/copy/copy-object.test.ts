import { crc32 } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { crc32ToBase64 } from '../../../../core/s3/combine-crc32';
import { CopyUnfinishedYetError } from '../../../../functions/replication/copy/errors';
import type { Damage } from './damaging-proxy';
import { bytes, DESTINATION, MIB, SOURCE, TwoSides } from './two-sides';

let sides: TwoSides;
beforeAll(async () => {
  sides = await TwoSides.start();
});
afterAll(() => sides.close());
afterEach(() => {
  expect([sides.source.proxy.left, sides.destination.proxy.left]).toEqual([0, 0]);
});

const KEYS = ['plain', 'a b+c%2B', 'dt=1/é/😀.txt', "it's (a) *star*!~", 'tab\there', '\\back', '//double//'];

describe('a small object', () => {
  it.each(KEYS)('of the key %j arrives with a proof', async (key) => {
    const body = bytes(1000);
    const { etag, size, versionId } = await sides.source.put(key, body);
    const proof = { etag, size, crc32: crc32ToBase64(crc32(body)) };
    expect(await sides.copy(key, { etag, size, versionId })).toEqual({
      outcome: 'COPIED',
      copied: { source: { ...proof, versionId, isChecked: true }, destination: proof },
    });
    expect(await sides.destination.find(key)).toEqual(body);
  });

  it('without a byte arrives', async () => {
    const { etag, size } = await sides.source.put('empty', Buffer.alloc(0));
    expect(await sides.copy('empty', { etag, size })).toMatchObject({ outcome: 'COPIED' });
    expect(await sides.destination.find('empty')).toEqual(Buffer.alloc(0));
  });

  it('takes one request at either side', async () => {
    const { etag, size } = await sides.source.put('one', bytes(10));
    sides.source.proxy.requests.length = sides.destination.proxy.requests.length = 0;
    await sides.copy('one', { etag, size });
    expect([...sides.source.proxy.requests, ...sides.destination.proxy.requests]).toEqual([
      `GET /${SOURCE}/one`,
      `PUT /${DESTINATION}/one`,
    ]);
  });
});

const DESCRIBED = {
  ContentType: 'text/csv; charset=utf-8',
  ContentEncoding: 'gzip',
  CacheControl: 'max-age=60',
  ContentDisposition: 'attachment; filename="a.csv"',
  ContentLanguage: 'de',
  Metadata: { team: 'orders', note: 'a b' },
  Tagging: 'team=a%2Bb&stage=prod',
};

it.each([
  ['below', 1000],
  ['above', 16 * MIB + 1],
])('keeps metadata, tags and content headers %s the threshold alike', async (where, size) => {
  const key = `described-${where}`;
  await sides.source.put(key, bytes(size), DESCRIBED);
  expect(await sides.copy(key)).toMatchObject({ outcome: 'COPIED' });
  const { Metadata, ...head } = await sides.destination.get(key);
  const { Metadata: _, Tagging: __, ...headers } = DESCRIBED;
  expect(head).toMatchObject(headers);
  expect(Metadata).toMatchObject({ ...DESCRIBED.Metadata, 'lakeferry-path': 'abcdef12' });
  expect(await sides.destination.tags(key)).toEqual([
    { Key: 'team', Value: 'a+b' },
    { Key: 'stage', Value: 'prod' },
  ]);
});

it('maps storage classes and leaves the others as they are', async () => {
  await sides.source.put('cold', bytes(10), { StorageClass: 'STANDARD_IA' });
  await sides.copy('cold', {}, {}, { storageClasses: { STANDARD_IA: 'ONEZONE_IA' } });
  expect((await sides.destination.get('cold')).StorageClass).toBe('ONEZONE_IA');
  await sides.copy('cold');
  expect((await sides.destination.get('cold')).StorageClass).toBe('STANDARD_IA');
});

it('stops a loop: an object that came through this output is set aside', async () => {
  await sides.source.put('looped', bytes(10), { Metadata: { 'lakeferry-path': '00000000,abcdef12' } });
  expect(await sides.copy('looped', { size: 10 })).toEqual({
    outcome: 'SET_ASIDE',
    reason: expect.stringMatching(/^LOOP:/) as string,
  });
});

describe('a large object', () => {
  const SIZE = 33 * MIB + 17;
  const body = bytes(SIZE);
  let wanted: { versionId?: string; etag: string; size: number };
  beforeAll(async () => {
    wanted = await sides.source.put('large', body);
  });

  it('goes in parts, whose combined checksum both sides share', async () => {
    expect(await sides.copy('large', wanted)).toMatchObject({
      outcome: 'COPIED',
      copied: { source: { size: SIZE }, destination: { size: SIZE, crc32: crc32ToBase64(crc32(body)) } },
    });
    const stored = await sides.destination.get('large');
    expect(stored.bytes.equals(body)).toBe(true);
    expect(stored).toMatchObject({ ChecksumCRC32: crc32ToBase64(crc32(body)), ChecksumType: 'FULL_OBJECT' });
    expect(await sides.destination.uploads()).toEqual([]);
  });

  it('is left to the machine from a size on', async () =>
    expect(await sides.copy('large', wanted, { largeBytes: 17 * MIB })).toMatchObject({ outcome: 'LARGE' }));

  it('is resumed: parts that are there are not sent again', async () => {
    let uploadId: string | undefined;
    let now = 0;
    const uploadOf = () => ({
      uploadId,
      remember: async (id: string) => {
        uploadId = id;
      },
    });
    const run = () => sides.copy('large', wanted, { uploadOf, atOnce: 1, endsAt: 1, now: () => now++ });
    await expect(run()).rejects.toThrow(CopyUnfinishedYetError);
    now = 0;
    await expect(run()).rejects.toThrow(/2 of 3 parts/);
    now = -9;
    sides.destination.proxy.requests.length = 0;
    expect(await run()).toMatchObject({ outcome: 'COPIED' });
    expect(sides.destination.proxy.requests.filter((each) => each.startsWith('PUT'))).toHaveLength(1);
    expect((await sides.destination.find('large'))!.equals(body)).toBe(true);
  });

  it('begins anew where the upload is gone', async () => {
    await sides.destination.remove('large');
    const uploadOf = () => ({ uploadId: 'no-such-upload', remember: async () => undefined });
    expect(await sides.copy('large', wanted, { uploadOf })).toMatchObject({ outcome: 'COPIED' });
  });

  // Two parts are enough to damage one; each copy costs as much as its bytes.
  const twoParts = body.subarray(0, 17 * MIB);
  it.each<[Damage, 'source' | 'destination', string, RegExp]>([
    ['reset', 'source', 'GET', /large/],
    ['truncated', 'source', 'GET', /large/],
    ['slow-down', 'source', 'GET', /large/],
    ['internal-error', 'source', 'HEAD', /large/],
    ['reset', 'destination', 'PUT', /large/],
    ['lost', 'destination', 'PUT', /large/],
    ['slow-down', 'destination', 'PUT', /large/],
    ['internal-error', 'destination', 'POST', /uploads=/],
    ['lost', 'destination', 'POST', /uploadId=/],
    ['reset', 'destination', 'POST', /uploadId=/],
    ['error-in-200', 'destination', 'POST', /uploadId=/],
  ])('survives %s at the %s on %s', async (damage, side, method, url) => {
    const stored = await sides.source.put('large-two', twoParts);
    await sides.destination.remove('large-two');
    sides[side].proxy.damage(damage, method, url);
    expect(await sides.copy('large-two', stored)).toMatchObject({ outcome: 'COPIED' });
    expect((await sides.destination.find('large-two'))!.equals(twoParts)).toBe(true);
  });

  it('never keeps a flipped byte', async () => {
    await sides.destination.s3.send(new DeleteObjectCommand({ Bucket: DESTINATION, Key: 'large' }));
    const crc = await sides.source.put('large-crc', body, { ChecksumAlgorithm: 'CRC32' });
    sides.source.proxy.damage('flipped', 'GET');
    await expect(sides.copy('large-crc', crc)).rejects.toThrow(/have the CRC32/);
    expect(await sides.destination.find('large-crc')).toBeUndefined();
    expect(await sides.destination.uploads()).toEqual([]);
  });
});

describe('a HEAD that is refused', () => {
  /** The HEAD has no code, and the GET that asks for it is refused alike. */
  const refuseBoth = (damage: Damage, key: string): void => {
    for (const method of ['HEAD', 'GET']) sides.source.proxy.damage(damage, method, new RegExp(key));
  };

  it.each(['kms-throttling', 'expired-token'] as const)('is tried again after %s', async (damage) => {
    const key = `head-${damage}`;
    const forget = jest.spyOn(sides.source.stream, 'forgetCredentials');
    const wanted = await sides.source.put(key, bytes(17 * MIB));
    refuseBoth(damage, key);
    expect(await sides.copy(key, wanted)).toMatchObject({ outcome: 'COPIED' });
    expect(forget).toHaveBeenCalledTimes(damage === 'expired-token' ? 1 : 0);
    forget.mockRestore();
  });

  it.each([
    ['forbidden', /^FORBIDDEN/],
    ['sse-c', /^SSE_C/],
  ] as const)('is set aside with its reason: %s', async (damage, reason) => {
    const key = `head-${damage}`;
    const wanted = await sides.source.put(key, bytes(17 * MIB));
    refuseBoth(damage, key);
    expect(await sides.copy(key, wanted)).toEqual({
      outcome: 'SET_ASIDE',
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('because of a disabled key is an error, which is told', async () => {
    const key = 'head of Server Side Encryption';
    const wanted = await sides.source.put(key, bytes(17 * MIB));
    refuseBoth('kms-disabled', 'head%20of');
    await expect(sides.copy(key, wanted)).rejects.toMatchObject({ code: 'KMS.DisabledException' });
  });

  it.each([0, 17 * MIB])('alone, and whose GET is not, is tried again: %i bytes', async (size) => {
    const key = `head-only-${size}`;
    await sides.source.put(key, bytes(size));
    sides.source.proxy.damage('forbidden', 'HEAD', new RegExp(key));
    expect(await sides.copy(key)).toMatchObject({ outcome: 'COPIED' });
  });
});

describe('a source that changes', () => {
  it.each([
    ['small', 1000],
    ['large', 16 * MIB + 5],
  ])('while it is read gives one version, whole: %s', async (name, size) => {
    const key = `changing-${name}`;
    const [first, second] = [bytes(size), bytes(size)];
    const wanted = await sides.source.put(key, first);
    await sides.source.put(key, second);
    expect(await sides.copy(key, wanted)).toMatchObject({ outcome: 'COPIED' });
    expect((await sides.destination.find(key))!.equals(first)).toBe(true);
    // without the version only the tag is known, and that is no more
    expect(await sides.copy(key, { etag: wanted.etag, size })).toMatchObject({ outcome: 'COPIED' });
    expect((await sides.destination.find(key))!.equals(second)).toBe(true);
    expect(await sides.copy(key, { etag: wanted.etag, size, isExact: true })).toEqual({ outcome: 'GONE' });
  });

  it('that is gone is told', async () => {
    const wanted = await sides.source.put('gone', bytes(10));
    await sides.source.s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: 'gone' }));
    expect(await sides.copy('gone')).toEqual({ outcome: 'GONE' });
    expect(await sides.copy('gone', { etag: wanted.etag, size: 10 })).toEqual({ outcome: 'GONE' });
  });
});
