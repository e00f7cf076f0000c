import { type Classification, classifications, classificationsText } from '../../../bin/governance/classify';
import type { DatabaseLook } from '../../../bin/governance/look';
import { validateConfig } from '../../../core/config/validate';
import { isMeantOpen, rulesOf, rulesOfTable, type UnclassifiedColumn } from '../../../core/governance';

const config = (name?: string, more: object = {}) => ({
  environment: { region: 'eu-west-1', ...(name === undefined ? {} : { name }) },
  accounts: { analytics: '222222222222' },
  sources: [{ kind: 'aurora-cluster', id: 'my-app', engine: 'postgres', databases: ['shop'] }],
  governance: {
    databases: { my_app_shop: { share: ['orders'], filters: { people: { columns: ['id'] } }, ...more } },
  },
});

const classify = (column: Partial<UnclassifiedColumn>, name?: string): Classification =>
  classifyIn(config(name), column, name);

function classifyIn(written: object, column: Partial<UnclassifiedColumn>, name?: string): Classification {
  const database = name === undefined ? 'my_app_shop' : `lakeferry_${name}__my_app_shop`;
  const found = { database, table: 'orders', column: 'iban', type: 'string', reason: 'NEW', ...column };
  const look = { plan: { toClassify: [found] } } as unknown as DatabaseLook;
  return classifications(validateConfig(written), [look])[0]!;
}

const OWN = 'governance.databases.my_app_shop';

it.each<[string, Partial<UnclassifiedColumn>, Pick<Classification, 'toShow' | 'toHide'>]>([
  [
    'a new column of a shared table',
    {},
    {
      toShow: [{ under: `${OWN}.tables.orders.columns`, line: 'iban: {},' }],
      toHide: [{ under: `${OWN}.tables.orders.columns`, line: "iban: { tags: { confidential: 'private' } }," }],
    },
  ],
  [
    'a retyped column of a shared table',
    { column: 'a b', type: 'decimal(12,2)', reason: 'RETYPED', was: 'int' },
    {
      toShow: [{ under: `${OWN}.tables.orders.columns`, line: "'a b': { type: 'decimal(12,2)' }," }],
      toHide: [
        {
          under: `${OWN}.tables.orders.columns`,
          line: "'a b': { type: 'decimal(12,2)', tags: { confidential: 'private' } },",
        },
      ],
    },
  ],
  [
    'a new column of a filtered table',
    { table: 'people' },
    {
      toShow: [{ under: `${OWN}.filters.people.columns`, line: "'iban'," }],
      toHide: [{ under: `${OWN}.tables.people.columns`, line: 'iban: {},' }],
    },
  ],
])('%s has a line that shows it and one that hides it for good', (_what, column, lines) =>
  expect(classify(column)).toMatchObject(lines),
);

it('a named installation is told the names that its configuration has', () =>
  expect(classify({}, 'blue').toHide).toEqual([
    { under: `${OWN}.tables.orders.columns`, line: "iban: { tags: { confidential: 'private' } }," },
  ]));

it('the lines are as the configuration takes them', () => {
  const { toHide, toShow } = classify({ table: 'people' });
  const lines = (list: Classification['toHide']) => list.map(({ line }) => line).join('');
  const written = (source: string) => new Function(`return ${source}`)() as object;
  const columns = written(`[${lines(toShow)} 'id']`) as string[];
  expect(() => validateConfig(config(undefined, { filters: { people: { columns } } }))).not.toThrow();
  const tables = { people: { columns: written(`{${lines(toHide)}}`) } };
  expect(() => validateConfig(config(undefined, { tables }))).not.toThrow();
});

it.each(["it's", 'a b', 'a.b', '"a"', 'a\\', 'a\nb', 'größe', '10', 'constructor', '__proto__'])(
  'the line of a column %j is of that column',
  (column) => {
    const { line } = classify({ column }).toShow[0]!;
    expect(line).not.toContain('\n');
    expect(Object.keys(new Function(`return {${line}}`)() as object)).toEqual([column]);
  },
);

type Json = { [field: string]: unknown };
const BOB = 'arn:aws:iam::111111111111:role/bob';
const RETYPED = { type: 'bigint', reason: 'RETYPED', was: 'int' } as const;

