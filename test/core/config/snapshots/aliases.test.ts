import { validateConfig } from '../../../../core/config/validate';

const SOURCE = { kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop', 'crm'] };
const judged =
  (aliases: Readonly<Record<string, string>>, more: object = {}, policy: object = {}) =>
  () =>
    validateConfig({
      environment: { region: 'eu-west-1' },
      accounts: { analytics: '222222222222' },
      sources: [{ ...SOURCE, aliases, ...more }],
      governance: { databases: { orders_shop: policy } },
    });
const PARTS = { exportOnly: ['crm', 'shop.public.Orders', 'shop.public.items'] };

it('gives a table its name, which may be shared', () => {
  const aliases = { 'shop.public.Orders': 'web_orders', 'crm.public.Orders': 'web_orders' };
  expect(judged(aliases, {}, { share: ['web_orders'] })().sources[0]?.aliases).toEqual(aliases);
  expect(judged({ 'shop.public.Orders': 'web_orders' }, PARTS, { share: ['web_orders'] })).not.toThrow();
  expect(judged({ 'shop.sales.a': 'b' }, { exportOnly: ['crm', 'shop.sales'] }, { share: ['b'] })).not.toThrow();
});

it.each<[string, () => unknown, string]>([
  [
    'no name of the catalog',
    judged({ 'shop.public.Orders': 'Web Orders' }),
    "sources[0].aliases['shop.public.Orders']: 'Web Orders' is not a valid name of a table in the catalog",
  ],
  [
    'no table',
    judged({ 'shop.public': 'a' }),
    "sources[0].aliases['shop.public']: names no table: write 'database.schema.table'.",
  ],
  [
    'no table of MySQL',
    judged({ shop: 'a' }, { engine: 'mysql' }),
    "sources[0].aliases.shop: names no table: write 'database.table'.",
  ],
  [
    'another database',
    judged({ 'stock.public.a': 'a' }),
    "sources[0].aliases['stock.public.a']: is of a database that is not among this source's databases (shop, crm).",
  ],
  [
    'one name for two tables',
    judged({ 'shop.public.A': 'x', 'shop.public.B': 'x' }),
    "sources[0].aliases['shop.public.B']: 'x' is the name of 'shop.public.A' too: give another one.",
  ],
  [
    'the name of another table that is exported',
    judged({ 'shop.public.Orders': 'items' }, PARTS),
    "sources[0].aliases['shop.public.Orders']: 'items' is the name of 'shop.public.items' too: give another one.",
  ],
  [
    'two names for one folder',
    judged({ 'shop.public.a b': 'x', 'shop.public.a_b': 'y' }),
    "sources[0].aliases['shop.public.a_b']: 'y' is for the folder of 'shop.public.a b', which has an alias already: keep one of them.",
  ],
  [
    'a shared table that the alias took the name of',
    judged({ 'shop.public.Orders': 'web_orders' }, PARTS, { share: ['orders'] }),
    'sources[0].exportOnly leaves it out',
  ],
])('%s is refused', (_what, validate, message) => expect(validate).toThrow(message));
