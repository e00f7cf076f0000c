import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { SOURCE } from '../copy/two-sides';
import { Comparison } from '../world/comparison';
import { ReplicationWorld } from '../world/replication-world';
import { s3Message, s3Record } from '../world/s3-events';
import { parquetOf } from './parquet-file';

let world: ReplicationWorld;
let comparison: Comparison;
beforeEach(async () => {
  world = await ReplicationWorld.start({ convert: { parquet: 'csv', lineEnds: 'lf' }, deletes: 'deleted' });
  comparison = await Comparison.of(world);
});
afterEach(() => world.close());

async function put(key: string, body: Buffer): Promise<void> {
  const stored = await world.sides.source.put(key, body);
  const told = { key, ...stored, sequencer: world.sequencers.next() };
  await world.queue.send(s3Message(s3Record('ObjectCreated:Put', told)));
  await world.drain();
}

async function remove(key: string): Promise<void> {
  const { VersionId: versionId } = await world.sides.source.s3.send(
    new DeleteObjectCommand({ Bucket: SOURCE, Key: key }),
  );
  const told = { key, versionId, sequencer: world.sequencers.next() };
  await world.queue.send(s3Message(s3Record('ObjectRemoved:DeleteMarkerCreated', told)));
  await world.drain();
}

const arrived = async (key: string) => (await world.sides.destination.find(`in/${key}`))?.toString();
const taken = (owner: string) => ({
  state: 'SET_ASIDE',
  reason: expect.stringContaining(`KEY_TAKEN: 'a.csv' at the destination is for '${owner}'`),
});
const CSV = Buffer.from('its own\n');

it.each([
  ['a.parquet', 'a.csv'],
  ['a.csv', 'a.parquet'],
])('a key at the destination is for the object that is called so itself: %s comes first', async (...order) => {
  const bodies: Record<string, Buffer> = { 'a.csv': CSV, 'a.parquet': await parquetOf('SELECT 1 AS n') };
  for (const key of order) await put(key, bodies[key]!);
  await comparison.run();
  expect(await comparison.run()).toMatchObject({ outcome: 'COMPLETE', same: 1, setAside: 1, missing: 0, different: 0 });
  expect(await arrived('a.csv')).toBe('its own\n');
  expect(await world.receiptOf('a.parquet')).toMatchObject(taken('a.csv'));
  expect(await world.receiptOf('a.csv')).toMatchObject({ state: 'COMPLETE' });
});

it('of two spellings the first in the order of S3 has the key', async () => {
  await put('a.parquet', await parquetOf('SELECT 1 AS n'));
  await put('a.PARQUET', await parquetOf('SELECT 2 AS n'));
  await comparison.run();
  expect(await comparison.run()).toMatchObject({ outcome: 'COMPLETE', same: 1, setAside: 1 });
  expect(await arrived('a.csv')).toBe('n\n2\n');
  expect(await world.receiptOf('a.parquet')).toMatchObject(taken('a.PARQUET'));
});

it('a comparison converts the other one once the owner is gone', async () => {
  await put('a.csv', CSV);
  await put('a.parquet', await parquetOf('SELECT 1 AS n'));
  await remove('a.csv');
  expect(await arrived('a.csv')).toBeUndefined();
  expect(await comparison.run()).toMatchObject({ missing: 1, replicated: { replicated: 1 } });
  expect(await arrived('a.csv')).toBe('n\n1\n');
  expect(await comparison.run({ reportOnly: true })).toMatchObject({ outcome: 'COMPLETE', same: 1, setAside: 0 });
});

it('the deletion of an object leaves what another one has at the same key', async () => {
  await put('a.parquet', await parquetOf('SELECT 1 AS n'));
  await put('a.csv', CSV);
  await remove('a.parquet');
  expect(await arrived('a.csv')).toBe('its own\n');
  expect(await comparison.run()).toMatchObject({ outcome: 'COMPLETE', same: 1, missing: 0, extra: 0, gone: 0 });
});

it('an ignored object takes no key', async () => {
  await world.close();
  world = await ReplicationWorld.start({ convert: { parquet: 'csv', lineEnds: 'lf' }, ignore: ['*.csv'] });
  await put('a.csv', CSV);
  await put('a.parquet', await parquetOf('SELECT 1 AS n'));
  expect(await arrived('a.csv')).toBe('n\n1\n');
});
