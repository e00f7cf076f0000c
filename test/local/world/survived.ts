import type { World } from './world';

/** False when the process died meanwhile: the next one is there then, and nobody knows what became of the work. */
export async function survived(world: World, work: () => Promise<unknown>): Promise<boolean> {
  const done = work().then(
    () => true,
    (error: unknown) => {
      if (world.isDead) return false;
      throw error;
    },
  );
  const isDone = await Promise.race([done, world.until(() => world.isDead).then(() => false)]);
  if (world.isDead) await world.restart();
  return isDone;
}
