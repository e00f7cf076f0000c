import { isAllRows, unsupportedIn } from '../../../core/config/governance/predicate-subset';
import { catalog, plan, policy, table, untouched } from './world';

it.each([
  ["lower(country) = 'se'", /calls lower\(\)/],
  ["city = 'a' and cast (born as date) = 1", /calls cast\(\)/],
  ['billed = paid', /column billed with column paid/],
  ['"a b" <> "c"', /column a b with column c/],
  ['amount between 1 and "limit"', /column amount with column limit/],
  ['id not in (1, other)', /column id with column other/],
  ["CASE WHEN id = 1 THEN 'a' END = 'a'", /uses CASE/],
  ['EXISTS (SELECT 1)', /calls exists\(\)/],
  ["city = DATE '2026-01-01'", /uses DATE/],
  ["born > timestamp '2026-01-01 00:00:00'", /uses TIMESTAMP/],
  ["city like 'a!%' escape '!'", /has 'escape' where AND or OR should stand/],
  ['city is missing', /has 'missing' where NULL should stand/],
  ['id + 1 > 2', /has '\+', and Lake Formation's row filters calculate nothing/],
  ["city || 'x' = 'ax'", /has '\|\|'/],
  ['id > 2 * 3', /has '\*'/],
  ['id = 1; drop', /has ';'/],
  ['id like 5', /has LIKE 5, and patterns are texts: write id = 5/],
  ['id not like true', /has LIKE true/],
  ['id >', /ends where a value should stand/],
  ['id', /ends where a comparison/],
  ['id = 1 and', /ends where a column should stand/],
  ['id = 1 city = 2', /has 'city' where AND or OR should stand/],
  ['id = 1 or true', /has the value true where a column should stand: write the column first/],
  ["'SE' = country", /write the column first/],
  ['id in ()', /has '\)' where a value should stand/],
  ['city = null', /compares column city with NULL: write IS NULL/],
  ["date > '2026'", /names 'date', a reserved word, without double quotes: write "date"/],
  ['User = 1', /names 'User', a reserved word.*write "user"/],
  ["größe = 'L'", /names 'größe', which is not of ASCII letters, without double quotes: write "größe"/],
  ["名前 = 'x'", /write "名前"/],
])('%s is refused by the configuration', (rows, message) => expect(unsupportedIn(rows)).toMatch(message));

it.each([
  'TRUE',
  ' true ',
  "city = 'lower(x)' and (id in (1, -2.5) or not (newsletter = true))",
  "\"date\" > '2024' and city like 'a''b%'",
  '"größe" = \'L\' and "user" is not null',
  "country = 'SE' and amount not between 1 and 2e3 and name is not null",
  'year > 2010 and customer.customerId <> 1',
  "(country between 'Z' and 'U') and (year = 2018)",
])('%s is taken', (rows) => expect(unsupportedIn(rows)).toBeUndefined());

it.each([
  ['true', true],
  [' TRUE\n', true],
  ['truer', false],
  ['true = true', false],
])('%j lets every row through: %s', (rows, all) => expect(isAllRows(rows)).toBe(all));

const TYPES = {
  city: 'string',
  id: 'bigint',
  on: 'boolean',
  born: 'timestamp',
  price: 'decimal(10,2)',
  tiny: 'tinyint',
};
const columns = Object.entries(TYPES).map(([name, type]) => ({ name, type }));
const SHOP = catalog({ customers: table([], { columns }) });
const problems = (rows: string) =>
  plan(policy({ filters: { customers: { columns: ['id'], rows } } }), untouched(SHOP)).problems.map(
    ({ code, severity, message }) => `${code} ${severity} ${message}`,
  );

it.each([
  ['"date" IS NOT NULL AND city = \'SE\'', /partition key, which takes no IS NULL/],
  ['"date" > 2026', /'date' is of type string, and 2026 is a number/],
  ['city > 100', /'city' is of type string, and 100 is a number/],
  ["id = '5'", /'id' is of type bigint, and '5' is a text/],
  ['id in (1, true)', /true is a boolean/],
  ["born > '2026-01-01 00:00:00'", /'born' is of type timestamp, which row filters do not take/],
  ['tiny = 1', /'tiny' is of type tinyint, which row filters do not take/],
  ["city > date '2026-01-01'", /uses DATE/],
  ['id >', /ends where a value should stand/],
])('%s keeps the table closed', (rows, message) => {
  expect(problems(rows)).toEqual([expect.stringMatching(/^REFUSED_PREDICATE error shop\.customers: /)]);
  expect(problems(rows)[0]).toMatch(message);
});

it.each([
  "\"date\" > '2026' and city = 'x'",
  'id between 1 and 9 and price < 2.5',
  '"on" = true',
  'city is null',
  'true',
])('%s opens it', (rows) => expect(problems(rows)).toEqual([]));
