import {
  ALL_ROWS,
  type CatalogState,
  type Grant,
  type GrantedResource,
  IAM_ALLOWED_PRINCIPALS,
  type Permission,
  type Principal,
  principalOf,
  type TableState,
  type Tags,
  visibleColumns,
} from '../../../core/governance';
import { ANALYTICS, AUDITOR, catalog, DATABASE, FINANCE, PRODUCER, table } from './world';

const grant = (
  principal: string,
  resource: GrantedResource,
  permissions: readonly Permission[] = ['SELECT'],
): Grant => ({
  principal,
  resource,
  permissions,
  withGrantOption: [],
});
const onTable: GrantedResource = { kind: 'table', database: DATABASE, table: 't' };
const onFilter = (name: string): GrantedResource => ({ kind: 'filter', database: DATABASE, table: 't', name });
const columns = (...names: string[]): GrantedResource => ({
  kind: 'columns',
  database: DATABASE,
  table: 't',
  columns: names,
});
const byTags = (expression: Readonly<Record<string, readonly string[]>>): GrantedResource => ({
  kind: 'policy',
  type: 'TABLE',
  expression,
});

interface Case {
  readonly database?: Tags;
  readonly state?: Partial<TableState>;
  readonly live?: Partial<CatalogState>;
  readonly grants: readonly Grant[];
}
const see = (who: string | Principal, { database = {}, state = {}, live = {}, grants }: Case) => {
  const base = catalog({ t: table(['id', 'ssn', 'city'], state) }, { ...live, grants });
  const databases = { [DATABASE]: { ...base.databases[DATABASE]!, tags: database } };
  return visibleColumns(typeof who === 'string' ? principalOf(who) : who, DATABASE, 't', { ...base, databases });
};

/** Facts, section 5: database public, table private, column ssn secret. */
const VECTOR = {
  database: { sens: 'public' },
  state: { tags: { sens: 'private' }, columnTags: { ssn: { sens: 'secret' } } },
};

test.each<[string, GrantedResource, string[]]>([
  ['the table’s own value: all but the overridden column', byTags({ sens: ['private'] }), ['id', 'city']],
  ['the database’s value: nothing, for the table overrides it', byTags({ sens: ['public'] }), []],
  ['both values: all', byTags({ sens: ['private', 'secret'] }), ['id', 'ssn', 'city']],
  ['the column’s value: just the column', byTags({ sens: ['secret'] }), ['ssn']],
  ['a key that is nowhere: nothing', byTags({ sens: ['private'], dom: ['x'] }), []],
])('tags: %s', (_, resource, expected) => {
  expect(see(ANALYTICS, { ...VECTOR, grants: [grant(ANALYTICS, resource)] }).columns).toEqual(expected);
});

test('tags and filters are united; partition keys come with whatever is seen', () => {
  const filters = [{ name: 'f', columns: ['ssn'], rows: 'TRUE' }];
  const grants = [grant(ANALYTICS, onFilter('f')), grant(ANALYTICS, byTags({ sens: ['private'] }))];
  expect(see(ANALYTICS, { ...VECTOR, state: { ...VECTOR.state, filters }, grants })).toEqual({
    columns: ['id', 'ssn', 'city'],
    partitionKeys: ['date'],
  });
  expect(see(ANALYTICS, { grants: [] })).toEqual({ columns: [], partitionKeys: [] });
});

const TWO = [
  { name: 'oslo', columns: ['id'], rows: "city = 'Oslo'" },
  { name: 'few', columns: ['id', 'ssn'], rows: 'id < 9' },
  { name: 'all', columns: ['city'], rows: 'TRUE' },
];

test('predicates are joined by OR, for each column by its own; all rows prevail over every predicate', () => {
  const state = { filters: TWO };
  const some = [grant(ANALYTICS, onFilter('oslo')), grant(ANALYTICS, onFilter('few'))];
  expect(see(ANALYTICS, { state, grants: some })).toEqual({
    columns: ['id', 'ssn'],
    partitionKeys: ['date'],
    rows: "(city = 'Oslo') OR (id < 9)",
    cellRows: { ssn: 'id < 9' },
  });
  expect(see(ANALYTICS, { state, grants: [...some, grant(ANALYTICS, onFilter('all'))] }).rows).toBeUndefined();
});

const ROLE = `arn:aws:iam::${ANALYTICS}:role/analyst`;
const SESSION = `arn:aws:sts::${ANALYTICS}:assumed-role/analyst/ada`;

test('what an account gives on reaches no further than what it has; a grant to the role itself counts as it is', () => {
  const passedOn = { ...grant(ROLE, columns('id', 'ssn')), grantedIn: ANALYTICS };
  const given = grant(ANALYTICS, columns('id', 'city'));
  expect(see(ANALYTICS, { grants: [given] }).columns).toEqual(['id', 'city']);
  expect(see(ROLE, { grants: [given] }).columns).toEqual([]);
  expect(see(ROLE, { grants: [given, passedOn] }).columns).toEqual(['id']);
  expect(see(SESSION, { grants: [given, passedOn] }).columns).toEqual(['id']);
  expect(see(SESSION, { grants: [given, passedOn, grant(ROLE, columns('ssn'))] }).columns).toEqual(['id', 'ssn']);
});

