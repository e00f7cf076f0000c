import { columnsInPredicate, flawOfPredicate } from '../../../core/config/governance/row-predicate';
import { ANALYTICS, catalog, plan, policy, table, untouched } from './world';

it.each<[string, string[]]>([
  ['TRUE', []],
  ['newsletter = true', ['newsletter']],
  ["city = 'Oslo' AND Country <> 'or else'", ['city', 'country']],
  ["name = 'O''Brien and sons' or id in (1, 2e3)", ['name', 'id']],
  ['"Order Date" >= \'2024\' and not "a""b" is null', ['order date', 'a"b']],
  ['customer.id = 1', ['customer']],
])('%s names %j', (rows, columns) => expect(columnsInPredicate(rows)).toEqual(columns));

it.each([
  ["city = 'Oslo", "has a ' that does not end"],
  ['"city = 1', 'has a " that does not end'],
  ['(a = 1 or (b = 2)', "has a '(' that does not end"],
  ['a = 1) or (b = 2', "has a ')' without a '('"],
  ["a = 'it''s (' and (b = ')')", undefined],
])('%s: %s', (rows, flaw) => expect(flawOfPredicate(rows)).toBe(flaw));

const SHOP = catalog({ customers: table(['id', 'city', 'mail']) });
const problems = (database: Parameters<typeof policy>[0]) =>
  plan(policy(database), untouched(SHOP)).problems.map(
    ({ code, severity, message }) => `${code} ${severity} ${message}`,
  );
const filters = { customers: { columns: ['id'], rows: "city = 'Oslo'" } };

it('a predicate on a column that is not there keeps the table closed', () => {
  expect(problems({ filters })).toEqual([]);
  expect(
    problems({ filters: { customers: { columns: ['id'], rows: "\"date\" > '2024' and town = 'Oslo'" } } }),
  ).toEqual([
    expect.stringMatching(
      /^UNKNOWN_COLUMN error shop\.customers has no column 'town', which the rows .*id, city, mail, date/,
    ),
  ]);
});

it('a column that is open by tag, in all rows, bypasses a predicate', () => {
  const tagged = { customers: { columns: { mail: { tags: { confidential: 'public' } } } } };
  expect(problems({ filters, tables: tagged })).toEqual([
    expect.stringMatching(
      new RegExp(`^MIXED_ROWS error shop\\.customers: mail is open to ${ANALYTICS} by tag, in all rows`),
    ),
  ]);
  const elsewhere = { customers: { ...filters.customers, principals: ['555555555555'] } };
  expect(problems({ filters: elsewhere, tables: tagged })).toEqual([]);
});
