import * as fc from 'fast-check';
import { unsupportedIn } from '../../../core/config/governance/predicate-subset';
import type { CatalogTable } from '../../../packages/local-aws/services/glue/catalog';
import { requireRowFilter } from '../../../packages/local-aws/services/lakeformation/row-filter';
import { catalog, plan, policy, table, untouched } from './world';

const COLUMNS = [
  { name: 'a', type: 'string' },
  { name: 'n', type: 'int' },
  { name: 't', type: 'timestamp' },
];
const SHOP = catalog({ customers: table([], { columns: COLUMNS }) });
const LOCAL = {
  input: {
    StorageDescriptor: { Columns: COLUMNS.map(({ name: Name, type: Type }) => ({ Name, Type })) },
    PartitionKeys: [{ Name: 'date', Type: 'string' }],
  },
} as unknown as CatalogTable;

const isTakenHere = (rows: string): boolean =>
  unsupportedIn(rows) === undefined &&
  plan(policy({ filters: { customers: { columns: ['a'], rows } } }), untouched(SHOP)).problems.length === 0;
const isTakenLocally = (rows: string): boolean => {
  try {
    requireRowFilter(rows, LOCAL);
    return true;
  } catch {
    return false;
  }
};

const column = fc.constantFrom('a', 'n', 't', '"date"', 'date', '"N"', 'zz');
const value = fc.constantFrom("'x'", "'o''x'", '5', '-2.5', '1e3', 'true', 'null', 'a', "date '2026-01-01'");
const simple = fc.oneof(
  fc.tuple(column, fc.constantFrom('=', '<>', '!=', '<=', '>', 'like', 'not like', '+'), value).map((w) => w.join(' ')),
  fc.tuple(column, fc.constantFrom('is null', 'is not null', 'is missing', '')).map((w) => w.join(' ')),
  fc.tuple(column, value, value).map(([c, from, to]) => `${c} between ${from} and ${to}`),
  fc.tuple(column, fc.array(value, { maxLength: 3 })).map(([c, values]) => `${c} not in (${values.join(', ')})`),
);
const predicate = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    simple,
    tie('any').map((one) => `(${one})`),
    tie('any').map((one) => `not ${one}`),
    fc.tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any')).map((words) => words.join(' ')),
  ),
})).any;

test('the plan and the local Lake Formation take and refuse the same predicates', () => {
  fc.assert(
    fc.property(predicate, (rows) => expect([rows, isTakenHere(rows)]).toEqual([rows, isTakenLocally(rows)])),
    { numRuns: 2000 },
  );
});

test('and of any words', () => {
  const word = fc.constantFrom(
    'a',
    'n',
    '=',
    'and',
    'or',
    'not',
    '(',
    ')',
    "'x'",
    '5',
    'in',
    'is',
    'null',
    ',',
    'like',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      const rows = words.join(' ');
      expect([rows, isTakenHere(rows)]).toEqual([rows, isTakenLocally(rows)]);
    }),
    { numRuns: 3000 },
  );
});
