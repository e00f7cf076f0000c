import type { Desired } from '../desired/desired-table';
import type { Change } from '../model/changes';
import { grantThings, type Owned } from '../model/owned';
import type { DatabaseRules } from '../model/policy';
import { type CatalogState, type Grant, type Permission, resourceKey } from '../model/state';

/** Grants what is missing, permission by permission; takes away what lakeferry granted and the policy does not declare any more. */
export function planGrants(rules: DatabaseRules, desired: Desired, live: CatalogState, owned: Owned): Change[] {
  const own = live.grants.filter(({ grantedIn = live.catalogId }) => grantedIn === live.catalogId);
  const grants = desired.grants
    .flatMap((grant) => missingOf(grant, own))
    .map((grant): Change => ({ kind: 'grant', grant }));
  if (rules.mode === 'additive') return grants;
  const wanted = new Set(desired.grants.flatMap(grantThings));
  const revokes = own
    .filter(({ resource }) => !('database' in resource) || resource.database === rules.database)
    .flatMap((grant) => surplusOf(grant, wanted, owned))
    .map((grant): Change => ({ kind: 'revoke', grant }));
  return [...grants, ...revokes];
}

/** Tags are granted value by value, however the service lists them. */
function missingOf(grant: Grant, own: readonly Grant[]): Grant[] {
  const { principal, resource, permissions, withGrantOption } = grant;
  const mine = own.filter((held) => held.principal === principal);
  if (resource.kind === 'tag') {
    const holds = (value: string): boolean =>
      mine.some(
        (held) =>
          held.resource.kind === 'tag' &&
          held.resource.key === resource.key &&
          (held.resource.values.includes(value) || held.resource.values.includes('*')) &&
          permissions.every((p) => held.permissions.includes(p)) &&
          withGrantOption.every((p) => held.withGrantOption.includes(p)),
      );
    const values = resource.values.filter((value) => !holds(value));
    return values.length === 0 ? [] : [{ ...grant, resource: { ...resource, values } }];
  }
  const key = resourceKey(resource);
  const same = mine.filter((held) => resourceKey(held.resource) === key);
  const held = new Set(same.flatMap((each) => each.permissions));
  const grantable = new Set(same.flatMap((each) => each.withGrantOption));
  const option = withGrantOption.filter((p) => !grantable.has(p));
  // a permission is named with its grant option
  const missing = permissions.filter((p) => !held.has(p) || option.includes(p));
  return missing.length === 0 ? [] : [{ ...grant, permissions: missing, withGrantOption: option }];
}

/** What of a live grant is lakeferry's and not wanted. The live form of the resource is what can be revoked. */
function surplusOf(grant: Grant, wanted: ReadonlySet<string>, owned: Owned): Grant[] {
  const isSurplus = (part: Grant): boolean =>
    grantThings(part).every((thing) => owned.things.has(thing) && !wanted.has(thing));
  const permissions = grant.permissions.filter((p) => isSurplus(only(grant, [p], [])));
  const withGrantOption = grant.withGrantOption.filter((p) => isSurplus(only(grant, [], [p])));
  return permissions.length + withGrantOption.length === 0 ? [] : [only(grant, permissions, withGrantOption)];
}

const only = (grant: Grant, permissions: readonly Permission[], withGrantOption: readonly Permission[]): Grant => ({
  ...grant,
  permissions,
  withGrantOption,
});
