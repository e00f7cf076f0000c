import type { CatalogTable } from '../../../services/glue/catalog';
import { requireRowFilter } from '../../../services/lakeformation/row-filter';

const TYPES = {
  city: 'string',
  id: 'bigint',
  paid: 'boolean',
  born: 'timestamp',
  day_: 'date',
  price: 'decimal(10,2)',
  constructor: 'string',
};
const table = {
  input: {
    StorageDescriptor: { Columns: Object.entries(TYPES).map(([Name, Type]) => ({ Name, Type })) },
    PartitionKeys: [{ Name: 'date', Type: 'string' }],
  },
} as unknown as CatalogTable;

it.each([
  'TRUE',
  "city = 'Oslo'",
  "city='it''s' AND id<>-5",
  'not (id between 1 and 9) or id not in (1, 2.5)',
  "city like 'a%' and city is not null",
  '"date" > \'2026\' and paid = true',
  'price <= 2e3',
  "constructor = 'Lotus'",
])('%s is taken', (predicate) => expect(() => requireRowFilter(predicate, table)).not.toThrow());

it.each([
  ["lower(city) = 'a'", 'Invalid row filter'],
  ['id = id', 'Invalid row filter'],
  ['id >', 'Invalid row filter'],
  ['id + 1 = 2', 'Invalid row filter'],
  ["city || 'a' = 'b'", 'Invalid row filter'],
  ["CASE WHEN id = 1 THEN 'a' END = 'a'", 'Invalid row filter'],
  ['EXISTS (SELECT 1)', 'Invalid row filter'],
  ["date > '2026'", 'Invalid row filter'],
  ["größe = 'L'", 'Invalid row filter'],
  ["city like 'a!%' escape '!'", 'Invalid row filter'],
  ['id = 1 or true', 'Invalid row filter'],
  ['(id = 1', 'Invalid row filter'],
  ["'a' = city", 'Invalid row filter'],
  ['"date" is not null', 'not supported on partition column date'],
  ["born > '2026-01-01 00:00:00'", 'TIMESTAMP data type not supported for row level filter predicate.'],
  ["day_ > '2026-01-01'", 'DATE data type not supported for row level filter predicate.'],
  ['id like 5', 'LIKE takes a text as its pattern'],
  ['city > 5', '5 does not match the data type string of column city'],
  ["id = '5'", 'does not match the data type bigint'],
  ['paid = 1', 'does not match the data type boolean'],
  ['town = 1', 'Column town of the row filter expression is not in the table'],
  [`city = '${'x'.repeat(2039)}'`, 'fewer than 2048 characters'],
])('%s is refused', (predicate, message) => expect(() => requireRowFilter(predicate, table)).toThrow(message));
