import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { columnName } from '../../../core/dynamodb/column-name';
import { currentState, missingForState, stateColumns } from '../../../core/dynamodb/current-state';

interface Row {
  readonly id: string;
  readonly sort: string | null;
  readonly value: string | null;
  readonly version: number;
  readonly sequence: string | null;
  readonly event: 'LOAD' | 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly source: 'STREAM' | 'FULL_EXPORT' | 'INCREMENTAL_EXPORT';
}

let database: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  database = await DuckDBInstance.create(':memory:');
  connection = await database.connect();
  await connection.run(
    'CREATE TABLE history (id VARCHAR, "order" VARCHAR, "value" VARCHAR, ddb_old_value VARCHAR, ddb_version BIGINT, ddb_sequence VARCHAR, ddb_event VARCHAR, ddb_source VARCHAR)',
  );
});
afterAll(() => {
  connection.closeSync();
  database.closeSync();
});

const COLUMNS = ['id', 'order', 'value', 'ddb_old_value', 'ddb_version', 'ddb_sequence', 'ddb_event', 'ddb_source'];
const KEYS = ['id', 'order'];

async function stateOf(rows: readonly Row[], columns?: readonly string[]): Promise<unknown[][]> {
  await connection.run('DELETE FROM history');
  const text = (value: string | null): string => (value === null ? 'NULL' : `'${value}'`);
  const values = rows.map(
    ({ id, sort, value, version, sequence, event, source }) =>
      `(${[id, sort, value, 'old'].map(text)}, ${version}, ${[sequence, event, source].map(text)})`,
  );
  if (values.length > 0) await connection.run(`INSERT INTO history VALUES ${values.join(', ')}`);
  const result = await connection.runAndReadAll(currentState({ from: '"history"', keys: KEYS, columns }));
  return result.getRowsJson() as unknown[][];
}

/** Written from the rule and not from the statement: rows are applied one by one in the order in which they count. */
function oracle(rows: readonly Row[]): unknown[][] {
  const isLater = (one: Row, other: Row): boolean => {
    if (one.version !== other.version) return one.version > other.version;
    if (one.source !== other.source) return one.source === 'STREAM';
    return BigInt(one.sequence ?? 0) >= BigInt(other.sequence ?? 0);
  };
  const items = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([row.id, row.sort]);
    const known = items.get(key);
    if (known === undefined || isLater(row, known)) items.set(key, row);
  }
  return [...items.values()]
    .filter(({ event }) => event !== 'REMOVE')
    .map(({ id, sort, value, version }) => [id, sort, value, String(version)]);
}

const inOrder = (rows: unknown[][]): string[] => rows.map((row) => JSON.stringify(row)).sort();

const keyed = { id: fc.constantFrom('a', 'b', 'ü'), sort: fc.constantFrom('1', '10', null) };
/** Few versions and sequences, so that many rows tie in one of them. */
const version = fc.integer({ min: 1, max: 4 }).map((n) => 1_731_924_555_370_000 + n);
const change = fc.record({
  ...keyed,
  version,
  sequence: fc.constantFrom('9', '10', '99', '100', '4'.padEnd(129, '0'), '4'.padEnd(129, '1')),
  event: fc.constantFrom('INSERT', 'MODIFY', 'REMOVE'),
  source: fc.constant('STREAM'),
});
const loaded = fc.record({
  ...keyed,
  version,
  sequence: fc.constant(null),
  event: fc.constant('LOAD'),
  source: fc.constant('FULL_EXPORT'),
});
const repaired = fc.record({
  ...keyed,
  version,
  sequence: fc.constant(null),
  event: fc.constantFrom('INSERT', 'MODIFY', 'REMOVE'),
  source: fc.constant('INCREMENTAL_EXPORT'),
});

/** What ties in everything is one change, so it tells one value. */
const withValues = (rows: readonly Omit<Row, 'value'>[]): Row[] => {
  const known = new Map<string, Omit<Row, 'value'>>();
  for (const row of rows) {
    const { source, id, sort, version: at, sequence } = row;
    const isExport = source !== 'STREAM';
    const same = JSON.stringify([isExport, id, sort, at, sequence]);
    if (!known.has(same)) known.set(same, row);
  }
  return [...known].map(([same, row]) => ({ ...row, value: row.event === 'REMOVE' ? null : same.replaceAll("'", '') }));
};

const history = fc
  .array(fc.oneof({ weight: 4, arbitrary: change }, loaded, repaired), { maxLength: 40 })
  .map((rows) => withValues(rows as Omit<Row, 'value'>[]))
  .chain((rows) => fc.tuple(fc.shuffledSubarray(rows, { minLength: rows.length }), fc.subarray(rows)))
  .map(([rows, twice]) => [...rows, ...twice]);

it('is what the changes make of the items, in whatever order and however often they come', () =>
  fc.assert(
    fc.asyncProperty(history, async (rows) => {
      expect(inOrder(await stateOf(rows, COLUMNS))).toEqual(inOrder(oracle(rows)));
    }),
    { numRuns: 60 },
  ));

it('has the same items when every column is read', async () => {
  const rows: Row[] = [
    { id: 'a', sort: null, value: 'new', version: 2, sequence: '10', event: 'MODIFY', source: 'STREAM' },
    { id: 'a', sort: null, value: 'before', version: 2, sequence: '9', event: 'MODIFY', source: 'STREAM' },
    { id: 'b', sort: null, value: null, version: 2, sequence: '1', event: 'REMOVE', source: 'STREAM' },
    { id: 'b', sort: null, value: 'loaded', version: 1, sequence: null, event: 'LOAD', source: 'FULL_EXPORT' },
  ];
  const state = await stateOf(rows);
  expect(state.map(([id, , value]) => [id, value])).toEqual([['a', 'new']]);
});

it('shows keys, attributes and the time of the last change, among the columns that are seen', () => {
  expect(stateColumns({ keys: KEYS, columns: COLUMNS })).toEqual(['id', 'order', 'value', 'ddb_version']);
  expect(stateColumns({ keys: KEYS, columns: COLUMNS.filter((name) => name !== 'value') })).not.toContain('value');
});

it('has attributes whose names begin like the envelope', () => {
  const columns = ['ddb_version', 'ddb_rank', 'DDB_x'].map((name) => columnName([name], 'date'));
  expect(stateColumns({ keys: KEYS, columns: [...COLUMNS, ...columns] })).toEqual([
    ...KEYS,
    'value',
    ...columns,
    'ddb_version',
  ]);
});

it.each([...KEYS, 'ddb_version', 'ddb_sequence', 'ddb_event', 'ddb_source'])('cannot be told without %s', (name) => {
  const columns = COLUMNS.filter((each) => each !== name);
  expect(missingForState({ keys: KEYS, columns: COLUMNS })).toEqual([]);
  expect(missingForState({ keys: KEYS, columns })).toEqual([name]);
});
