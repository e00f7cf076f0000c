import { DeleteObjectCommand, type PutObjectCommand } from '@aws-sdk/client-s3';
import { REPLICATION_EVENT, REPLICATION_METRIC } from '../../../../core/replication/names';
import { claimObject } from '../../../../functions/replication/claim/claim-object';
import type { ObjectToReplicate } from '../../../../functions/replication/payloads';
import { bytes, DESTINATION, MIB, SOURCE } from '../copy/two-sides';
import { LargeObjectRun } from '../world/large-object-run';
import { ReplicationWorld, SECRETS } from '../world/replication-world';
import { s3Message, s3Record } from '../world/s3-events';

let world: ReplicationWorld;
beforeAll(async () => {
  world = await ReplicationWorld.start();
});
afterAll(() => world.close());
afterEach(async () => {
  expect([world.sides.source.proxy.left, world.sides.destination.proxy.left]).toEqual([0, 0]);
  expect(await world.sides.destination.uploads()).toEqual([]);
});

/** Stores an object and returns the record of it. */
async function put(key: string, body: Buffer, more: Partial<ConstructorParameters<typeof PutObjectCommand>[0]> = {}) {
  const stored = await world.sides.source.put(key, body, more);
  return s3Record('ObjectCreated:Put', { key, ...stored, sequencer: world.sequencers.next() });
}

async function remove(key: string) {
  const { VersionId } = await world.sides.source.s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: key }));
  const told = { key, versionId: VersionId, sequencer: world.sequencers.next() };
  return s3Record('ObjectRemoved:DeleteMarkerCreated', told);
}

const arrived = (key: string) => world.sides.destination.find(`in/${key}`);

it.each(['plain.txt', 'dt=1/a b+c%2B.txt', 'é/😀', 'folder/', '//double//'])(
  '%j arrives with a receipt',
  async (key) => {
    const body = key.endsWith('r/') ? Buffer.alloc(0) : bytes(100);
    await world.queue.send(s3Message(await put(key, body)));
    await world.drain();
    expect(await arrived(key)).toEqual(body);
    expect(await world.receiptOf(key)).toMatchObject({
      state: 'COMPLETE',
      receipt: { source: { size: body.length, isChecked: true }, destination: { size: body.length }, attempts: 1 },
    });
    expect(await world.queue.depth()).toEqual({ waiting: 0, dead: 0 });
  },
);

it('counts objects and bytes on both sides', async () => {
  const before = world.log.metrics.length;
  await world.queue.send(s3Message(await put('counted', bytes(1234))));
  await world.drain();
  const sums = Object.fromEntries(world.log.metrics.slice(before).map(({ name, value }) => [name, value]));
  expect(sums).toMatchObject({ BytesDownloading: 1234, BytesUploading: 1234, BytesComplete: 1234, ObjectsComplete: 1 });
  expect(world.log.metrics.at(-1)!.dimensions).toEqual({ output: 'partner' });
  expect(world.log.sum(REPLICATION_METRIC.lag)).toBeGreaterThan(0);
});

it('copies once what comes many times: in one batch, at once, and later', async () => {
  const message = s3Message(await put('many', bytes(100)));
  const puts = () => world.sides.destination.proxy.requests.filter((each) => each === `PUT /${DESTINATION}/in/many`);
  await world.queue.send(message, message);
  const event = await world.queue.receive();
  const [first, second] = [world.handler(), world.handler(world.openAccess())];
  const answers = await Promise.all([first(event), second(event)]);
  expect(puts()).toHaveLength(1);
  // of two at once one is told to come back
  expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures).length).toBeGreaterThan(0);
  await world.drain();
  await world.queue.send(message);
  await world.drain();
  expect(puts()).toHaveLength(1);
  expect(await world.queue.depth()).toEqual({ waiting: 0, dead: 0 });
});

it('never lets an older event overwrite, whatever the order', async () => {
  const [older, newer] = [await put('order', bytes(10)), await put('order', Buffer.from('newer'))];
  await world.queue.send(s3Message(newer));
  await world.drain();
  await world.queue.send(s3Message(older));
  await world.drain();
  expect(await arrived('order')).toEqual(Buffer.from('newer'));
  expect(world.log.count(REPLICATION_EVENT.olderEvent)).toBeGreaterThan(0);
});

it('takes the newest of one batch and skips the others', async () => {
  const records = [await put('batch', bytes(10)), await put('batch', bytes(11)), await put('batch', bytes(12))];
  const before = world.sides.destination.proxy.requests.length;
  await world.queue.send(s3Message(records[0]!, records[2]!), s3Message(records[1]!));
  await world.drain();
  expect((await arrived('batch'))!.length).toBe(12);
  expect(world.sides.destination.proxy.requests.length).toBe(before + 1);
});

