import { validateConfig } from '../../../core/config/validate';
import { policyHash } from '../../../core/governance';

const hashOf = (governance: object, analytics = '222222222222'): string =>
  policyHash(
    validateConfig({
      environment: { region: 'eu-west-1' },
      sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] }],
      accounts: { analytics },
      governance: { databases: { orders_shop: governance } },
    }),
  );

it('is the same whatever the order of tables and columns', () => {
  const filter = (columns: string[]) => ({ customers: { columns } });
  expect(hashOf({ share: ['a', 'b'], filters: filter(['id', 'city']) })).toBe(
    hashOf({ filters: filter(['city', 'id']), share: ['b', 'a'] }),
  );
});

it.each([
  ['a table more', { share: ['a', 'b'] }, undefined],
  ['another account', { share: ['a'] }, '333333333333'],
])('is another one with %s', (_what, governance, analytics) =>
  expect(hashOf(governance, analytics)).not.toBe(hashOf({ share: ['a'] })),
);
