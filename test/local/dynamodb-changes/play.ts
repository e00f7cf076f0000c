import type { FaultName } from '../../../packages/local-aws/faults';
import { noDatabases } from '../world/no-databases';
import type { Verdict } from '../world/watched-store';
import { World } from '../world/world';
import type { History } from './history';
import { landingRows, type Row } from './landing-rows';
import { EXPIRES, itemsOf, Owner } from './owner';
import { STREAM, settings, TABLE, TRANSFORM } from './settings';

const WRITES = 40;
/** A function that fails is invoked again three times; once more, and its records would be no rows. */
const MOST_FUNCTION_FAULTS = 3;
/** What may go wrong, and what it is called by. */
const FAULTS: readonly (readonly [FaultName, string])[] = [
  ['shard-split', STREAM],
  ['record-throttled', STREAM],
  ['change-duplicated', TABLE],
  ['change-delayed', TABLE],
  ['function-error', TRANSFORM],
  ['function-lost-response', TRANSFORM],
  ['delivery-failed', STREAM],
  ['delivery-duplicated', STREAM],
];

/** What a seed led to: what the table holds, what was done to it, and the rows in the bucket. */
export interface Played {
  readonly table: Awaited<ReturnType<typeof itemsOf>>;
  readonly changes: History;
  readonly rows: readonly Row[];
}

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** The process dies at a write that nobody foresees, before or after it is kept. */
class Death {
  #writesLeft = Number.POSITIVE_INFINITY;
  constructor(readonly random: (below: number) => number) {}

  draws(): void {
    this.#writesLeft = 1 + this.random(30);
  }

  readonly watchWrite = (): Verdict => {
    this.#writesLeft--;
    if (this.#writesLeft > 0) return 'go-on';
    this.#writesLeft = Number.POSITIVE_INFINITY;
    return this.random(2) === 0 ? 'kill-before' : 'kill-after';
  };
}

/** A table whose changes go the whole way that the stacks lay, while things go wrong and the process dies. */
export async function play(seed: number): Promise<Played> {
  const random = randomOf(seed);
  const death = new Death(random);
  const options = { sources: [], settings, databases: noDatabases, isDeployedBefore: true };
  const world = await World.open({ ...options, watchWrite: death.watchWrite, refusesWhenDead: true });
  try {
    const owner = new Owner(world, random);
    const TimeToLiveSpecification = { AttributeName: EXPIRES, Enabled: true };
    await owner.dynamodb.updateTimeToLive({ TableName: TABLE, TimeToLiveSpecification });
    let functionFaults = 0;
    for (let i = 0; i < WRITES; i++) {
      const [name, target] = FAULTS[random(FAULTS.length)]!;
      if (random(3) === 0 && (target !== TRANSFORM || functionFaults++ < MOST_FUNCTION_FAULTS))
        world.runtime.faults.inject({ name, target });
      if (random(WRITES) === 0) death.draws();
      await owner.act();
      if (random(4) === 0) await elapse(world, random(30) * 1000);
    }
    world.runtime.faults.clear();
    await elapse(world, 600_000);
    return { table: await itemsOf(owner.dynamodb), changes: owner.changes, rows: await landingRows(world) };
  } finally {
    await world.close();
  }
}

/** Virtual time goes on, in the next process if this one dies. */
async function elapse(world: World, ms: number): Promise<void> {
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
