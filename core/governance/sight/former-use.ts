import { accountGrants, formerAmong, sameResource } from '../desired/desired-grants';
import { describeGrant } from '../model/changes';
import type { Owned } from '../model/owned';
import { type GovernancePolicy, type PolicyContext, rulesOf } from '../model/policy';
import type { CatalogState, Grant } from '../model/state';
import { narrowedTo } from './narrowed-state';
import { type Promised, promisesOf } from './verify-promise';
import { principalOf, visibleColumns } from './who-can-see';

/** Somebody who would lose what the policy promises, were the grants of an earlier version taken away. */
export interface FormerReader {
  readonly principal: string;
  readonly database: string;
  readonly table: string;
  readonly columns: readonly string[];
}

/**
 * Who reads by the grants of an earlier version alone what the policy promises: the analytics account, and whoever in
 * it was given on something (`givenOn`, as its own Lake Formation lists it). With the account's grant goes all that was
 * given on of it, word for word.
 */
export function formerReaders(
  policy: GovernancePolicy,
  live: CatalogState,
  owned: Owned,
  context: PolicyContext,
  givenOn: readonly Grant[],
): FormerReader[] {
  const { analytics, database } = context;
  if (analytics === undefined) return [];
  const before = { ...live, grants: [...live.grants, ...givenOn] };
  const after = { ...before, grants: withoutFormer(rulesOf(policy, context), before) };
  const [near, far] = [narrowedTo(before), narrowedTo(after)];
  const promised = promisesOf(policy, live, owned, context).filter(({ principal }) => principal === analytics);
  const readers = [analytics, ...new Set(givenOn.map(({ principal }) => principal))];
  return readers.flatMap((principal) =>
    promised.flatMap(({ table, columns }: Promised): FormerReader[] => {
      const sees = (state: CatalogState) => visibleColumns(principalOf(principal), database, table, state).columns;
      const [now, then] = [sees(near(table)), sees(far(table))];
      // the account is promised all of it, whether it sees it now or not
      const meant = principal === analytics ? columns : columns.filter((column) => now.includes(column));
      const lost = meant.filter((column) => !then.includes(column));
      return lost.length === 0 ? [] : [{ principal, database, table, columns: lost }];
    }),
  );
}

/** The grants of before, and what was given on of them. */
function withoutFormer(rules: ReturnType<typeof rulesOf>, { grants, catalogId }: CatalogState): Grant[] {
  const former = formerAmong(rules, { grants, catalogId });
  return grants.filter((grant) => !former.some((each) => sameResource(each.resource, grant.resource)));
}

/** Of today's grants by tag, those that a principal is not seen to hold: the account itself, or one of its roles. */
export function missingTagGrants(
  policy: GovernancePolicy,
  context: PolicyContext,
  grants: readonly Grant[],
  principal: string,
): string[] {
  return accountGrants(rulesOf(policy, context))
    .filter(({ resource }) => resource.kind === 'policy')
    .filter((wanted) => {
      const held = grants.filter(
        (each) => each.principal === principal && sameResource(each.resource, wanted.resource),
      );
      return !wanted.permissions.every((right) => held.some(({ permissions }) => permissions.includes(right)));
    })
    .map((wanted) => describeGrant({ ...wanted, principal, withGrantOption: [] }));
}
