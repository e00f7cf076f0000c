import { type CatalogState, describeMismatch, NOTHING_OWNED, verifyPromise } from '../../../core/governance';
import { ANALYTICS, CONTEXT, catalog, policy, table, UNIT } from './world';

const NORTH = "city = 'Oslo'";
const SOUTH = "city = 'Rome'";
const POLICY = policy({
  namedFilters: {
    people: {
      north: { columns: ['id', 'mail'], rows: NORTH },
      south: { columns: ['id'], rows: SOUTH },
    },
  },
});
const HELD = [
  { name: 'lakeferry_north', columns: ['id', 'mail'], rows: NORTH },
  { name: 'lakeferry_south', columns: ['id'], rows: SOUTH },
];
const BY_HAND = { name: 'mine', columns: ['mail'], rows: SOUTH };

const live = (names: readonly string[], principal: string = ANALYTICS): CatalogState =>
  catalog(
    { people: table(['id', 'city', 'mail'], { filters: [...HELD, BY_HAND] }) },
    {
      grants: names.map((name) => ({
        principal,
        resource: { kind: 'filter', database: 'shop', table: 'people', name },
        permissions: ['SELECT'],
        withGrantOption: [],
      })),
    },
  );
const verify = (state: CatalogState) => verifyPromise(POLICY, state, NOTHING_OWNED, CONTEXT).map(describeMismatch);
const OURS = HELD.map(({ name }) => name);

it('finds nothing where each column shows in its rows', () => expect(verify(live(OURS))).toEqual([]));

it('finds a column in rows of another one, though all columns together show in the same rows', () =>
  expect(verify(live([...OURS, 'mine']))).toEqual([
    expect.stringMatching(/222222222222 sees mail in rows where .*Rome.*, promised are rows where city = 'Oslo'$/),
  ]));

it('counts what a unit of an organisation holds for the account that is known to be in it', () => {
  const ofUnit = { grants: [...live(OURS).grants, ...live(['mine'], UNIT).grants] };
  const state = { ...live(OURS), ...ofUnit };
  expect(verifyPromise(POLICY, state, NOTHING_OWNED, CONTEXT)).toEqual([]);
  const known = { ...CONTEXT, analyticsGroups: [UNIT] };
  expect(verifyPromise(POLICY, state, NOTHING_OWNED, known)).toMatchObject([{ rows: { column: 'mail' } }]);
});

it('speaks of no rows where nothing is promised', () =>
  expect(verifyPromise(policy({}), live(['mine']), NOTHING_OWNED, CONTEXT).map(describeMismatch)).toEqual([
    expect.stringMatching(/^shop\.people: 222222222222 sees mail, which the policy hides \(by: [^)]*\)$/),
  ]));
