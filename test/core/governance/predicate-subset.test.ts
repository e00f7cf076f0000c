import { unsupportedIn } from '../../../core/config/governance/predicate-subset';
import { catalog, plan, policy, table, untouched } from './world';

it.each([
  ["lower(country) = 'se'", /calls lower\(\)/],
  ["city = 'a' and cast (born as date) = 1", /calls cast\(\)/],
  ['billed = paid', /column billed with column paid/],
  ['"a b" <> "c"', /column a b with column c/],
  ['amount between 1 and "limit"', /column amount with column limit/],
  ['id not in (1, other)', /column id with column other/],
])('%s is refused by the configuration', (rows, message) => expect(unsupportedIn(rows)).toMatch(message));

it.each([
  'TRUE',
  "city = 'lower(x)' and (id in (1, -2.5) or not (newsletter = true))",
  "date > '2024' and city like 'a''b%' escape '!'",
  "'SE' = country and amount between 1 and 2 and name is not null",
])('%s is taken', (rows) => expect(unsupportedIn(rows)).toBeUndefined());

const TYPES = { city: 'string', id: 'bigint', on: 'boolean', born: 'timestamp', price: 'decimal(10,2)' };
const columns = Object.entries(TYPES).map(([name, type]) => ({ name, type }));
const SHOP = catalog({ customers: table([], { columns }) });
const problems = (rows: string) =>
  plan(policy({ filters: { customers: { columns: ['id'], rows } } }), untouched(SHOP)).problems.map(
    ({ code, severity, message }) => `${code} ${severity} ${message}`,
  );

it.each([
  ["date IS NOT NULL AND city = 'SE'", /partition key, which takes no IS NULL/],
  ['city > 100', /'city' is of type string, and 100 is a number/],
  ["id = '5'", /'id' is of type bigint, and '5' is a text/],
  ['id in (1, true)', /true is a boolean/],
  ["born > '2026-01-01 00:00:00'", /'born' is of type timestamp, which row filters do not take/],
  ["city > date '2026-01-01'", /is a date/],
])('%s keeps the table closed', (rows, message) => {
  expect(problems(rows)).toEqual([expect.stringMatching(/^REFUSED_PREDICATE error shop\.customers: /)]);
  expect(problems(rows)[0]).toMatch(message);
});

it.each(["date > '2026' and city = 'x'", 'id between 1 and 9 and price < 2.5', 'on = true', 'city is null'])(
  '%s opens it',
  (rows) => expect(problems(rows)).toEqual([]),
);