test('rows of a share and of what is given on both hold', () => {
  const state = { filters: TWO };
  const given = grant(ANALYTICS, onFilter('oslo'));
  const passedOn = { ...grant(ROLE, onFilter('few')), grantedIn: ANALYTICS };
  expect(see(ROLE, { state, grants: [given, passedOn] })).toMatchObject({
    columns: ['id'],
    rows: "(id < 9) AND (city = 'Oslo')",
  });
});

test('the predicate that the account holds too narrows nothing, and the account holds no more rows', () => {
  const on = (principal: string, name: string, grantedIn?: string) => ({
    ...grant(principal, onFilter(name)),
    grantedIn,
  });
  const state = { ...VECTOR.state, filters: TWO };
  const oslo = [on(ANALYTICS, 'oslo'), on(ROLE, 'oslo', ANALYTICS)];
  expect(see(ROLE, { state, grants: oslo }).rows).toBe("city = 'Oslo'");
  const spelt = {
    ...state,
    filters: [...TWO, { ...TWO.find(({ name }) => name === 'oslo')!, name: 'again', rows: `"City"='Oslo'` }],
  };
  expect(see(ROLE, { state: spelt, grants: [on(ANALYTICS, 'oslo'), on(ROLE, 'again', ANALYTICS)] }).rows).toBe(
    "city = 'Oslo'",
  );
  const more = [...oslo, on(ANALYTICS, 'few')];
  expect(see(ROLE, { state, grants: more }).rows).toBe("city = 'Oslo'");
});

test.each<[string, GrantedResource]>([
  ['a table of the same name', { kind: 'table', database: 'other', table: 't' }],
  ['all tables', { kind: 'table', database: 'other', table: '*' }],
  ['columns of a table of the same name', { kind: 'columns', database: 'other', table: 't', columns: ['id'] }],
  ['a filter of the same name', { kind: 'filter', database: 'other', table: 't', name: 'few' }],
  [
    'the database by a tag that the table carries',
    { kind: 'policy', type: 'DATABASE', expression: { sens: ['private'] } },
  ],
])('%s of another database shows nothing here', (_what, resource) => {
  const state = { ...VECTOR.state, filters: [{ name: 'few', columns: ['id'], rows: ALL_ROWS }] };
  expect(see(ANALYTICS, { state, grants: [grant(ANALYTICS, resource)] }).columns).toEqual([]);
});

test('another database that is open to IAM opens nothing here', () => {
  const open = grant(IAM_ALLOWED_PRINCIPALS, { kind: 'database', database: 'other' }, ['ALL']);
  expect(see(ANALYTICS, { grants: [open] }).unrestricted).toBeUndefined();
  expect(see(`arn:aws:iam::${PRODUCER}:role/reader`, { grants: [open] }).columns).toEqual([]);
});

test('units of an organisation and everybody of an account are principals', () => {
  const unit = 'arn:aws:organizations::444444444444:ou/o-1/ou-1';
  const grants = [grant(unit, columns('id')), grant(`${PRODUCER}:IAMPrincipals`, columns('city'))];
  expect(see({ accountId: ANALYTICS, groups: [unit] }, { grants }).columns).toEqual(['id']);
  expect(see(unit, { grants }).columns).toEqual(['id']);
  expect(see(AUDITOR, { grants }).columns).toEqual(['city']);
});

test('whoever may change the table reads it whole, if it reads at all', () => {
  const some = grant(FINANCE, columns('id'));
  expect(see(FINANCE, { grants: [some, grant(FINANCE, onTable, ['INSERT'])] }).columns).toEqual(['id', 'ssn', 'city']);
  expect(see(FINANCE, { grants: [grant(FINANCE, onTable, ['INSERT'])] }).columns).toEqual([]);
  expect(see(FINANCE, { grants: [grant(FINANCE, onTable, ['DESCRIBE'])] }).columns).toEqual([]);
});

describe('where Lake Formation does not restrict', () => {
  const open = grant(IAM_ALLOWED_PRINCIPALS, { kind: 'database', database: DATABASE }, ['ALL']);
  test.each<[string, Case, RegExp]>([
    ['IAM_ALLOWED_PRINCIPALS', { grants: [open] }, /IAM_ALLOWED_PRINCIPALS/],
    ['no registered location', { grants: [], live: { locations: [] } }, /not registered/],
    ['hybrid without an opt-in', { grants: [], live: { locations: [{ path: 'lake', hybrid: true }] } }, /hybrid/],
  ])('%s: the account’s own see everything, and are told why', (_, what, why) => {
    const sight = see(AUDITOR, what);
    expect(sight.columns).toEqual(['id', 'ssn', 'city']);
    expect(sight.unrestricted).toMatch(why);
    expect(see(ANALYTICS, what).columns).toEqual([]);
  });

  test('a share is as wide as the table then', () => {
    expect(see(ANALYTICS, { grants: [open, grant(ANALYTICS, columns('id'))] }).columns).toEqual(['id', 'ssn', 'city']);
  });

  test('an opt-in on the table closes it; one on the database alone does not', () => {
    const live = { locations: [{ path: 'lake/shop', hybrid: true }] };
    const database = { principal: AUDITOR, resource: { kind: 'database', database: DATABASE } } as const;
    const all = { principal: AUDITOR, resource: { kind: 'table', database: DATABASE, table: '*' } } as const;
    expect(see(AUDITOR, { grants: [], live: { ...live, optIns: [database] } }).unrestricted).toBeDefined();
    expect(see(AUDITOR, { grants: [], live: { ...live, optIns: [all] } }).columns).toEqual([]);
  });
});
