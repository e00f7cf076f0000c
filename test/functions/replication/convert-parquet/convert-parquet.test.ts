import type { ObjectEvent } from '../../../../core/replication/object-event';
import { claimObject } from '../../../../functions/replication/claim/claim-object';
import { createHandler } from '../../../../functions/replication/convert-parquet/handler';
import { parquetOf } from '../convert/parquet-file';
import { SOURCE } from '../copy/two-sides';
import { ReplicationWorld } from '../world/replication-world';
import { s3Message, s3Record } from '../world/s3-events';

let world: ReplicationWorld;
beforeAll(async () => {
  world = await ReplicationWorld.start({ convert: { parquet: 'csv', lineEnds: 'crlf' } });
});
afterAll(() => world.close());

async function put(key: string, body: Buffer | string): Promise<ObjectEvent> {
  const stored = await world.sides.source.put(key, Buffer.from(body));
  const sequencer = world.sequencers.next();
  return { kind: 'created', bucket: SOURCE, key, ...stored, sequencer, time: '2026-01-02T00:00:00Z' };
}

/** As the machine calls it. */
const convert = (event: ObjectEvent, more: { owner?: string; round?: number; redriveCount?: number } = {}) =>
  createHandler(world.replicator())({ owner: 'execution-1', event, round: 0, redriveCount: 0, ...more });

const csv = async (key: string): Promise<string | undefined> => (await world.sides.destination.find(key))?.toString();

it('converts an object for its execution, and leaves a receipt of both contents', async () => {
  const event = await put('a/orders.parquet', await parquetOf("SELECT 1 AS id, 'x' AS name"));
  expect(await convert(event)).toEqual({ outcome: 'ENDED', verdict: 'COMPLETE' });
  expect(await csv('in/a/orders.csv')).toBe('id,name\r\n1,x\r\n');
  expect(await world.receiptOf('a/orders.parquet')).toMatchObject({
    state: 'COMPLETE',
    receipt: { converted: 'csv', source: { size: event.size, isChecked: true }, destination: { size: 14 } },
  });
  expect(await convert(event, { owner: 'execution-2' })).toEqual({ outcome: 'ENDED', verdict: 'DONE' });
});

it('sets aside what is no parquet, with the reason', async () => {
  expect(await convert(await put('no.parquet', 'a,b\n1,2\n3,4\n'))).toEqual({ outcome: 'ENDED', verdict: 'SET_ASIDE' });
  expect(await world.receiptOf('no.parquet')).toMatchObject({
    state: 'SET_ASIDE',
    reason: expect.stringMatching(/^NOT_PARQUET/),
  });
});

it('goes on with a newer event that was noted meanwhile', async () => {
  const first = await put('twice.parquet', await parquetOf('SELECT 1 AS n'));
  const lease = { kind: 'machine' as const, leaseMs: 60_000 };
  await claimObject(world.receipts, first, { owner: 'execution-1', ...lease }, world.clock.now());
  const second = await put('twice.parquet', await parquetOf('SELECT 2 AS n'));
  const noted = await claimObject(world.receipts, second, { owner: 'other', ...lease }, world.clock.now());
  expect(noted.verdict).toBe('NOTED');
  expect(await convert(first)).toEqual({ outcome: 'AGAIN', event: second });
  expect(await convert(second, { round: 1 })).toMatchObject({ outcome: 'ENDED', verdict: 'COMPLETE' });
  expect(await csv('in/twice.csv')).toBe('n\r\n2\r\n');
});

it('waits for a function that is at work, and ends with what changes each time', async () => {
  const event = await put('busy.parquet', 'x');
  const claimant = { owner: 'try-x', kind: 'function' as const, leaseMs: 1000 };
  await claimObject(world.receipts, event, claimant, world.clock.now());
  await expect(convert(event)).rejects.toMatchObject({ name: 'ObjectBusyError' });
  await expect(convert(event, { round: 100 })).rejects.toMatchObject({ name: 'KeepsChangingError' });
});

it('is not needed for small objects: the function of events converts them by itself', async () => {
  const body = await parquetOf('SELECT 3 AS n');
  for (const key of ['small.parquet', 'small.bin']) {
    await world.queue.send(s3Message(s3Record('ObjectCreated:Put', await put(key, body))));
  }
  await world.drain();
  expect(await csv('in/small.csv')).toBe('n\r\n3\r\n');
  expect(await world.sides.destination.find('in/small.bin')).toEqual(body);
  expect(world.started).toEqual([]);
});

it('is started for what does not fit a function', async () => {
  // 50 million rows of one value are a small file and a long conversion
  const body = await parquetOf('SELECT 1::TINYINT AS n FROM range(100_000_000)', ', ROW_GROUP_SIZE 100_000_000');
  const event = await put('long.parquet', body);
  await world.queue.send(s3Message(s3Record('ObjectCreated:Put', event)));
  await world.drain();
  expect(world.started).toMatchObject([{ machine: 'convert-object', input: { event: { key: 'long.parquet' } } }]);
  expect(await csv('in/long.csv')).toBeUndefined();
});
