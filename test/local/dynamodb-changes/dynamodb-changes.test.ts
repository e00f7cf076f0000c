import { ROW_SOURCES } from '../../../core/dynamodb/row';
import { seedsToPlay } from '../../window/environment';
import { ProcessDiedError } from '../world/watched-store';
import { History } from './history';
import { byTime, type Row } from './landing-rows';
import { play } from './play';
import { StateOfRows } from './state-of-rows';

/** `LAKEFERRY_DYNAMODB_SEEDS=1-200`. Without it the seeds are those of the random runs, which move with the commit. */
const SEEDS = seedsToPlay({
  LAKEFERRY_SEED: process.env.LAKEFERRY_SEED,
  LAKEFERRY_SEEDS: process.env.LAKEFERRY_DYNAMODB_SEEDS ?? process.env.LAKEFERRY_SEEDS,
});

let states: StateOfRows;
// a process that dies leaves work behind, and the local AWS reports each piece
const write = process.stderr.write.bind(process.stderr);
beforeAll(async () => {
  states = await StateOfRows.open();
  jest
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => String(text).includes(ProcessDiedError.name) || write(text));
});
afterAll(() => {
  states.close();
  jest.restoreAllMocks();
});

it.each(SEEDS)('seed %i: the landing rows tell every change once, and their state is the table', async (seed) => {
  const { table, streamed, lines } = await play(seed);
  const rows = lines
    .map((line) => JSON.parse(line) as Row)
    .filter(({ ddb_source }) => ddb_source === ROW_SOURCES.stream);
  const history = [...new Map(rows.map((row) => [row.ddb_event_id, row])).values()].sort(byTime);
  const told = new History();
  for (const { ddb_event, ddb_ttl, id, n, expires } of history)
    told.add(id, ddb_ttl ? `${ddb_event} by time to live` : ddb_event, { n, expires });
  const reproduce = `LAKEFERRY_SEED=${seed} npx jest test/local/dynamodb-changes`;
  const state = await states.items(lines);
  expect({ reproduce, told: told.lines, state }).toEqual({ reproduce, told: streamed.lines, state: table });
});
