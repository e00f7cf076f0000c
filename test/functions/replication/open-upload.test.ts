import type { ObjectEvent } from '../../../core/replication/object-event';
import { MACHINE_LEASE_MS } from '../../../core/replication/work-limits';
import { claimObject } from '../../../functions/replication/claim/claim-object';
import { bytes, MIB } from './copy/two-sides';
import { LargeObjectRun } from './world/large-object-run';
import { ReplicationWorld } from './world/replication-world';

let world: ReplicationWorld;
let run: LargeObjectRun;
beforeAll(async () => {
  world = await ReplicationWorld.start();
  run = new LargeObjectRun(world);
});
afterAll(() => world.close());

it('begins an upload in the name of the execution, and lists every part', async () => {
  const opened = await run.opened(await run.put('new', bytes(33 * MIB)));
  expect(opened).toMatchObject({ absent: 3, upload: { version: { size: 33 * MIB } } });
  expect(await run.ranges(opened)).toEqual([{ first: 1, last: 3 }]);
  expect(await world.receiptOf('new')).toMatchObject({
    state: 'COPYING',
    upload: { id: opened.upload.uploadId },
    lease: { owner: 'execution-1', kind: 'machine', until: world.clock.now() + MACHINE_LEASE_MS },
  });
});

it('goes on with its upload when it is called again, and lists what is absent', async () => {
  const event = await run.put('again', bytes(33 * MIB));
  const { upload } = await run.opened(event);
  await run.copy(upload, { first: 1, last: 1 });
  const again = await run.opened(event);
  expect([again.upload.uploadId, again.absent]).toEqual([upload.uploadId, 2]);
  expect(await run.ranges(again)).toEqual([{ first: 2, last: 3 }]);
});

it('aborts the upload of a version that is no more, and begins one of what is there', async () => {
  const { upload } = await run.opened(await run.put('overwritten', bytes(20 * MIB)));
  const again = await run.opened(await run.put('overwritten', bytes(18 * MIB)));
  expect(again.upload.uploadId).not.toBe(upload.uploadId);
  expect(await world.sides.destination.uploads()).not.toContain(upload.uploadId);
});

const GONE = { kind: 'created', bucket: 'our-files', key: 'gone', etag: 'x', size: 20 * MIB, sequencer: '01' } as const;

it.each<[string, () => Promise<Omit<ObjectEvent, 'time'>>, string]>([
  ['a small object', () => run.put('small', bytes(100)), 'COMPLETE'],
  ['one that is gone', async () => GONE, 'GONE'],
  ['a deletion', async () => ({ kind: 'deleted', bucket: 'our-files', key: 'none' }), 'DELETED'],
])('does by itself what needs no upload: %s', async (_what, eventOf, verdict) => {
  const event = { ...(await eventOf()), time: '2026-01-02T00:00:00Z' };
  expect(await run.open(event)).toEqual({ outcome: 'ENDED', verdict });
});

it('leaves the object to whoever works at it', async () => {
  const event = await run.put('taken', bytes(20 * MIB));
  await run.opened(event);
  const other = new LargeObjectRun(world, 'execution-2');
  expect(await other.open(event)).toEqual({ outcome: 'ENDED', verdict: 'AT_WORK' });
  expect(await other.open({ ...event, sequencer: '00' })).toEqual({ outcome: 'ENDED', verdict: 'OLDER' });
});

it('waits for a function that is at work', async () => {
  const event = await run.put('busy', bytes(100));
  const claimant = { owner: 'try-x', kind: 'function' as const, leaseMs: 1000 };
  await claimObject(world.receipts, event, claimant, world.clock.now());
  await expect(run.open(event)).rejects.toMatchObject({ name: 'ObjectBusyError' });
});

it('gives up an object that changes each time, until a redrive', async () => {
  const event = await run.put('restless', bytes(20 * MIB));
  await expect(run.open(event, { round: 100 })).rejects.toMatchObject({ name: 'KeepsChangingError' });
  expect(await run.open(event, { round: 100, redriveCount: 1 })).toMatchObject({ outcome: 'OPENED' });
});
