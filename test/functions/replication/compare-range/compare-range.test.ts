import { CompleteMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { createHandler } from '../../../../functions/replication/compare-range/handler';
import { bytes, DESTINATION } from '../copy/two-sides';
import { Comparison } from '../world/comparison';
import { ReplicationWorld } from '../world/replication-world';

let world: ReplicationWorld;
let comparison: Comparison;
beforeEach(async () => {
  world = await ReplicationWorld.start();
  comparison = await Comparison.of(world);
});
afterEach(() => world.close());

/** As another tool would: in a part, so that the entity tags differ. */
async function putInParts(key: string, content: Buffer): Promise<void> {
  const { s3 } = world.sides.destination;
  const upload = { Bucket: DESTINATION, Key: `in/${key}`, UploadId: await world.sides.destination.begin(`in/${key}`) };
  const part = { ...upload, PartNumber: 1, Body: content, ChecksumAlgorithm: 'CRC32' as const };
  const { ETag, ChecksumCRC32 } = await s3.send(new UploadPartCommand(part));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ChecksumCRC32 }] };
  await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload, ChecksumType: 'FULL_OBJECT' }));
}

it('without receipts, content decides: entity tags that agree, else checksums, never size alone', async () => {
  const [same, parts, other] = [bytes(50), bytes(60), bytes(70)];
  for (const [key, content] of [
    ['same', same],
    ['parts', parts],
    ['other', other],
  ] as const) {
    await world.sides.source.put(key, content, { ChecksumAlgorithm: 'CRC32' });
  }
  await world.sides.destination.put('in/same', same);
  await putInParts('parts', parts);
  await putInParts('other', bytes(70));
  const report = await comparison.run({ reportOnly: true });
  expect(report).toMatchObject({ same: 2, different: 1, examples: { DIFFERENT: ['other'] } });
});

it('what the configuration ignores is counted and left, on both sides', async () => {
  await world.sides.source.put('_temporary/x', bytes(1));
  await world.sides.source.put('a', bytes(1));
  await world.sides.destination.put('in/_temporary/old', bytes(1));
  expect(await comparison.run()).toMatchObject({ outcome: 'COMPLETE', ignored: 1, missing: 1, extra: 0 });
  expect(await world.sides.destination.find('in/_temporary/x')).toBeUndefined();
});

it('what was set aside is told, and tried again when it is asked for', async () => {
  await world.sides.source.put('cold', bytes(10), { StorageClass: 'GLACIER' });
  expect(await comparison.run()).toMatchObject({ missing: 1, replicated: { setAside: 1 } });
  expect(await comparison.run()).toMatchObject({ outcome: 'COMPLETE', missing: 0, setAside: 1 });
  await world.sides.source.put('cold', bytes(10));
  expect(await comparison.run({ setAside: true })).toMatchObject({ replicated: { replicated: 1 } });
});

it('a range of several parts is compared as a whole one, each key once', async () => {
  for (let i = 0; i < 1100; i++) await world.sides.source.put(`key-${i}`, Buffer.alloc(0));
  const effects = comparison.effects();
  let calls = 0;
  const impatient = createHandler({ ...effects, now: () => world.clock.now() + calls++ * 1e6 });
  const folder = 'parts/';
  let parts = 0;
  for (let at: { part: number; next?: string } = { part: 0 }; ; parts++) {
    at = await impatient({ range: { index: 0 }, folder, setAside: false, ...at });
    if (at.next === undefined) break;
  }
  expect(parts).toBe(1);
  expect(await comparison.report(folder, false)).toMatchObject({ sourceObjects: 1100, missing: 1100 });
}, 120_000);