it('fails single messages: those that cannot be read end in the dead-letter queue', async () => {
  const good = s3Message(await put('good', bytes(10)));
  const test = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: SOURCE });
  const odd = s3Message({
    ...s3Record('ObjectCreated:Put', { key: 'x' }),
    s3: { bucket: { name: SOURCE }, object: { key: '%zz' } },
  });
  await world.queue.send('no json', good, test, odd);
  await world.drain();
  expect(await arrived('good')).toBeDefined();
  expect(await world.queue.depth()).toEqual({ waiting: 0, dead: 2 });
  expect(world.log.count(REPLICATION_EVENT.messageUnreadable)).toBe(16);
});

it('leaves out what the output ignores, and other buckets', async () => {
  const ignored = await put('_temporary/0/part', bytes(10));
  const theirs = s3Record('ObjectCreated:Put', { key: 'theirs', bucket: 'another' });
  await world.queue.send(s3Message(ignored, theirs));
  await world.drain();
  expect(await arrived('_temporary/0/part')).toBeUndefined();
  expect(await world.receiptOf('theirs')).toBeUndefined();
  expect(await world.queue.depth()).toMatchObject({ waiting: 0 });
});

describe('what was deleted', () => {
  it('is deleted, once, and an older event does not bring it back', async () => {
    const created = await put('deleted', bytes(10));
    await world.queue.send(s3Message(created));
    await world.drain();
    await world.queue.send(s3Message(await remove('deleted')));
    await world.drain();
    expect(await arrived('deleted')).toBeUndefined();
    expect(await world.receiptOf('deleted')).toMatchObject({
      state: 'DELETED',
      expiresAt: expect.any(Number) as number,
    });
    await world.queue.send(s3Message(created));
    await world.drain();
    expect(await arrived('deleted')).toBeUndefined();
  });

  it('and written again stays, also when the event of that was dropped', async () => {
    await world.queue.send(s3Message(await put('again', bytes(10))));
    await world.drain();
    const removed = await remove('again');
    await put('again', Buffer.from('second'));
    await world.queue.send(s3Message(removed));
    await world.drain();
    expect(await arrived('again')).toEqual(Buffer.from('second'));
    expect(await world.receiptOf('again')).toMatchObject({ state: 'COMPLETE', receipt: { source: { size: 6 } } });
  });

  it('stays where another wrote it', async () => {
    const [, removed] = [await put('theirs', bytes(10)), await remove('theirs')];
    await world.sides.destination.put('in/theirs', Buffer.from('theirs'));
    await world.queue.send(s3Message(removed));
    await world.drain();
    expect(await arrived('theirs')).toEqual(Buffer.from('theirs'));
    expect(await world.receiptOf('theirs')).toMatchObject({
      state: 'SET_ASIDE',
      reason: expect.stringMatching(/^NOT_OURS/) as string,
    });
  });

  it.each(['source', 'destination'] as const)('is deleted although the token runs out at the %s', async (side) => {
    const key = `expired-${side}`;
    await world.queue.send(s3Message(await put(key, bytes(10))));
    await world.drain();
    for (const method of ['HEAD', 'GET']) world.sides[side].proxy.damage('expired-token', method, new RegExp(key));
    await world.queue.send(s3Message(await remove(key)));
    await world.drain();
    expect(await world.receiptOf(key)).toMatchObject({ state: 'DELETED', attempts: 1 });
  });

  it('before its turn is gone', async () => {
    const created = await put('vanished', bytes(10));
    await world.sides.source.s3.send(
      new DeleteObjectCommand({ Bucket: SOURCE, Key: 'vanished', VersionId: created.s3.object.versionId }),
    );
    await world.queue.send(s3Message(created));
    await world.drain();
    expect(await world.receiptOf('vanished')).toMatchObject({ state: 'GONE' });
  });
});

