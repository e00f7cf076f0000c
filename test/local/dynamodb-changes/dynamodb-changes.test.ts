import { seedsToPlay } from '../../window/environment';
import { play, type Row } from './play';

/** `LAKEFERRY_DYNAMODB_SEEDS=1-200`. Without it the seeds are those of the random runs, which move with the commit. */
const SEEDS = seedsToPlay({
  LAKEFERRY_SEED: process.env.LAKEFERRY_SEED,
  LAKEFERRY_SEEDS: process.env.LAKEFERRY_DYNAMODB_SEEDS ?? process.env.LAKEFERRY_SEEDS,
});

/** Later last: by version, then by sequence number, which is compared by length and then as text. */
const byTime = (a: Row, b: Row): number =>
  a.ddb_version - b.ddb_version ||
  a.ddb_sequence.length - b.ddb_sequence.length ||
  (a.ddb_sequence < b.ddb_sequence ? -1 : 1);

it.each(SEEDS)('seed %i: the rows in the bucket tell every change once, and the table as it is', async (seed) => {
  const { table, changes, rows } = await play(seed);
  const history = [...new Map(rows.map((row) => [row.ddb_event_id, row])).values()].sort(byTime);
  const told = history.map(({ ddb_event: event, id, n }) => [event, id, n].filter((each) => each != null).join(' '));
  const state = new Map<string, string | undefined>();
  for (const { ddb_event: event, id, n } of history)
    if (event === 'REMOVE') state.delete(id);
    else state.set(id, n);
  const reproduce = `LAKEFERRY_SEED=${seed} npx jest test/local/dynamodb-changes`;
  expect({ reproduce, told, table: Object.fromEntries(state) }).toEqual({ reproduce, told: changes, table });
});
