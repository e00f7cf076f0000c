import { crc32 } from 'node:zlib';
import { HeadObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import { crc32ToBase64 } from '../../../../core/s3/combine-crc32';
import type { UploadMemory } from '../../../../functions/replication/copy/relay-in-parts';
import {
  openUpload,
  presentParts,
  putTogether,
  sendParts,
} from '../../../../functions/replication/copy/relay-in-parts';
import { sourceObject } from '../../../../functions/replication/copy/source-object';
import { serverSide, transferBy } from '../../../../functions/replication/copy/transfer';
import type { Damage } from './damaging-proxy';
import { bytes, MIB, SOURCE, TwoSides } from './two-sides';

let sides: TwoSides;
beforeAll(async () => {
  sides = await TwoSides.startShared();
});
afterAll(() => sides.close());
afterEach(() => {
  expect([sides.source.proxy.left, sides.destination.proxy.left]).toEqual([0, 0]);
});

const requestsOf = (side: 'source' | 'destination'): string[] => sides[side].proxy.requests;
const forgetRequests = (): void => {
  requestsOf('source').length = requestsOf('destination').length = 0;
};

describe('what S3 copies by one request', () => {
  it.each(['plain', 'a b+c%2B', 'dt=1/é/😀.txt', "it's (a) *star*!~", '\\back?versionId=no', '//double//'])(
    'arrives with a proof, and nobody reads it: %j',
    async (key) => {
      const body = bytes(1000);
      const { etag, size, versionId } = await sides.source.put(key, body);
      const proof = { etag, size, crc32: crc32ToBase64(crc32(body)) };
      forgetRequests();
      expect(await sides.copy(key, { etag, size, versionId })).toEqual({
        outcome: 'COPIED',
        copied: { source: { ...proof, versionId, isChecked: true }, destination: proof, copiedBy: 'server-side' },
      });
      expect(await sides.destination.find(key)).toEqual(body);
      expect(requestsOf('source').map((each) => each.split(' ')[0])).toEqual(['HEAD']);
    },
  );

  it('may have no byte', async () => {
    await sides.source.put('empty', Buffer.alloc(0));
    expect(await sides.copy('empty')).toMatchObject({ outcome: 'COPIED', copied: { copiedBy: 'server-side' } });
    expect(await sides.destination.find('empty')).toEqual(Buffer.alloc(0));
  });

  it('keeps metadata, tags and content headers, and has the mark', async () => {
    const described = {
      ContentType: 'text/csv; charset=utf-8',
      ContentEncoding: 'gzip',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a.csv"',
      ContentLanguage: 'de',
    };
    const Metadata = { team: 'orders', note: 'a b' };
    await sides.source.put('described', bytes(10), { ...described, Metadata, Tagging: 'team=a%2Bb&stage=prod' });
    expect(await sides.copy('described')).toMatchObject({ outcome: 'COPIED', copied: { copiedBy: 'server-side' } });
    const head = await sides.destination.get('described');
    expect(head).toMatchObject(described);
    expect(head.Metadata).toMatchObject({ ...Metadata, 'lakeferry-path': 'abcdef12' });
    expect(await sides.destination.tags('described')).toEqual([
      { Key: 'team', Value: 'a+b' },
      { Key: 'stage', Value: 'prod' },
    ]);
  });

  it('gets the mapped storage class', async () => {
    await sides.source.put('cold', bytes(10), { StorageClass: 'STANDARD_IA' });
    await sides.copy('cold', {}, {}, { storageClasses: { STANDARD_IA: 'ONEZONE_IA' } });
    expect((await sides.destination.get('cold')).StorageClass).toBe('ONEZONE_IA');
  });

  it('does not go around in a loop', async () => {
    await sides.source.put('looped', bytes(10), { Metadata: { 'lakeferry-path': 'abcdef12' } });
    expect(await sides.copy('looped', { size: 10 })).toMatchObject({ outcome: 'SET_ASIDE' });
  });

  it.each<[Damage, string]>([
    ['reset', 'PUT'],
    ['lost', 'PUT'],
    ['slow-down', 'PUT'],
    ['error-in-200', 'PUT'],
    ['expired-token', 'PUT'],
  ])('arrives whole after %s', async (damage, method) => {
    const [key, body] = [`hurt-${damage}`, bytes(1000)];
    const wanted = await sides.source.put(key, body);
    sides.destination.proxy.damage(damage, method, new RegExp(key));
    expect(await sides.copy(key, wanted)).toMatchObject({ outcome: 'COPIED', copied: { copiedBy: 'server-side' } });
    expect(await sides.destination.find(key)).toEqual(body);
  });
});

describe('the checksum that proves it', () => {
  it.each<[PutObjectCommandInput['ChecksumAlgorithm'], string]>([
    ['CRC64NVME', 'crc64nvme'],
    ['CRC32C', 'crc32c'],
  ])('is the one that the source has: %s', async (ChecksumAlgorithm, name) => {
    const key = `by-${name}`;
    await sides.source.put(key, bytes(1000), { ChecksumAlgorithm });
    const { [`Checksum${ChecksumAlgorithm}` as const]: checksum } = (await sides.source.get(key)) as never;
    expect(checksum).toEqual(expect.any(String));
    expect(await sides.copy(key)).toMatchObject({
      copied: { source: { [name]: checksum, isChecked: true }, destination: { [name]: checksum } },
    });
    expect(await sides.destination.get(key)).toMatchObject({ [`Checksum${ChecksumAlgorithm}`]: checksum });
  });

  it('is missing of what has none that can be combined: that is streamed, and its receipt says no other', async () => {
    const body = bytes(1000);
    await sides.source.put('by-sha', body, { ChecksumAlgorithm: 'SHA256' });
    const outcome = await sides.copy('by-sha');
    expect(outcome).toMatchObject({ copied: { destination: { crc32: crc32ToBase64(crc32(body)) } } });
    expect(outcome).not.toHaveProperty('copied.copiedBy');
    expect(outcome).not.toHaveProperty('copied.source.isChecked');
    expect(await sides.destination.find('by-sha')).toEqual(body);
  });
});

describe('in parts', () => {
  const SIZE = 11 * MIB + 17;
  const body = bytes(SIZE);
  /** As large objects go, with parts that a test can afford. */
  const transfer = {
    ...serverSide('CRC64NVME'),
    plan: (size: number) =>
      Array.from({ length: Math.ceil(size / (5 * MIB)) }, (_, i) => ({
        ...{ partNumber: i + 1, first: i * 5 * MIB },
        last: Math.min((i + 1) * 5 * MIB, size) - 1,
      })),
  };
  const parts = transfer.plan(SIZE);
  const memory = (uploadId?: string): UploadMemory => ({ uploadId, remember: async () => undefined });
  const objectOf = async (key: string) => {
    const asked = new HeadObjectCommand({ Bucket: SOURCE, Key: key, ChecksumMode: 'ENABLED' });
    const { ETag, VersionId, ChecksumCRC64NVME } = await sides.source.s3.send(asked);
    return sourceObject(
      { etag: ETag!, 'x-amz-version-id': VersionId!, 'x-amz-checksum-crc64nvme': ChecksumCRC64NVME! },
      SIZE,
    );
  };
  const put = async (key: string) => {
    await sides.source.put(key, body, { ChecksumAlgorithm: 'CRC64NVME' });
    return objectOf(key);
  };

  it('goes whole, and S3 compares the checksum of the whole with the source’s', async () => {
    const object = await put('large');
    const place = sides.place('large');
    forgetRequests();
    const { uploadId, present } = await openUpload(place, object, memory(), transfer, parts);
    const sent = await sendParts(place, object, uploadId, { parts, present, transfer }, {});
    const crc64nvme = object.checksums['x-amz-checksum-crc64nvme'];
    expect(await putTogether(place, object, uploadId, sent, transfer)).toMatchObject({
      ...{ copiedBy: 'server-side', source: { crc64nvme, isChecked: true, size: SIZE }, destination: { crc64nvme } },
    });
    expect((await sides.destination.find('large'))!.equals(body)).toBe(true);
    expect(requestsOf('source')).toEqual([]);
    expect(await sides.destination.get('large')).toMatchObject({ ChecksumType: 'FULL_OBJECT' });
  });

  it.each<Damage>(['reset', 'lost', 'slow-down', 'error-in-200'])('survives %s of a part', async (damage) => {
    const [key, place] = [`part-${damage}`, sides.place(`part-${damage}`)];
    const object = await put(key);
    const { uploadId, present } = await openUpload(place, object, memory(), transfer, parts);
    sides.destination.proxy.damage(damage, 'PUT', /partNumber=2/);
    const sent = await sendParts(place, object, uploadId, { parts, present, transfer }, {});
    await putTogether(place, object, uploadId, sent, transfer);
    expect((await sides.destination.find(key))!.equals(body)).toBe(true);
  });

  it('is resumed: parts that are there are not copied again', async () => {
    const object = await put('resumed');
    const place = sides.place('resumed');
    const { uploadId } = await openUpload(place, object, memory(), transfer, parts);
    const some = { parts: parts.slice(0, 1), present: [], transfer };
    await sendParts(place, object, uploadId, some, {});
    forgetRequests();
    const { present } = await openUpload(place, object, memory(uploadId), transfer, parts);
    const sent = await sendParts(place, object, uploadId, { parts, present, transfer }, {});
    expect(requestsOf('destination').filter((each) => each.startsWith('PUT'))).toHaveLength(2);
    await putTogether(place, object, uploadId, sent, transfer);
    expect((await sides.destination.find('resumed'))!.equals(body)).toBe(true);
  });

  it('is not put together where a part is another', async () => {
    const object = await put('wrong');
    const place = sides.place('wrong');
    const { uploadId } = await openUpload(place, object, memory(), transfer, parts);
    const swapped = parts.map((part, i) => (i === 0 ? { ...parts[1]!, partNumber: 1 } : part));
    await sendParts(place, object, uploadId, { parts: swapped, present: [], transfer }, {});
    const there = await presentParts(place, uploadId, parts, 'CRC64NVME');
    await expect(putTogether(place, object, uploadId, there!, transfer)).rejects.toMatchObject({ code: 'BadDigest' });
    expect(await sides.destination.find('wrong')).toBeUndefined();
  });

  it('ends as changed where the version is no more, and copies nothing of the next one', async () => {
    const object = { ...(await put('changed')), versionId: undefined };
    const place = sides.place('changed');
    const { uploadId } = await openUpload(place, object, memory(), transfer, parts);
    await sides.source.put('changed', bytes(SIZE));
    const sending = sendParts(place, object, uploadId, { parts, present: [], transfer }, {});
    await expect(sending).rejects.toMatchObject({ name: 'SourceChangedError' });
  });
});

it('streams in parts, or has S3 copy them, by what an upload was begun for', () => {
  expect(transferBy(undefined).plan(1024 * MIB)).toHaveLength(64);
  expect(transferBy('CRC32').plan(1024 * MIB)).toHaveLength(2);
  expect(transferBy('CRC32').plan(10_000 * 5 * 1024 * MIB)).toHaveLength(10_000);
});

describe('a refusal', () => {
  const refuse = (damage: Damage, key: string) => sides.destination.proxy.damage(damage, 'PUT', new RegExp(key));

  it('of the pivot role names what it lacks, and is tried again later', async () => {
    await sides.source.put('denied', bytes(10));
    // with the role's credentials, and with those that are asked for anew
    refuse('forbidden', 'denied');
    refuse('forbidden', 'denied');
    await expect(sides.copy('denied')).rejects.toMatchObject({
      ...{ name: 'ReplicationRefusedError', side: 'destination', code: 'AccessDenied' },
      message: expect.stringMatching(/lakeferry replication source-policy/) as string,
    });
  });

  it('because the object went meanwhile is no refusal', async () => {
    const { versionId } = await sides.source.put('went', bytes(10));
    refuse('forbidden', 'went');
    sides.destination.proxy.at('asked', () => sides.source.removeVersion('went', versionId!), 'PUT', /went/);
    expect(await sides.copy('went')).toEqual({ outcome: 'GONE' });
  });

  it('of an object with a key of its owner’s sets it aside', async () => {
    await sides.source.put('keyed', bytes(10));
    refuse('sse-c', 'keyed');
    expect(await sides.copy('keyed')).toMatchObject({
      outcome: 'SET_ASIDE',
      reason: expect.stringMatching(/^SSE_C/) as string,
    });
  });

  it('of a version that is no more has the current one copied', async () => {
    const first = await sides.source.put('again', bytes(10));
    const second = bytes(11);
    sides.destination.proxy.at(
      'asked',
      async () => {
        await sides.source.put('again', second);
        await sides.source.removeVersion('again', first.versionId!);
      },
      'PUT',
      /again/,
    );
    expect(await sides.copy('again', first)).toMatchObject({ outcome: 'COPIED' });
    expect(await sides.destination.find('again')).toEqual(second);
    expect(await sides.copy('again', { ...first, isExact: true })).toEqual({ outcome: 'GONE' });
  });
});

it('sets aside what is archived', async () => {
  await sides.source.put('archived', bytes(10), { StorageClass: 'GLACIER' });
  expect(await sides.copy('archived')).toMatchObject({
    outcome: 'SET_ASIDE',
    reason: expect.stringMatching(/^ARCHIVED/) as string,
  });
});
