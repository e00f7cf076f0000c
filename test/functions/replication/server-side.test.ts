import { bytes, MIB } from './copy/two-sides';
import { LargeObjectRun } from './world/large-object-run';
import { ReplicationWorld } from './world/replication-world';
import { s3Message, s3Record } from './world/s3-events';

let world: ReplicationWorld;
let run: LargeObjectRun;
beforeAll(async () => {
  world = await ReplicationWorld.start({ copy: 'server-side' });
  run = new LargeObjectRun(world);
});
afterAll(() => world.close());
afterEach(async () => expect(await world.sides.destination.uploads()).toEqual([]));

const arrived = (key: string) => world.sides.destination.find(`in/${key}`);
const PROVED = {
  state: 'COMPLETE',
  receipt: { copiedBy: 'server-side', source: { isChecked: true } },
};

it('a function has S3 copy what an event tells of, and its receipt says so', async () => {
  const body = bytes(100);
  const stored = await world.sides.source.put('event', body);
  const record = s3Record('ObjectCreated:Put', { key: 'event', ...stored, sequencer: world.sequencers.next() });
  const before = world.log.metrics.length;
  await world.queue.send(s3Message(record));
  await world.drain();
  expect(await arrived('event')).toEqual(body);
  expect(await world.receiptOf('event')).toMatchObject(PROVED);
  const sums = Object.fromEntries(world.log.metrics.slice(before).map(({ name, value }) => [name, value]));
  expect(sums).toMatchObject({ BytesUploading: 100, BytesComplete: 100 });
  expect(sums).not.toHaveProperty('BytesDownloading');
});

it('the machine has S3 copy a large object in parts, and nobody reads it', async () => {
  const body = bytes(20 * MIB);
  const event = await run.put('large', body);
  world.sides.source.proxy.requests.length = 0;
  expect(await run.run(event)).toBe('COMPLETE');
  expect((await arrived('large'))!.equals(body)).toBe(true);
  expect(await world.receiptOf('large')).toMatchObject(PROVED);
  expect(world.sides.source.proxy.requests.filter((each) => each.startsWith('GET'))).toEqual([]);
});

it('a completion whose answer was lost is found by its checksum', async () => {
  const body = bytes(20 * MIB);
  const event = await run.put('lost', body);
  const opened = await run.opened(event);
  for (const range of await run.ranges(opened)) await run.copy(opened.upload, range);
  await run.complete(opened.upload);
  expect(await run.complete(opened.upload)).toMatchObject({ outcome: 'ENDED' });
  expect(await world.receiptOf('lost')).toMatchObject(PROVED);
});

it('an upload that was begun to be streamed is aborted: its parts and checksums are others', async () => {
  const body = bytes(20 * MIB);
  const event = await run.put('switched', body);
  const streaming = new LargeObjectRun(streamed(world));
  const { upload } = await streaming.opened(event);
  expect(upload).not.toHaveProperty('serverSide');
  const again = await run.opened(event);
  expect(again.upload).toMatchObject({ serverSide: 'CRC32' });
  expect(again.upload.uploadId).not.toBe(upload.uploadId);
  expect(await world.sides.destination.uploads()).toEqual([again.upload.uploadId]);
  expect(await run.run(event)).toBe('COMPLETE');
  expect((await arrived('switched'))!.equals(body)).toBe(true);
});

/** The same world before its configuration was changed. */
function streamed(of: ReplicationWorld): ReplicationWorld {
  const replicator = { ...of.replicator(), output: { ...of.output, copy: 'streamed' as const } };
  return Object.assign(Object.create(of) as ReplicationWorld, { replicator: () => replicator });
}
