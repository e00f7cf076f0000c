import { REPLICATION_METRIC } from '../../../../core/replication/names';
import { claimObject } from '../../../../functions/replication/claim/claim-object';
import { createHandler } from '../../../../functions/replication/replicate-batch/handler';
import { bytes, SOURCE } from '../copy/two-sides';
import { Comparison } from '../world/comparison';
import { ReplicationWorld } from '../world/replication-world';
import { s3Message, s3Record } from '../world/s3-events';

let world: ReplicationWorld;
let comparison: Comparison;
beforeEach(async () => {
  world = await ReplicationWorld.start();
  comparison = await Comparison.of(world);
});
afterEach(() => world.close());

const uploads = (): number => world.log.sum(REPLICATION_METRIC.objectsComplete);

/** Compares, and does `meanwhile` before anything is copied. */
async function between(meanwhile: () => Promise<unknown>) {
  const { batches, folder, startedAt } = await comparison.compare();
  await meanwhile();
  const replicate = createHandler(comparison.effects());
  const done = (retryCount: number) => replicate({ batch: batches[0]!, folder, startedAt, part: 0, retryCount });
  const report = () => comparison.report(folder, true);
  return { done, report };
}

it('what an event copied since the comparison is not copied twice', async () => {
  const put = await world.sides.source.put('a', bytes(100));
  const { done, report } = await between(async () => {
    await world.queue.send(s3Message(s3Record('ObjectCreated:Put', { key: 'a', ...put, sequencer: '01' })));
    await world.drain();
  });
  expect(uploads()).toBe(1);
  const before = await world.receiptOf('a');
  await done(0);
  expect(uploads()).toBe(1);
  expect(await world.receiptOf('a')).toEqual(before);
  expect(await report()).toMatchObject({ outcome: 'COMPLETE', replicated: { replicated: 1 } });
});

it('an event that comes after the copy finds nothing left to do', async () => {
  const put = await world.sides.source.put('a', bytes(100));
  await comparison.run();
  await world.queue.send(s3Message(s3Record('ObjectCreated:Put', { key: 'a', ...put, sequencer: '01' })));
  await world.drain();
  const { same, missing } = await comparison.run({ reportOnly: true });
  expect([same, missing]).toEqual([1, 0]);
});

it('what somebody is copying is left to them', async () => {
  const put = await world.sides.source.put('a', bytes(100));
  const event = {
    kind: 'created' as const,
    bucket: SOURCE,
    key: 'a',
    ...put,
    sequencer: '01',
    time: '2026-01-02T00:00:00Z',
  };
  const claimant = { owner: 'somebody', kind: 'function' as const, leaseMs: 60_000 };
  const { done, report } = await between(() => claimObject(world.receipts, event, claimant, world.clock.now()));
  await done(0);
  expect(uploads()).toBe(0);
  expect(await report()).toMatchObject({
    outcome: 'UNDER_WAY',
    missing: 1,
    replicated: { underWay: 1, replicated: 0 },
  });
  expect(await comparison.run({ reportOnly: true })).toMatchObject({ outcome: 'UNDER_WAY', underWay: 1, missing: 0 });
});

it.each<[string | undefined, 'MISSING' | 'UNDER_WAY', number]>([
  ['RUNNING', 'UNDER_WAY', 0],
  ['PENDING_REDRIVE', 'UNDER_WAY', 0],
  ['SUCCEEDED', 'UNDER_WAY', 0],
  ['FAILED', 'MISSING', 1],
  ['TIMED_OUT', 'MISSING', 1],
  ['ABORTED', 'MISSING', 1],
  [undefined, 'MISSING', 1],
])('an object whose execution is %s counts as %s, and %i of it is copied', async (status, judgement, copied) => {
  const put = await world.sides.source.put('a', bytes(100));
  const event = { kind: 'created' as const, bucket: SOURCE, key: 'a', ...put, time: '2026-01-02T00:00:00Z' };
  const claimant = { owner: 'execution', kind: 'machine' as const, leaseMs: 3_600_000 };
  await claimObject(world.receipts, event, claimant, world.clock.now());
  const found = await comparison.run({ reportOnly: true, executionStatus: status });
  expect(found).toMatchObject(judgement === 'MISSING' ? { missing: 1, underWay: 0 } : { missing: 0, underWay: 1 });
  await comparison.run({ executionStatus: status });
  expect(uploads()).toBe(copied);
});

it('what is gone when its turn comes is recorded so', async () => {
  await world.sides.source.put('a', bytes(100));
  const { done, report } = await between(() => world.sides.source.remove('a'));
  await done(0);
  expect(await report()).toMatchObject({ outcome: 'COMPLETE', replicated: { gone: 1 } });
});

it('an object that cannot be written is tried again by the machine, and at last is in the report', async () => {
  await world.sides.source.put('a', bytes(100));
  await world.sides.source.put('b', bytes(100));
  const { done, report } = await between(async () => undefined);
  for (let i = 0; i < 10; i++) world.sides.destination.proxy.damage('internal-error', 'PUT', /in\/a/);
  await expect(done(0)).rejects.toThrow(
    "1 objects of the batch were not copied. The first: 'a': ReplicationUnavailable",
  );
  await done(4);
  const failure = { error: 'ReplicationUnavailableError', message: expect.stringContaining('InternalError') };
  expect(await world.receiptOf('a')).toMatchObject({ state: 'COPYING', failure });
  const told = await report();
  expect(told).toMatchObject({ outcome: 'INCOMPLETE', replicated: { replicated: 1, failedMissing: 1 } });
  expect(told.failures).toEqual([expect.objectContaining({ key: 'a', error: 'ReplicationUnavailableError' })]);
  world.sides.destination.proxy.heal();
  expect(await comparison.run()).toMatchObject({ outcome: 'COMPLETE', missing: 1 });
});

it('begins nothing when its time is used up, and goes on where it stopped', async () => {
  for (const key of ['a', 'b', 'c']) await world.sides.source.put(key, bytes(10));
  const { batches, folder, startedAt } = await comparison.compare();
  const effects = comparison.effects();
  let calls = 0;
  // the time is used up when the second object is begun
  const slow = createHandler({ ...effects, now: () => world.clock.now() + (calls++ > 1 ? 1e6 : 0) });
  const first = await slow({ batch: batches[0]!, folder, startedAt, part: 0, retryCount: 0 });
  expect(first).toEqual({ part: 1, next: expect.any(Number) });
  const rest = await createHandler(effects)({ batch: batches[0]!, folder, startedAt, retryCount: 0, ...first });
  expect(rest).toEqual({ part: 2 });
  expect(await comparison.report(folder, true)).toMatchObject({ outcome: 'COMPLETE', replicated: { replicated: 3 } });
});

it('with consistency `listed` exactly what was listed is copied, or nothing', async () => {
  await world.close();
  world = await ReplicationWorld.start({ consistency: 'listed' });
  comparison = await Comparison.of(world);
  await world.sides.source.put('a', bytes(100));
  await world.sides.source.put('b', bytes(100));
  const { done, report } = await between(() => world.sides.source.put('a', bytes(200)));
  await done(0);
  expect(await report()).toMatchObject({ replicated: { replicated: 1, gone: 1 } });
  expect(await world.sides.destination.find('in/a')).toBeUndefined();
});
