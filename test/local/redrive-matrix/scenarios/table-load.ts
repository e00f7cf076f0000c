import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { validateConfig } from '../../../../core/config/validate';
import { loadResources } from '../../../../local/deploy/dynamodb/load-resources';
import { sleep } from '../../../../packages/local-aws/clock';
import type { World } from '../../world/world';
import { type Scenario, SOURCE } from './snapshots';
import { startNamed } from './start-named';
import { withoutSchedule } from './without-schedule';

export const LOADED_ENTRY = 'shop';
const TABLE = 'carts';
/** Firehose has delivered what it was sent: only the load is at work from then on. */
const DELIVERED_MS = 20 * 60_000;

const world = {
  settings: validateConfig({
    environment: { region: 'eu-west-1' },
    sources: [{ kind: 'aurora-cluster', id: SOURCE, engine: 'postgres', databases: ['shop'] }],
    dynamodb: [{ name: LOADED_ENTRY, tables: [TABLE], publish: [{ table: TABLE, keys: ['id'] }] }],
  }),
  outermost: `load-table-${LOADED_ENTRY}`,
  onStart: withoutSchedule(LOADED_ENTRY),
};

export const TABLE_LOADS: readonly Scenario[] = [
  { name: 'a table, whole', world, play: (opened) => load(opened) },
  {
    name: 'the window around the load, and the next before there is one',
    world,
    play: async (opened) => {
      await load(opened);
      await run(opened, 'window', { table: TABLE, window: true }, 2);
      await run(opened, 'too-early', { table: TABLE, window: true }, 3);
    },
  },
];

async function load(opened: World): Promise<void> {
  const dynamodb = new DynamoDB(opened.runtime.clientConfig());
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await dynamodb.updateContinuousBackups({ TableName: TABLE, PointInTimeRecoverySpecification });
  for (const id of ['a', 'b', 'c']) await dynamodb.putItem({ TableName: TABLE, Item: { id: { S: id } } });
  await sleep(opened.runtime.clock, DELIVERED_MS);
  await run(opened, 'the-one', { table: TABLE }, 1);
}

async function run(opened: World, name: string, input: object, runs: number): Promise<void> {
  const { machineArn } = loadResources({ name: LOADED_ENTRY }, opened.runtime.place).machine;
  await Promise.all([startNamed(opened, machineArn, name, input), opened.ended(runs)]);
}
