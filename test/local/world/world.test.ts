import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { snapshotOfEnd } from './end-state';
import { World } from './world';

it('ends the same, whenever it is done', async () => {
  const ends = [];
  for (let times = 0; times < 2; times++) {
    const world = await World.open({ sources: ['orders'] });
    await world.runtime.takeSnapshot('orders');
    expect(await world.ended()).toMatchObject([{ status: 'SUCCEEDED' }]);
    ends.push(await snapshotOfEnd(world.runtime, world.settings));
    await world.close();
  }
  expect(ends[1]).toEqual(ends[0]);
  const { replicas, landed, ...made } = ends[0]!;
  expect([...replicas, ...landed]).toEqual([]);
  for (const part of Object.values(made)) expect(part).not.toHaveLength(0);
});

it('loses nothing when the runtime is closed and started again', async () => {
  const world = await World.open({ sources: ['orders'] });
  await world.runtime.takeSnapshot('orders');
  await world.ended();
  const before = await snapshotOfEnd(world.runtime, world.settings);
  await world.restart();
  const rows = await rowsInLake(world);
  expect(await snapshotOfEnd(world.runtime, world.settings)).toEqual(before);
  expect(rows).toBe(6);
  await world.close();
});

/** Reads the objects' bodies, which a listing does not. */
async function rowsInLake({ runtime }: World): Promise<number> {
  const Bucket = runtime.resources.lakeBucket;
  const { Contents = [] } = await new S3Client(runtime.clientConfig()).send(new ListObjectsV2Command({ Bucket }));
  return runtime.countRows(
    Bucket,
    Contents.map(({ Key = '' }) => Key),
  );
}
