import { crc32 } from 'node:zlib';
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { crc32ToBase64 } from '../../core/s3/combine-crc32';
import { CopyUnfinishedYetError } from '../../functions/replication/copy/errors';
import { abortUpload } from '../../functions/replication/copy/multipart';
import type { Damage } from '../functions/replication/copy/damaging-proxy';
import { bytes, MIB, Side, TwoSides } from '../functions/replication/copy/two-sides';
import { type ForeignServer, fauxqs, moto } from './servers';

const PAIRS: readonly (readonly [string, ForeignServer, ForeignServer])[] = [
  ['moto to moto', moto, moto],
  ['fauxqs to moto', fauxqs, moto],
  ['moto to fauxqs', moto, fauxqs],
  ['fauxqs to fauxqs', fauxqs, fauxqs],
];
const KEYS = [
  'plain',
  'a b+c%2B',
  'dt=1/é/😀.txt',
  "it's (a) *star*!~",
  'tab\there',
  '\\back',
  '//double//',
  'folder/',
];
const PART = 8 * MIB;

describe.each(PAIRS)('%s', (name, from, to) => {
  let sides: TwoSides;
  beforeAll(async () => {
    const bucket = name.replaceAll(' ', '-');
    sides = new TwoSides(await Side.at(`source-${bucket}`, from), await Side.at(`destination-${bucket}`, to));
    if (from.differences.hasVersionsAndTags) await sides.source.keepVersions();
  });
  afterAll(() => sides.close());
  afterEach(() => {
    expect([sides.source.proxy.left, sides.destination.proxy.left]).toEqual([0, 0]);
  });

  /** A large object, in parts that every server takes. */
  async function putLarge(Key: string, body: Buffer) {
    const { s3, bucket: Bucket } = sides.source;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { team: 'orders' } }));
    const Parts: CompletedPart[] = [];
    for (let at = 0; at < body.length; at += PART) {
      const PartNumber = Parts.length + 1;
      const Body = body.subarray(at, at + PART);
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      Parts.push({ ETag, PartNumber });
    }
    const { ETag, VersionId } = await s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
    return { versionId: VersionId, etag: ETag!.replaceAll('"', ''), size: body.length };
  }

  it.each(KEYS)('an object of the key %j arrives with a proof', async (key) => {
    const body = key.endsWith('r/') ? Buffer.alloc(0) : bytes(1000);
    const { etag, size, versionId } = await sides.source.put(key, body);
    expect(await sides.copy(key, { etag, size, versionId })).toMatchObject({
      outcome: 'COPIED',
      copied: { destination: { etag, size, crc32: crc32ToBase64(crc32(body)) } },
    });
    expect(await sides.destination.get(key)).toMatchObject({ bytes: body, ChecksumCRC32: crc32ToBase64(crc32(body)) });
  });

  it('keeps what describes the object', async () => {
    await sides.source.put('described', bytes(10), {
      ContentType: 'text/csv; charset=utf-8',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a  b.csv"',
      ContentEncoding: 'gzip',
      Metadata: { team: 'orders', note: 'a  b' },
      Tagging: 'team=a%2Bb&stage=prod',
    });
    await sides.copy('described');
    const [there, { Metadata, ...head }] = [
      await sides.source.get('described'),
      await sides.destination.get('described'),
    ];
    const { ContentType, CacheControl, ContentDisposition, ContentEncoding } = there;
    expect(Metadata).toMatchObject({ team: 'orders', note: 'a  b', 'lakeferry-path': 'abcdef12' });
    const areAllKept = to.differences.hasVersionsAndTags;
    expect(head).toMatchObject({
      ...{ ContentType, CacheControl, ContentDisposition },
      ...(areAllKept && ContentEncoding !== undefined ? { ContentEncoding } : {}),
    });
    if (!from.differences.hasVersionsAndTags || !areAllKept) return;
    expect(ContentEncoding).toBe('gzip');
    expect(await sides.destination.tags('described')).toEqual([
      { Key: 'team', Value: 'a+b' },
      { Key: 'stage', Value: 'prod' },
    ]);
  });

  it.each<[Damage, 'source' | 'destination', string]>([
    ['reset', 'source', 'GET'],
    ['truncated', 'source', 'GET'],
    ['slow-down', 'source', 'GET'],
    ['reset', 'destination', 'PUT'],
    ['lost', 'destination', 'PUT'],
  ])('survives %s at the %s on %s', async (damage, side, method) => {
    const body = bytes(5000);
    const wanted = await sides.source.put('damaged', body);
    sides[side].proxy.damage(damage, method, /damaged/);
    expect(await sides.copy('damaged', wanted)).toMatchObject({ outcome: 'COPIED' });
    expect(await sides.destination.find('damaged')).toEqual(body);
  });

  it('copies the version that is wanted, or what is current where that is no more', async () => {
    const [first, second] = [bytes(1000), bytes(1000)];
    const wanted = await sides.source.put('changing', first);
    await sides.source.put('changing', second);
    expect(await sides.copy('changing', wanted)).toMatchObject({ outcome: 'COPIED' });
    const { hasVersionsAndTags } = from.differences;
    expect(await sides.destination.find('changing')).toEqual(hasVersionsAndTags ? first : second);
    const { etag, size } = wanted;
    expect(await sides.copy('changing', { etag, size, isExact: true })).toEqual({ outcome: 'GONE' });
    await sides.source.s3.send(new DeleteObjectCommand({ Bucket: sides.source.bucket, Key: 'changing' }));
    expect(await sides.copy('changing')).toEqual({ outcome: 'GONE' });
  });

  if (to.differences.mostBodyBytes < 16 * MIB) return;

  describe('a large object', () => {
    const body = bytes(33 * MIB + 17);
    let wanted: { versionId?: string; etag: string; size: number };
    beforeAll(async () => {
      wanted = await putLarge('large', body);
    });
    afterEach(async () => {
      expect((await sides.destination.get('large')).bytes.equals(body)).toBe(true);
      expect(await sides.destination.uploads()).toEqual([]);
    });

    it('goes in parts, with the checksum of the whole', async () => {
      const proof = { size: body.length, crc32: crc32ToBase64(crc32(body)) };
      expect(await sides.copy('large', wanted)).toMatchObject({
        outcome: 'COPIED',
        copied: { source: proof, destination: proof },
      });
    });

    it('is resumed, where the server lists its parts', async () => {
      let uploadId: string | undefined;
      const remember = async (id: string) => {
        uploadId = id;
      };
      let now = 0;
      const run = (endsAt: number) =>
        sides.copy('large', wanted, { uploadOf: () => ({ uploadId, remember }), atOnce: 1, endsAt, now: () => now++ });
      await expect(run(2)).rejects.toThrow(CopyUnfinishedYetError);
      sides.destination.proxy.requests.length = 0;
      if (to.differences.listsParts) {
        expect(await run(Number.POSITIVE_INFINITY)).toMatchObject({ outcome: 'COPIED' });
        expect(sides.destination.proxy.requests.filter((each) => each.startsWith('PUT'))).toHaveLength(1);
      } else {
        await expect(run(Number.POSITIVE_INFINITY)).rejects.toThrow(/IncompleteAnswer/);
        await abortUpload(sides.place('large'), uploadId!);
      }
    });

    it.each<[Damage, 'source' | 'destination', string, RegExp]>([
      ['truncated', 'source', 'GET', /large/],
      ['lost', 'destination', 'PUT', /large/],
      ['lost', 'destination', 'POST', /uploadId=/],
      ['error-in-200', 'destination', 'POST', /uploadId=/],
    ])('survives %s at the %s on %s', async (damage, side, method, url) => {
      sides[side].proxy.damage(damage, method, url);
      expect(await sides.copy('large', wanted)).toMatchObject({ outcome: 'COPIED' });
    });

    it('begins anew where the upload is gone', async () => {
      const uploadOf = () => ({ uploadId: 'no-such-upload', remember: async () => undefined });
      expect(await sides.copy('large', wanted, { uploadOf })).toMatchObject({ outcome: 'COPIED' });
    });
  });
});
