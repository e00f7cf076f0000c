import type { FaultName } from '../../../packages/local-aws/faults';
import { elapse } from '../world/elapse';
import { noDatabases } from '../world/no-databases';
import { World } from '../world/world';
import { Death, randomOf } from './death';
import type { History } from './history';
import { landingLines } from './landing-rows';
import { itemsOf, Owner } from './owner';
import { STREAM, settings, TABLE, TRANSFORM } from './settings';
import { TableLoad } from './table-load';

const MINUTE = 60_000;
const WRITES_BEFORE = 4;
const WRITES = 40;
/** In every other seed, one item of so many is too large for the stream. */
const LARGE_ONE_OF = 12;
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

/** What a seed led to: what the table holds, what the stream was told, and the rows in the bucket. */
export interface Played {
  readonly table: Awaited<ReturnType<typeof itemsOf>>;
  readonly streamed: History;
  readonly lines: readonly string[];
}

/**
 * A table with items, whose changes go the whole way that the stacks lay, while it is loaded, things go wrong and the
 * process dies. What the stream skips comes with a window.
 */
export async function play(seed: number): Promise<Played> {
  const random = randomOf(seed);
  const death = new Death(random);
  const options = { sources: [], settings, databases: noDatabases, isDeployedBefore: true };
  const world = await World.open({ ...options, watchWrite: death.watchWrite, refusesWhenDead: true });
  try {
    const owner = new Owner(world, random, seed % 2 === 0 ? LARGE_ONE_OF : 0);
    await owner.prepare();
    const fill = async () => {
      for (let i = 0; i < WRITES_BEFORE; i++) await owner.act();
    };
    await owner.fillBeforeStreaming(fill, (ms) => elapse(world, ms));
    const load = await writeAndBegin(owner, death);
    world.runtime.faults.clear();
    if (random(4) === 0) world.runtime.faults.inject({ name: 'export-failed', target: TABLE });
    await load.end();
    if (owner.hasSkipped) {
      // the window ends five minutes ago, and has fifteen
      await elapse(world, 6 * MINUTE);
      // the one that ends at the load, and the one that begins there
      for (let i = 0; i < 2; i++) await new TableLoad(world, { table: TABLE, window: true }).end();
    }
    return { table: await itemsOf(owner.dynamodb), streamed: owner.streamed, lines: await landingLines(world) };
  } finally {
    await world.close();
  }
}

/** Writes, with a load that is decided on amid them. */
async function writeAndBegin(owner: Owner, death: Death): Promise<TableLoad> {
  const { world, random } = owner;
  const loadAt = random(WRITES);
  let functionFaults = 0;
  let load: TableLoad | undefined;
  for (let i = 0; i < WRITES; i++) {
    const [name, target] = FAULTS[random(FAULTS.length)]!;
    if (random(3) === 0 && (target !== TRANSFORM || functionFaults++ < MOST_FUNCTION_FAULTS))
      world.runtime.faults.inject({ name, target });
    if (random(WRITES) === 0) death.draws();
    if (i === loadAt) {
      load = new TableLoad(world, { table: TABLE });
      await load.begin();
    }
    await owner.act();
    if (random(4) === 0) await elapse(world, random(60) * 1000);
  }
  return load!;
}
