import { columnName } from '../../dynamodb/column-name';
import { EVENT_DATE } from '../../dynamodb/names';
import { ENVELOPE_PREFIX, OLD_PREFIX } from '../../dynamodb/row';
import type { Problem } from '../problems';
import { problemAt } from './problem-at';
import type { PublishedTableConfig } from './types';

/** Index of the entry, and of the table in it. */
type TableAt = readonly [entry: number, table: number];

/** The types of columns, each under the name of its column. */
export function judgeDecimals(table: PublishedTableConfig, partitionKey: string, [index, i]: TableAt): Problem[] {
  return Object.entries(table.decimals ?? {}).flatMap(([column, type]) => {
    const flaw = flawOf(column, table, partitionKey);
    if (flaw === undefined) return [];
    const fix = OF_A_TYPE[flaw](column, columnName([column], partitionKey));
    return [problemAt(index, ['publish', i, 'decimals', column], type, fix)];
  });
}

/** The columns that a table has before its rows have them. */
export function judgeDeclared(table: PublishedTableConfig, partitionKey: string, [index, i]: TableAt): Problem[] {
  const { columns = [] } = table;
  return columns.flatMap((column, at) => {
    const flaw = columns.indexOf(column) < at ? 'twice' : flawOf(column, table, partitionKey);
    if (flaw === undefined) return [];
    const fix = flaw === 'twice' ? TWICE : OF_A_COLUMN[flaw](column, columnName([column], partitionKey));
    return [problemAt(index, ['publish', i, 'columns', at], column, fix)];
  });
}

type Flaw = 'envelope' | 'key' | 'partitionKey' | 'noColumn';

/** How a message goes on after the value, by the column as it is written and as an attribute of that name has it. */
type Words = Readonly<Record<Flaw, (column: string, meant: string) => string>>;

const OF_A_TYPE: Words = {
  envelope: () => 'is of a column that lakeferry adds to every row: leave it out.',
  key: () => 'is of a key attribute, by whose text items are told apart: leave it out.',
  partitionKey: (_, meant) => `is of the partition key: an attribute of that name is column '${meant}'.`,
  noColumn: (column, meant) =>
    `is under '${column}', which no column is called: attribute '${column}' is column '${meant}'.`,
};

const OF_A_COLUMN: Words = {
  envelope: () => 'is a column that lakeferry adds to every row: leave it out.',
  key: () => 'is the column of a key attribute, which every row has: leave it out.',
  partitionKey: (_, meant) => `is the partition key: an attribute of that name is column '${meant}'.`,
  noColumn: (column, meant) => `is not the name of a column: attribute '${column}' is column '${meant}'.`,
};

const TWICE = 'is listed already: leave one of both out.';

function flawOf(column: string, { keys }: PublishedTableConfig, partitionKey: string): Flaw | undefined {
  const attribute = column.startsWith(OLD_PREFIX) ? column.slice(OLD_PREFIX.length) : column;
  if (attribute.startsWith(ENVELOPE_PREFIX)) return 'envelope';
  if (keys.some((key) => columnName([key], partitionKey) === attribute)) return 'key';
  if (column === partitionKey || column === EVENT_DATE) return 'partitionKey';
  return COLUMN.test(attribute) ? undefined : 'noColumn';
}

/** As `columnName` makes them, at its most characters. */
const COLUMN = /^[a-z][a-z0-9_]{0,246}$/;
