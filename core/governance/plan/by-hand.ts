import { ownValue } from '../../own-value';
import { type Change, tableOf } from '../model/changes';
import { filterThing, grantThings, type Owned, tagKeysOf, tagThing } from '../model/owned';
import { IAM_ALLOWED_PRINCIPALS } from '../model/state';
import type { GovernancePlan } from './plan';

export interface LastRun {
  readonly owned: Owned;
  /** The database was last made as this very policy says. */
  readonly isSamePolicy: boolean;
}

/**
 * Whether a change takes back what somebody did by hand, rather than bringing what no run has applied yet. Lakeferry
 * made the thing, by its ledger; and the policy that made it is the one of today, where the thing is there otherwise.
 */
export function isByHand(change: Change, plan: GovernancePlan, { owned, isSamePolicy }: LastRun): boolean {
  const isOwned = (thing: string): boolean => owned.things.has(thing);
  switch (change.kind) {
    case 'create-tag':
    case 'update-tag':
      // a version that wants another tag brings it under the same policy
      return isSamePolicy && tagKeysOf(owned).includes(change.key);
    case 'assign-tags':
      // what is held back came by a crawl
      if (change.holdsBack === true) return false;
      return isSamePolicy && Object.keys(change.tags).every((key) => isOwned(tagThing(change.place, key)));
    case 'create-filter':
      return isOwned(filterThing(change.table, change.filter.name));
    case 'update-filter': {
      const agreed = ownValue(owned.columns, change.table) ?? {};
      const waits = plan.toClassify.some(({ table }) => table === change.table);
      const isKnown = (change.filter.columns ?? []).every((column) => ownValue(agreed, column) !== undefined);
      return isSamePolicy && !waits && isKnown && isOwned(filterThing(change.table, change.filter.name));
    }
    case 'grant':
      return grantThings(change.grant).every(isOwned);
    case 'revoke':
      return isSamePolicy && change.grant.principal === IAM_ALLOWED_PRINCIPALS;
    case 'opt-in':
      return isSamePolicy && ownValue(owned.columns, tableOf(change) ?? '') !== undefined;
    case 'unassign-tags':
      // only lakeferry's own tag is taken off where others put it
      return isSamePolicy && Object.keys(change.tags).some((key) => !isOwned(tagThing(change.place, key)));
    // what the policy does not declare any more
    case 'delete-filter':
      return false;
  }
}
