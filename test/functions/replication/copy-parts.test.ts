import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { MACHINE_LEASE_MS } from '../../../core/replication/work-limits';
import { abortUpload } from '../../../functions/replication/copy/multipart';
import { bytes, MIB, SOURCE } from './copy/two-sides';
import { LargeObjectRun } from './world/large-object-run';
import { ReplicationWorld } from './world/replication-world';

let world: ReplicationWorld;
let run: LargeObjectRun;
beforeAll(async () => {
  world = await ReplicationWorld.start();
  run = new LargeObjectRun(world);
});
afterAll(() => world.close());

const ALL = { first: 1, last: 3 };
const opened = async (key: string) => (await run.opened(await run.put(key, bytes(33 * MIB)))).upload;
const sentParts = () => world.sides.destination.proxy.requests.filter((each) => each.includes('partNumber='));

it('sends each part once, however often it is called', async () => {
  const upload = await opened('once');
  const before = sentParts().length;
  expect(await run.copy(upload, { first: 2, last: 3 })).toEqual({ outcome: 'SENT', sent: 2, kept: 0 });
  expect(await run.copy(upload, ALL)).toEqual({ outcome: 'SENT', sent: 1, kept: 2 });
  expect(await run.copy(upload, ALL)).toEqual({ outcome: 'SENT', sent: 0, kept: 3 });
  expect(sentParts().length - before).toBe(3);
});

it('renews the lease when half of it is over', async () => {
  const upload = await opened('lease');
  const until = async () => (await world.receiptOf('lease'))?.lease?.until;
  const first = await until();
  await run.copy(upload, { first: 1, last: 1 });
  expect(await until()).toBe(first);
  await world.after(MACHINE_LEASE_MS * 0.6);
  await run.copy(upload, { first: 2, last: 2 });
  expect(await until()).toBe(world.clock.now() + MACHINE_LEASE_MS);
});

it('sends nothing of a version that is no more', async () => {
  const upload = await opened('changed');
  const { versionId: VersionId } = upload.version;
  await world.sides.source.s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: 'changed', VersionId }));
  expect(await run.copy(upload, ALL)).toMatchObject({ outcome: 'CHANGED' });
});

it('sends nothing into an upload that somebody removed', async () => {
  const upload = await opened('removed');
  await abortUpload(world.sides.place('in/removed'), upload.uploadId);
  expect(await run.copy(upload, ALL)).toMatchObject({ outcome: 'UPLOAD_GONE' });
});

it('sends nothing of an object that another took over', async () => {
  const upload = await opened('lost');
  await world.after(MACHINE_LEASE_MS + 1);
  await new LargeObjectRun(world, 'execution-2').opened(upload.event);
  expect(await run.copy(upload, ALL)).toMatchObject({ outcome: 'LOST' });
});

it('sends again what was damaged on its way', async () => {
  const upload = await opened('damaged');
  world.sides.source.proxy.damage('truncated', 'GET', /damaged/);
  world.sides.destination.proxy.damage('lost', 'PUT', /damaged.*partNumber/);
  expect(await run.copy(upload, ALL)).toMatchObject({ outcome: 'SENT', sent: 3 });
});
