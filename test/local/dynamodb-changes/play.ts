import type { FaultName } from '../../../packages/local-aws/faults';
import { elapse } from '../world/elapse';
import { noDatabases } from '../world/no-databases';
import { World } from '../world/world';
import { Death, randomOf } from './death';
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
