import { stateBefore } from '../../../../core/dynamodb/publication/state-sources';
import { marksOf } from '../../../../core/dynamodb/publication/table-mark';

const table = { table: 'orders', glueTable: 'orders', keys: ['id'], decimals: {}, state: 'daily' as const };
const last = { revision: 'r', through: '2026-11-26', listedAt: '2026-11-27T01:00:00.000Z', tables: marksOf(table) };

it.each([
  ['the state of the last publication', table, last, '2026-12-30T00:00:00.000Z', undefined, '2026-11-26'],
  ['none where nothing is published', table, undefined, '2026-11-28T01:00:00.000Z', undefined, undefined],
  [
    'none where the last one had none',
    table,
    { ...last, tables: ['orders'] },
    '2026-11-28T01:00:00.000Z',
    9,
    undefined,
  ],
  ['none where keys have changed', { ...table, keys: ['id', 'at'] }, last, '2026-11-28T01:00:00.000Z', 9, undefined],
  ['one that stays for more than a day', table, last, '2026-12-05T00:59:59.000Z', 9, '2026-11-26'],
  ['none that may expire within a day', table, last, '2026-12-05T01:00:00.000Z', 9, undefined],
])('a state goes on from %s', (_what, of, item, listedAt, expireAfterDays, expected) =>
  expect(stateBefore(of, item, { listedAt, expireAfterDays })).toBe(expected),
);
