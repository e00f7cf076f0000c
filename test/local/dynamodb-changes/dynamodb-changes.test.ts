import { seedsToPlay } from '../../window/environment';
import { ProcessDiedError } from '../world/watched-store';
import { History } from './history';
import { byTime } from './landing-rows';
import { play } from './play';

/** `LAKEFERRY_DYNAMODB_SEEDS=1-200`. Without it the seeds are those of the random runs, which move with the commit. */
const SEEDS = seedsToPlay({
  LAKEFERRY_SEED: process.env.LAKEFERRY_SEED,
  LAKEFERRY_SEEDS: process.env.LAKEFERRY_DYNAMODB_SEEDS ?? process.env.LAKEFERRY_SEEDS,
});

// a process that dies leaves work behind, and the local AWS reports each piece
const write = process.stderr.write.bind(process.stderr);
beforeAll(() => {
  jest
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => String(text).includes(ProcessDiedError.name) || write(text));
});
afterAll(() => jest.restoreAllMocks());

it.each(SEEDS)('seed %i: the rows in the bucket tell every change once, and the table as it is', async (seed) => {
  const { table, changes, rows } = await play(seed);
  const history = [...new Map(rows.map((row) => [row.ddb_event_id, row])).values()].sort(byTime);
  const told = new History();
  for (const { ddb_event, ddb_ttl, id, n, expires } of history)
    told.add(id, ddb_ttl ? `${ddb_event} by time to live` : ddb_event, { n, expires });
  const reproduce = `LAKEFERRY_SEED=${seed} npx jest test/local/dynamodb-changes`;
  const expected = { reproduce, told: changes.lines, table };
  expect({ reproduce, told: told.lines, table: told.items }).toEqual(expected);
});