/** The configuration with the lines where they say they belong. */
function pasted(written: Json, lines: Classification['toHide']): Json {
  const changed = structuredClone(written);
  const read = (source: string): unknown => new Function(`return ${source}`)();
  for (const { under, line, isTakenOut } of lines) {
    const path = [...under.matchAll(/\['(.+?)'\]|([\w$]+)/g)].map(([, quoted, plain]) => (quoted ?? plain)!);
    const isList = line.startsWith("'") && !line.includes(':');
    const holder = path.slice(0, -1).reduce((at, field) => {
      at[field] = at[field] ?? {};
      return at[field] as Json;
    }, changed);
    const last = path.at(-1)!;
    const list = (holder[last] ?? []) as string[];
    const entries = isList ? (read(`[${line}]`) as string[]) : [];
    if (!isList) holder[last] = { ...(holder[last] as object), ...(read(`({${line}})`) as object) };
    else holder[last] = isTakenOut ? list.filter((each) => !entries.includes(each)) : [...list, ...entries];
  }
  return changed;
}

/** Which ways to the column a configuration opens, once it is agreed to. */
function waysTo(column: string, written: Json): string[] {
  const { governance } = validateConfig(written);
  const rules = rulesOf(governance, { database: 'my_app_shop' });
  const { tags, columns, filters } = rulesOfTable(rules, 'orders');
  const isByTag = isMeantOpen(rules, { ...rules.databaseTags, ...tags, ...columns[column]?.tags });
  const listing = filters.filter((filter) => filter.columns.includes(column));
  return [...(isByTag ? ['tag'] : []), ...listing.map(({ name }) => name)];
}

it.each<[string, Json, Partial<UnclassifiedColumn>, string[]]>([
  [
    'a new column of a table shared by its tags beside a filter',
    {
      tables: { orders: { tags: { confidential: 'public' } } },
      namedFilters: { orders: { bob: { columns: ['id'], principals: [BOB] } } },
    },
    {},
    ['tag'],
  ],
  [
    'a new column of a table of which one column is shared',
    { tables: { orders: { columns: { id: { tags: { confidential: 'public' } } } } } },
    {},
    ['tag'],
  ],
  [
    'a retyped column of a filter',
    { filters: { orders: { columns: ['id', 'iban'] } } },
    RETYPED,
    ['lakeferry_columns'],
  ],
  [
    'a retyped column of a shared table that a filter lists',
    { share: ['orders'], namedFilters: { orders: { bob: { columns: ['id', 'iban'], principals: [BOB] } } } },
    RETYPED,
    ['tag', 'lakeferry_bob'],
  ],
  [
    'a retyped column that alone is shared',
    { tables: { orders: { columns: { iban: { tags: { confidential: 'public' } } } } } },
    RETYPED,
    ['tag'],
  ],
])('%s is seen by nobody with the line that hides it, and is seen with the other', (_what, policy, column, ways) => {
  const all = { ...config(), governance: { databases: { my_app_shop: policy } } };
  const { toShow, toHide } = classifyIn(all, column);
  expect([waysTo('iban', pasted(all, toShow)), waysTo('iban', pasted(all, toHide))]).toEqual([ways, []]);
});

it('where every value of the shared tag opens, a further one is declared first', () => {
  const tags = { confidential: ['public'], team: ['shop'] };
  const governance = { tags, databaseTags: { team: 'shop' }, databases: { my_app_shop: { share: ['orders'] } } };
  const all = { ...config(), governance };
  const { toHide } = classifyIn(all, {});
  expect(toHide[0]).toEqual({ under: 'governance.tags.confidential', line: "'private'," });
  expect(waysTo('iban', pasted(all, toHide))).toEqual([]);
});

it('people read what to take out of a filter', () =>
  expect(
    classificationsText([
      classifyIn(
        { ...config(), governance: { databases: { my_app_shop: { filters: { orders: { columns: ['iban'] } } } } } },
        RETYPED,
      ),
    ]),
  ).toContain(`    and take out of ${OWN}.filters.orders.columns:\n    'iban',`));

it('people read both, each under its field', () =>
  expect(classificationsText([classify({})])).toBe(
    [
      'my_app_shop.orders.iban (new, string) is hidden until the configuration says one of:',
      `  to show it, under ${OWN}.tables.orders.columns:`,
      '    iban: {},',
      `  to keep it hidden, under ${OWN}.tables.orders.columns:`,
      "    iban: { tags: { confidential: 'private' } },",
    ].join('\n'),
  ));

it('people read of a column that nobody would see that nothing need be written, and that the ledger may have lost it', () => {
  const found = { table: 'people', mayBeOld: true, staysHidden: true } as const;
  const text = classificationsText([classify(found)]);
  expect(text).toContain('my_app_shop.people.iban (new, or from before the ledger was lost, string) is hidden');
  expect(text).toMatch(/\n {2}or nothing: no filter lists it and no tag opens it, so it stays hidden,/);
});
