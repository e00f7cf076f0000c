import { crc32 } from 'node:zlib';
import { crc32ToBase64 } from '../../../../core/s3/combine-crc32';
import { ReplicationWorld, SECRETS } from '../world/replication-world';
import { play } from './play';
import { replicationSeeds } from './seeds';

let world: ReplicationWorld;
beforeAll(async () => {
  world = await ReplicationWorld.start();
});
afterAll(() => world.close());

const bare = (etag = ''): string => etag.replaceAll('"', '');

async function expectSame(key: string): Promise<void> {
  const { source, destination } = world.sides;
  const [body, copy] = [await source.find(key), await destination.find(`in/${key}`)];
  const item = await world.receiptOf(key);
  expect({ key, isThere: copy !== undefined }).toEqual({ key, isThere: body !== undefined });
  if (body === undefined || copy === undefined) {
    if (item !== undefined) expect(['DELETED', 'GONE']).toContain(item.state);
    return;
  }
  expect(copy.equals(body)).toBe(true);
  const [from, to] = [await source.get(key), await destination.get(`in/${key}`)];
  const proof = { size: body.length, crc32: crc32ToBase64(crc32(body)) };
  expect(item).toMatchObject({
    state: 'COMPLETE',
    receipt: {
      source: { ...proof, versionId: from.VersionId, etag: bare(from.ETag) },
      destination: { ...proof, etag: bare(to.ETag) },
    },
  });
  expect(item).not.toHaveProperty('lease');
}

it.each(replicationSeeds())(
  'seed %i: the destination ends as the source, every receipt is true, and nothing is left over',
  async (seed) => {
    for (const key of await play(world, seed)) await expectSame(key);
    expect(await world.sides.destination.uploads()).toEqual([]);
    expect(await world.queue.depth()).toEqual({ waiting: 0, dead: 0 });
  },
  120_000,
);

it('told no secret', () => {
  const said = JSON.stringify(world.log.lines);
  for (const secret of SECRETS) expect(said).not.toContain(secret);
});
