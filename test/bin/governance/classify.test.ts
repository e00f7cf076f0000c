import { type Classification, classifications, classificationsText } from '../../../bin/governance/classify';
import type { DatabaseLook } from '../../../bin/governance/look';
import { validateConfig } from '../../../core/config/validate';
import type { UnclassifiedColumn } from '../../../core/governance';

const config = (name?: string, more: object = {}) => ({
  environment: { region: 'eu-west-1', ...(name === undefined ? {} : { name }) },
  accounts: { analytics: '222222222222' },
  sources: [{ kind: 'aurora-cluster', id: 'my-app', engine: 'postgres', databases: ['shop'] }],
  governance: {
    databases: { my_app_shop: { share: ['orders'], filters: { people: { columns: ['id'] } }, ...more } },
  },
});

function classify(column: Partial<UnclassifiedColumn>, name?: string): Classification {
  const database = name === undefined ? 'my_app_shop' : `lakeferry_${name}__my_app_shop`;
  const found = { database, table: 'orders', column: 'iban', type: 'string', reason: 'NEW', ...column };
  const look = { plan: { toClassify: [found] } } as unknown as DatabaseLook;
  return classifications(validateConfig(config(name)), [look])[0]!;
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
