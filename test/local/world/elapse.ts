import type { World } from './world';

/** Virtual time goes on, in the next process if this one dies. */
export async function elapse(world: World, ms: number): Promise<void> {
  const end = world.runtime.clock.now() + ms;
  for (;;) {
    const { clock } = world.runtime;
    const over = new Promise<void>((resolve) => {
      clock.at(end, resolve);
    });
    await Promise.race([over, world.until(() => world.isDead)]);
    if (!world.isDead) return;
    await world.restart();
  }
}
