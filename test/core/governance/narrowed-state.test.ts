import * as fc from 'fast-check';
import { principalOf, visibleColumns } from '../../../core/governance';
import { narrowedTo } from '../../../core/governance/sight/narrowed-state';
import { ANALYTICS, AUDITOR, catalog, DATABASE, table } from './world';

const TABLES = ['orders', 'customers'];
const anyResource = fc.oneof(
  fc.constantFrom(...TABLES, '*').map((name) => ({ kind: 'table', database: DATABASE, table: name }) as const),
  fc
    .constantFrom(...TABLES)
    .map((name) => ({ kind: 'columns', database: DATABASE, table: name, columns: ['id'] }) as const),
  fc.constant({ kind: 'policy', type: 'TABLE', expression: { level: ['public'] } } as const),
  fc.constant({ kind: 'database', database: DATABASE } as const),
);
const anyGrant = fc.record({
  principal: fc.constantFrom(ANALYTICS, AUDITOR, 'IAM_ALLOWED_PRINCIPALS'),
  resource: anyResource,
  permissions: fc.constantFrom(['SELECT'] as const, ['ALL'] as const),
  withGrantOption: fc.constant([]),
});
const anyOptIn = fc.record({
  principal: fc.constantFrom(ANALYTICS, AUDITOR),
  resource: fc
    .constantFrom(...TABLES, '*')
    .map((name) => ({ kind: 'table', database: DATABASE, table: name }) as const),
});

test('what bears on one table is enough to say who sees it', () => {
  fc.assert(
    fc.property(fc.array(anyGrant), fc.array(anyOptIn), fc.boolean(), (grants, optIns, hybrid) => {
      const state = catalog(
        { orders: table(['id', 'city']), customers: table(['id', 'mail'], { tags: { level: 'public' } }) },
        { grants, optIns, locations: [{ path: 'lake', hybrid }] },
      );
      const narrowed = narrowedTo(state);
      for (const principal of [ANALYTICS, AUDITOR].map(principalOf)) {
        for (const name of TABLES) {
          const whole = visibleColumns(principal, DATABASE, name, state);
          expect(visibleColumns(principal, DATABASE, name, narrowed(name))).toEqual(whole);
        }
      }
    }),
  );
});
