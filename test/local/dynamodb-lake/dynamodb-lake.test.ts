import { ROW_SOURCES } from '../../../core/dynamodb/row';
import { seedsToPlay } from '../../window/environment';
import { History } from '../dynamodb-changes/history';
import { itemsOf } from '../dynamodb-changes/owner';
import { ENTRY, TABLE } from '../dynamodb-changes/settings';
import { ProcessDiedError } from '../world/watched-store';
import { Mishaps } from './mishaps';
import { type LakeRow, publishedRows, publishedState } from './read-lake';
import { LOAD, PUBLISH, TableDays } from './table-days';

/**
 * The random runs of `load-table` and `publish-partition`: executions fail, and their owner redrives them or not.
 * `LAKEFERRY_DYNAMODB_LAKE_SEEDS=1-40`. Without it one seed, which moves with the commit.
 */
const SEEDS = seedsToPlay({
  LAKEFERRY_SEED: process.env.LAKEFERRY_SEED,
  LAKEFERRY_SEEDS: process.env.LAKEFERRY_DYNAMODB_LAKE_SEEDS ?? String(1 + Number(process.env.LAKEFERRY_TENTH ?? 0)),
});

let days: TableDays;
// a process that dies leaves work behind, and the local AWS reports each piece
const write = process.stderr.write.bind(process.stderr);
beforeAll(() => {
  jest
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => String(text).includes(ProcessDiedError.name) || write(text));
});
afterEach(() => days.world.close());
afterAll(() => jest.restoreAllMocks());

it.each(SEEDS)('seed %i: load, windows and changes are published, and the state is the table', async (seed) => {
  days = new TableDays(seed);
  const mishaps = new Mishaps(days);
  const reproduce = `LAKEFERRY_SEED=${seed} npx jest test/local/dynamodb-lake`;
  await days.open();
  await days.fillBeforeStreaming();
  await days.start(LOAD, { table: TABLE });
  await days.act(6);
  await days.passUntil(2);
  await mishaps.loadFromCutFile();
  await days.passUntil(3);
  const errors = [...new Set(await mishaps.errorsOfCutFile())];
  expect({ reproduce, errors }).toEqual({ reproduce, errors: mishaps.hasCut ? ['ExportDamagedError'] : [] });
  await mishaps.mend();
  // across one midnight, and shortly before the other: what is published ends there
  for (const hour of [12, 23.999, 12, 23.99]) {
    await days.passUntil(hour);
    if (hour === 23.999) await mishaps.holdBack();
    if (hour === 23.99) await mishaps.deliverLate();
    // somebody looks at what failed, or nobody does
    if (days.random(2) === 0) for (const machine of [LOAD, PUBLISH]) await days.redriveFailed(machine, mishaps.givenUp);
    await days.act(6);
  }
  days.calm();
  await days.passUntil(3);
  // windows that ended after the night's publication, and those that found no load because it had failed
  for (const hour of [6, 12]) {
    for (const machine of [LOAD, PUBLISH]) await days.redriveFailed(machine, mishaps.givenUp);
    await days.passUntil(hour);
  }
  await days.start(PUBLISH, { entry: ENTRY });
  await days.passUntil(14);

  const { world, owner } = days;
  const ended = [LOAD, PUBLISH].flatMap((machine) => world.executions(machine));
  const unended = ended
    .filter(({ status, arn }) => status !== 'SUCCEEDED' && arn !== mishaps.givenUp)
    .map(({ error, cause }) => ({ error, cause }));
  expect({ reproduce, unended }).toEqual({ reproduce, unended: [] });
  const rows = await publishedRows(world);
  expect({ reproduce, told: told(rows) }).toEqual({ reproduce, told: owner.streamed.lines });
  expect({ reproduce, twice: twice(rows) }).toEqual({ reproduce, twice: [] });
  const table = await itemsOf(owner.dynamodb);
  expect({ reproduce, state: await publishedState(world) }).toEqual({ reproduce, state: table });
});

/** What the rows of the stream tell of each item. */
function told(rows: readonly LakeRow[]): History['lines'] {
  const history = new History();
  const streamed = rows.filter(({ ddb_source }) => ddb_source === ROW_SOURCES.stream).sort(byTime);
  for (const { ddb_event, ddb_ttl, id = '', n, expires } of streamed) {
    const event = ddb_ttl === 'true' ? `${ddb_event} by time to live` : (ddb_event ?? '');
    history.add(id, event, { n, ...(expires ? { expires } : {}) });
  }
  return history.lines;
}

const byTime = (a: LakeRow, b: LakeRow): number =>
  Number(a.ddb_version) - Number(b.ddb_version) ||
  a.ddb_sequence!.length - b.ddb_sequence!.length ||
  (a.ddb_sequence! < b.ddb_sequence! ? -1 : 1);

/** Changes of a key that stand there more than once. */
function twice(rows: readonly LakeRow[]): string[] {
  const all = rows.map(({ id, ddb_version, ddb_source }) => [id, ddb_version, ddb_source].join(' '));
  return all.filter((each, i) => all.indexOf(each) !== i);
}
