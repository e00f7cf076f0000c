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
  for (const part of Object.values(ends[0] ?? {})) expect(part).not.toHaveLength(0);
});
