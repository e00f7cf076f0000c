import { type CatalogState, memberOf, type Sight, visibleColumns } from '../../../core/governance';
import { readState } from '../../../functions/shared/lakeformation/read-state';
import { grantFrom } from '../../../functions/shared/lakeformation/resources';
import {
  type Case,
  holderOf,
  ORGANIZATIONS,
  type playCase,
  resourceOf,
  WHO,
  type Who,
} from '../../../packages/local-aws/test/services/lakeformation/play-case';
import { ADMIN } from '../../../packages/local-aws/test/services/lakeformation/world';
import { CONSUMER, PRODUCER } from '../../../packages/local-aws/test/services/runtime';
import { inProcess } from '../../functions/in-process';

/** What lakeferry makes of an account that it reads by its API, without a look into the local Lake Formation. */
export async function stateOf(
  { glue, lakeFormation }: Awaited<ReturnType<typeof playCase>>,
  { grants }: Case,
): Promise<CatalogState> {
  const reader = {
    glue: inProcess(glue.service, ADMIN).client,
    lakeformation: inProcess(lakeFormation.service, ADMIN).client,
    catalogId: PRODUCER,
    wait: async () => {},
    random: () => 0,
    now: () => 0,
  };
  const { state } = await readState(reader as never, 'shop', ['sens']);
  const passedOn = grants.flatMap(({ to, on, permissions, by }) => {
    if (by === undefined) return [];
    const Principal = { DataLakePrincipalIdentifier: holderOf(to) };
    const grant = grantFrom({ Principal, Resource: resourceOf(on), Permissions: [...permissions] as never });
    return grant === undefined ? [] : [{ ...grant, grantedIn: CONSUMER }];
  });
  return { ...state, grants: [...state.grants, ...passedOn] };
}

/** Which organisations the analytics account is in stands in the configuration, as `accounts.organizations`. */
export function plannedSight(state: CatalogState, who: Who, { memberOf: groups = [] }: Case): Sight {
  const organizations = groups.map((each) => ORGANIZATIONS[each]);
  return visibleColumns(memberOf(WHO[who], { [CONSUMER]: organizations }), 'shop', 'orders', state);
}
