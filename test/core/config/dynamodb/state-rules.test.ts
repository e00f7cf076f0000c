import type { DatabasePolicy } from '../../../../core/config/types';
import { configWarnings } from '../../../../core/config/warnings';
import { configOf, NEEDED, sharing } from '../../dynamodb/state/sharing';
import { problemsOf } from '../problems-of';

const refusals = (policy: DatabasePolicy, more?: object): string[] =>
  problemsOf(configOf(policy, more))
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
const without = (...names: string[]) => NEEDED.filter((name) => !names.includes(name));

it.each(NEEDED)('refuses a published table that is shared without %s, and names it', (name) => {
  const [only, ...others] = refusals({ filters: { my_orders: { columns: without(name) } } });
  expect(others).toEqual([]);
  expect(only).toMatch(/^governance\.databases\.dynamodb_orders\.filters\.my_orders\.columns: /);
  expect(only).toContain(
    `lacks '${name}', so the analytics account cannot tell the current state of 'my_orders': add what is missing.`,
  );
});

it('counts filters of the account together, and none of a role', () => {
  const [half, rest] = [NEEDED.slice(0, 3), NEEDED.slice(3)];
  expect(refusals({ namedFilters: { my_orders: { half: { columns: half }, rest: { columns: rest } } } })).toEqual([]);
  const principals = ['arn:aws:iam::222222222222:role/finance'];
  const named = { half: { columns: half }, rest: { columns: rest, principals } };
  expect(refusals({ namedFilters: { my_orders: named } })[0]).toMatch(
    /namedFilters\.my_orders\.half\.columns: .*lacks/,
  );
  expect(refusals({ filters: { my_orders: { columns: ['customer'], principals } } })).toEqual([]);
});

it('refuses a table that is shared whole when tags hide what the state needs', () => {
  const tables = { my_orders: { columns: { ddb_version: { tags: { confidential: 'sensitive' } } } } };
  expect(refusals({ share: ['my_orders'], tables })).toEqual([
    "governance.databases.dynamodb_orders.tables.my_orders.columns: hides 'ddb_version' by tags, so the analytics account cannot tell the current state of 'my_orders': take the tags of these columns out.",
  ]);
  expect(refusals({ share: ['my_orders'] })).toEqual([]);
});

it('refuses an entry whose history would have the name of the views of another one', () => {
  const [first] = configOf().dynamodb;
  const twin = { ...first!, name: 'orders-current', tables: ['twin'], publish: [{ table: 'twin', keys: ['id'] }] };
  const [only] = refusals({ filters: { my_orders: { columns: NEEDED } } }, { dynamodb: [first, twin] });
  expect(only).toMatch(/^dynamodb\[0\]\.name: 'orders' .*'dynamodb_orders_current'.*choose another name/);
});

it.each([
  ['Id', 'id_f9d16126'],
  ['ddb_old_Id', 'ddb_old_id_f9d16126'],
  ['DDB_Version', 'ddb_version'],
])('names the column that is meant by %s, which has a hash where the attribute is not plain', (written, column) => {
  const [only] = refusals({ filters: { my_orders: { columns: [...NEEDED, written] } } });
  expect(only).toContain(`columns[${NEEDED.length}]: '${written}' is not how the catalog names it`);
  expect(only).toContain(`use '${column}'.`);
});

it('asks for nothing without an analytics account', () => {
  expect(refusals({ filters: { my_orders: { columns: without('ddb_event') } } }, { accounts: {} })).toEqual([]);
});

it('warns of rows that are told by more than keys, because deletions have nothing else', () => {
  const warnings = (rows: string) =>
    configWarnings(sharing({ filters: { my_orders: { columns: [...NEEDED, 'total'], rows } } })).map(({ fix }) => fix);
  expect(warnings("total > '5'")).toEqual([expect.stringMatching(/gets no view of the current state/)]);
  expect(warnings("customer > '5'")).toEqual([]);
});

it('refuses a daily state that tags of the database open, while what is seen of its table is told', () => {
  const [entry] = configOf().dynamodb;
  const daily = { dynamodb: [{ ...entry!, publish: entry!.publish!.map((each) => ({ ...each, state: 'daily' })) }] };
  const open = { tags: { confidential: 'public' } };
  const tables = { my_orders: { columns: { mail: { tags: { confidential: 'private' } } } } };
  expect(refusals({ ...open, tables }, daily).join()).toContain("open 'my_orders_state' with all its columns");
  const told = { ...tables, my_orders_state: tables.my_orders };
  expect(refusals({ ...open, tables: told }, daily)).toEqual([]);
  expect(refusals({ tables: told }, daily)).toEqual([]);
});
