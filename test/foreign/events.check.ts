import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { bytes } from '../functions/replication/copy/two-sides';
import { Sequencers, s3Message, s3Record } from '../functions/replication/world/s3-events';
import { ForeignWorld } from './foreign-world';
import { fauxqs, moto } from './servers';

describe.each([
  ['moto', moto],
  ['fauxqs', fauxqs],
])('events that came through SNS and SQS of %s', (_name, server) => {
  let world: ForeignWorld;
  const sequencers = new Sequencers();
  beforeAll(async () => {
    world = await ForeignWorld.start(server);
  });
  afterAll(() => world.close());

  /** Stores an object, and sees to it that its event is sent. */
  async function put(key: string, body: Buffer): Promise<void> {
    const stored = await world.sides.source.put(key, body);
    if (server.differences.sendsEvents) return;
    const sequencer = sequencers.next();
    await world.publish(s3Message(record('ObjectCreated:Put', { key, ...stored, sequencer })));
  }

  async function remove(key: string): Promise<void> {
    const { s3, bucket } = world.sides.source;
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    if (server.differences.sendsEvents) return;
    await world.publish(s3Message(record('ObjectRemoved:Delete', { key, sequencer: sequencers.next() })));
  }

  const record = (name: string, told: Parameters<typeof s3Record>[1]) =>
    s3Record(name, { ...told, bucket: world.sides.source.bucket, time: new Date().toISOString() });

  it.each(['plain.txt', 'dt=1/a b+c%2B.txt', 'é/😀', 'folder/'])(
    '%j is copied once: raw, and in an envelope',
    async (key) => {
      const body = key.endsWith('r/') ? Buffer.alloc(0) : bytes(500);
      const { proxy } = world.sides.destination;
      proxy.requests.length = 0;
      await put(key, body);
      await world.drain(world.raw);
      await world.drain(world.wrapped);
      expect(await world.sides.destination.find(`in/${key}`)).toEqual(body);
      expect(await world.receiptOf(key)).toMatchObject({ state: 'COMPLETE', attempts: 1, receipt: { attempts: 1 } });
      expect(proxy.requests.filter((each) => each.startsWith('PUT'))).toHaveLength(1);
    },
  );

  it('deletes what was deleted', async () => {
    await put('deleted', bytes(10));
    await world.drain(world.raw);
    await remove('deleted');
    await world.drain(world.raw);
    await world.drain(world.wrapped);
    expect(await world.sides.destination.find('in/deleted')).toBeUndefined();
    expect(await world.receiptOf('deleted')).toMatchObject({ state: 'DELETED' });
  });

  it('gives up after eight receives what is no event, and nothing else', async () => {
    await world.raw.send('no event');
    await put('beside', bytes(10));
    await world.drain(world.raw);
    expect(await world.raw.depth()).toEqual({ waiting: 0, dead: 1 });
    expect(await world.receiptOf('beside')).toMatchObject({ state: 'COMPLETE' });
    expect(world.log.count('MESSAGE_UNREADABLE')).toBe(8);
  });
});
