import { crc32 } from 'node:zlib';
import type { CopyWay } from '../../../../core/config/replication/types';
import { crc32ToBase64 } from '../../../../core/s3/combine-crc32';
import { ReplicationWorld, SECRETS } from '../world/replication-world';
import { play } from './play';
import { replicationSeeds } from './seeds';

const seeds = replicationSeeds();
const worlds: Partial<Record<CopyWay, ReplicationWorld>> = {};
beforeAll(async () => {
  for (const copy of new Set(seeds.map(wayOf))) worlds[copy] = await ReplicationWorld.start({ copy });
});
afterAll(async () => {
  for (const world of Object.values(worlds)) await world.close();
});

/** Every third seed has S3 copy by itself. */
function wayOf(seed: number): CopyWay {
  return seed % 3 === 0 ? 'server-side' : 'streamed';
}

const bare = (etag = ''): string => etag.replaceAll('"', '');

async function expectSame(world: ReplicationWorld, key: string): Promise<void> {
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
  expect(item?.receipt?.copiedBy).toBe(world.output.copy === 'server-side' ? 'server-side' : undefined);
  expect(item).not.toHaveProperty('lease');
}

it.each(seeds)(
  'seed %i: the destination ends as the source, every receipt is true, and nothing is left over',
  async (seed) => {
    const world = worlds[wayOf(seed)]!;
    for (const key of await play(world, seed)) await expectSame(world, key);
    expect(await world.sides.destination.uploads()).toEqual([]);
    expect(await world.queue.depth()).toEqual({ waiting: 0, dead: 0 });
  },
  120_000,
);

it('told no secret', () => {
  const said = JSON.stringify(Object.values(worlds).map(({ log }) => log.lines));
  for (const secret of SECRETS) expect(said).not.toContain(secret);
});
