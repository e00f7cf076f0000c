import { readQuestion } from '../../bin/governance/question';
import { sightRows, sightsTable } from '../../bin/governance/sights';
import { IAM_ALLOWED_PRINCIPALS } from '../../core/governance';
import type { CatalogState, Grant } from '../../core/governance/model/state';
import { ANALYTICS, catalog, PRODUCER, table, UNIT } from '../core/governance/world';

const ROLE = `arn:aws:iam::${ANALYTICS}:role/teams/analyst`;
const SESSION = `arn:aws:sts::${ANALYTICS}:assumed-role/analyst/me`;
const filters = [
  { name: 'north', columns: ['id', 'city'], rows: "city = 'Oslo'" },
  { name: 'all', columns: ['id'], rows: "city = 'Rome'" },
];
const grant = (principal: string, resource: Grant['resource'], more: Partial<Grant> = {}): Grant => ({
  principal,
  resource,
  permissions: ['SELECT'],
  withGrantOption: [],
  ...more,
});
const ORDERS = { kind: 'table', database: 'shop', table: 'orders' } as const;
const filter = (name: string) => ({ kind: 'filter', database: 'shop', table: 'orders', name }) as const;
const state = (...grants: Grant[]): CatalogState => catalog({ orders: table(['id', 'city'], { filters }) }, { grants });
const only = (live: CatalogState, principal: string, known = {}) => sightRows(live, { principal }, known)[0];

it('shows in which rows each column is seen, not their union', () => {
  const live = state(grant(ROLE, filter('north')), grant(ROLE, filter('all')));
  expect(only(live, ROLE)).toMatchObject({
    rows: "(city = 'Oslo') OR (city = 'Rome')",
    cellRows: { city: "city = 'Oslo'" },
  });
  expect(sightsTable(sightRows(live))).toContain("city only where city = 'Oslo'");
});

it('answers for sessions of roles with a path', () =>
  expect(only(state(grant(ROLE, filter('north'))), SESSION)?.columns).toEqual(['id', 'city', 'date']));

it('says at least where the account may have given on more, and knows what analysts were given', () => {
  const live = state(grant(ANALYTICS, ORDERS, { withGrantOption: ['SELECT'] }));
  expect(only(live, ROLE)).toMatchObject({ columns: [], atLeast: [expect.stringContaining('may have given that on')] });
  expect(sightsTable(sightRows(live, { principal: ROLE }))).toContain('at least nothing');
  const known = only(live, SESSION, { analysts: [ROLE] });
  expect(known).toMatchObject({ columns: ['id', 'city', 'date'] });
  expect(known?.atLeast).toBeUndefined();
});

it('counts what an organisation was given where the account is known to be in it, and says at least elsewhere', () => {
  const live = state(grant(UNIT, ORDERS));
  expect(only(live, ANALYTICS)).toMatchObject({ columns: [], atLeast: [expect.stringContaining(UNIT)] });
  const known = only(live, ANALYTICS, { memberships: { [ANALYTICS]: [UNIT] } });
  expect(known).toMatchObject({ columns: ['id', 'city', 'date'] });
  expect(known?.atLeast).toBeUndefined();
});

it('says at least of an analyst whose account holds something by its unit: the stack gives on what names the account', () => {
  const live = state(grant(UNIT, ORDERS, { withGrantOption: ['SELECT'] }));
  const rows = sightRows(live, {}, { analysts: [ROLE], memberships: { [ANALYTICS]: [UNIT] } });
  expect(rows.map(({ principal }) => principal)).toEqual([ROLE, UNIT]);
  expect(rows[0]).toMatchObject({
    columns: [],
    atLeast: [expect.stringContaining(`account ${ANALYTICS} holds id, city`)],
  });
});

it.each([`${PRODUCER}:IAMPrincipals`, 'arn:aws:identitystore:::group/g-1', UNIT])(
  'lists %s among those who see',
  (who) => {
    expect(sightRows(state(grant(who, ORDERS)))).toMatchObject([{ principal: who, columns: ['id', 'city', 'date'] }]);
    expect(readQuestion({ principal: who }).principal).toBe(who);
  },
);

it('says that everybody sees what is open to all of IAM', () => {
  const rows = sightRows(state(grant(IAM_ALLOWED_PRINCIPALS, ORDERS, { permissions: ['ALL'] })));
  expect(sightsTable(rows)).toMatch(/IAM_ALLOWED_PRINCIPALS.*everything: IAM_ALLOWED_PRINCIPALS holds ALL/);
});

it('counts SUPER_USER on the catalog and named tag expressions that cannot be read', () => {
  const super_ = grant(ROLE, { kind: 'catalog' }, { permissions: ['SUPER_USER'] });
  expect(only(state(super_), ROLE)?.columns).toEqual(['id', 'city', 'date']);
  const named = grant(ROLE, { kind: 'policy', type: 'TABLE', expression: {}, name: 'gone' });
  expect(only(state(named), ROLE)?.columns).toEqual(['id', 'city', 'date']);
});