describe('what cannot be copied', () => {
  it('is set aside with a reason, and not tried eight times: archived', async () => {
    const before = world.log.metrics.length;
    await world.queue.send(s3Message(await put('archived', bytes(10), { StorageClass: 'GLACIER' })));
    await world.drain();
    const metrics = world.log.metrics.slice(before).map(({ name }) => name);
    expect(metrics).toContain(REPLICATION_METRIC.objectsSetAside);
    // it never arrives: how long that took is no lag
    expect(metrics).not.toContain(REPLICATION_METRIC.lag);
    expect(await world.receiptOf('archived')).toMatchObject({
      state: 'SET_ASIDE',
      attempts: 1,
      reason: expect.stringMatching(/^ARCHIVED/) as string,
    });
  });

  it.each([
    ['forbidden', /^FORBIDDEN/],
    ['sse-c', /^SSE_C/],
  ] as const)('is set aside with a reason: %s', async (damage, reason) => {
    world.sides.source.proxy.damage(damage, 'GET', /aside/);
    await world.queue.send(s3Message(await put(`aside-${damage}`, bytes(10))));
    await world.drain();
    expect(await world.receiptOf(`aside-${damage}`)).toMatchObject({
      state: 'SET_ASIDE',
      attempts: 1,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('is set aside with a reason: a key that is too long with its prefix', async () => {
    await world.queue.send(s3Message(await put('x'.repeat(1023), bytes(10))));
    await world.drain();
    expect(await world.receiptOf('x'.repeat(1023))).toMatchObject({
      reason: expect.stringMatching(/^KEY_TOO_LONG/) as string,
    });
  });
});

it('hands large objects to the machine, whose lease it becomes', async () => {
  const record = s3Record('ObjectCreated:Put', { key: 'slow', sequencer: world.sequencers.next() });
  await world.sides.source.put('slow', bytes(17 * MIB));
  // three tries did not end
  for (const owner of ['a', 'b', 'c']) {
    const event = {
      kind: 'created' as const,
      bucket: SOURCE,
      key: 'slow',
      sequencer: record.s3.object.sequencer,
      time: 't',
    };
    await claimObject(world.receipts, event, { owner, kind: 'function', leaseMs: 0 }, world.clock.now());
  }
  await world.queue.send(s3Message(record));
  await world.drain();
  expect(world.started).toMatchObject([
    { machine: 'replicate-large-object', input: { output: 'partner', event: { key: 'slow' } } },
  ]);
  const { name } = world.started[0]!;
  const item = (await world.receiptOf('slow'))!;
  expect(item).toMatchObject({ state: 'COPYING', lease: { owner: name } });
  // as the machine does first
  const machine = { owner: name, kind: 'machine' as const, leaseMs: 60_000 };
  expect(await claimObject(world.receipts, item.event, machine, world.clock.now())).toMatchObject({
    verdict: 'CLAIMED',
  });
  await world.queue.send(s3Message(record));
  await world.drain();
  expect(world.started).toHaveLength(1);
  expect(await world.queue.depth()).toMatchObject({ waiting: 0 });
});

it('hands over at once what is larger than its limit, and the machine completes it', async () => {
  const body = bytes(20 * MIB);
  world.largeBytes = 18 * MIB;
  await world.queue.send(s3Message(await put('large', body)));
  await world.drain().finally(() => {
    world.largeBytes = undefined;
  });
  const { name, input } = world.started.at(-1)!;
  const { event } = input as ObjectToReplicate;
  expect(await new LargeObjectRun(world, name).run(event)).toBe('COMPLETE');
  expect((await arrived('large'))!.equals(body)).toBe(true);
  expect(await world.receiptOf('large')).toMatchObject({ receipt: { attempts: 1 } });
});

it.each<['RUNNING' | 'FAILED' | 'TIMED_OUT' | 'ABORTED', 'same' | 'newer', string]>([
  ['RUNNING', 'same', 'COPYING'],
  ['RUNNING', 'newer', 'COPYING'],
  ['FAILED', 'same', 'COMPLETE'],
  ['FAILED', 'newer', 'COMPLETE'],
  ['TIMED_OUT', 'same', 'COMPLETE'],
  ['ABORTED', 'same', 'COMPLETE'],
])(
  'while the execution that holds an object is %s, a message of %s content leaves it %s',
  async (status, which, state) => {
    const key = `held-${status}-${which}`;
    const record = await put(key, bytes(10));
    const { sequencer } = record.s3.object;
    const { size, eTag: etag, versionId } = record.s3.object;
    const event = { kind: 'created' as const, bucket: SOURCE, key, size, etag, versionId, sequencer, time: 't' };
    const holder = { owner: 'execution', kind: 'machine' as const, leaseMs: 3_600_000 };
    await claimObject(world.receipts, event, holder, world.clock.now());
    world.executionStatus = status;
    const told = which === 'same' ? record : await put(key, bytes(11));
    await world.queue.send(s3Message(told));
    await world.drain();
    expect(await world.receiptOf(key)).toMatchObject({ state });
    expect(await world.queue.depth()).toMatchObject({ waiting: 0 });
  },
);

it('comes back to what failed, and goes on with its parts', async () => {
  const body = bytes(40 * MIB);
  const record = await put('resumed', body);
  const { proxy } = world.sides.destination;
  for (let i = 0; i < 5; i++) proxy.damage('internal-error', 'PUT', /partNumber=3/);
  await world.queue.send(s3Message(record));
  await world.drain();
  expect((await arrived('resumed'))!.equals(body)).toBe(true);
  expect(proxy.requests.filter((each) => /resumed.*partNumber=1&/.test(each))).toHaveLength(1);
  expect(await world.receiptOf('resumed')).toMatchObject({ state: 'COMPLETE', attempts: 2 });
});

it('aborts the upload of an older version', async () => {
  const { proxy } = world.sides.destination;
  const older = await put('superseded', bytes(20 * MIB));
  for (let i = 0; i < 5; i++) proxy.damage('internal-error', 'PUT', /partNumber=2/);
  await world.queue.send(s3Message(older));
  const event = await world.queue.receive();
  expect((await world.handler()(event)).batchItemFailures).toHaveLength(1);
  expect(await world.sides.destination.uploads()).toHaveLength(1);
  await world.queue.send(s3Message(await put('superseded', Buffer.from('small'))));
  await world.drain();
  expect(await arrived('superseded')).toEqual(Buffer.from('small'));
});

it('told no secret', async () => {
  const said = JSON.stringify([world.log.lines, await world.receiptOf('plain.txt')]);
  for (const secret of SECRETS) expect(said).not.toContain(secret);
});
