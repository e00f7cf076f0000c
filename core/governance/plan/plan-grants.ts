import { ownValue } from '../../own-value';
import { formerAmong } from '../desired/desired-grants';
import type { Desired } from '../desired/desired-table';
import type { Change } from '../model/changes';
import { grantThings, type Owned } from '../model/owned';
import type { DatabaseRules } from '../model/policy';
import { type CatalogState, type Grant, type Permission, resourceKey } from '../model/state';

/**
 * Grants what is missing, permission by permission; takes away what lakeferry granted and the policy does not declare
 * any more.
 */
export function planGrants(rules: DatabaseRules, desired: Desired, live: CatalogState, owned: Owned): Change[] {
  const own = live.grants.filter(({ grantedIn = live.catalogId }) => grantedIn === live.catalogId);
  const held = new Map<string, Grant[]>();
  for (const grant of own) held.set(holding(grant), [...(held.get(holding(grant)) ?? []), grant]);
  const grants = desired.grants
    .flatMap((grant) => missingOf(grant, held.get(holding(grant)) ?? []))
    .map((grant): Change => ({ kind: 'grant', grant }));
  if (rules.mode === 'additive') return grants;
  const wanted = new Set(desired.grants.flatMap(grantThings));
  const former = formerAmong(rules, live);
  const revokes = own
    .filter((grant) => !former.includes(grant))
    .filter(({ resource }) => !('database' in resource) || resource.database === rules.database)
    .flatMap(byValue)
    .flatMap((grant) => surplusOf(grant, wanted, owned))
    .map((grant): Change => {
      const isReplaced = desired.grants.some((other) => isWider(other, grant));
      return isReplaced ? { kind: 'revoke', grant, isReplaced } : { kind: 'revoke', grant };
    });
  return [...grants, ...revokes];
}

/** A tag policy for the same principal that reaches all that the other one reaches. */
function isWider(a: Grant, b: Grant): boolean {
  if (a.principal !== b.principal || a.resource.kind !== 'policy' || b.resource.kind !== 'policy') return false;
  if (a.resource.type !== b.resource.type || !b.permissions.every((p) => a.permissions.includes(p))) return false;
  const narrow = b.resource.expression;
  return Object.entries(a.resource.expression).every(([key, values]) =>
    ownValue(narrow, key)?.every((value) => values.includes(value)),
  );
}

/** Tags are granted value by value: one grant may list those of several owners. */
const byValue = (grant: Grant): Grant[] =>
  grant.resource.kind !== 'tag'
    ? [grant]
    : grant.resource.values.map((value) => ({
        ...grant,
        resource: { ...grant.resource, values: [value] } as Grant['resource'],
      }));

/** Whose, and on what; of tags whatever their values. */
const holding = ({ principal, resource }: Grant): string =>
  JSON.stringify([principal, resource.kind === 'tag' ? `tag:${resource.key}` : resourceKey(resource)]);

/** `mine`: what the principal holds of the same. Tags are granted value by value, however the service lists them. */
function missingOf(grant: Grant, mine: readonly Grant[]): Grant[] {
  const { resource, permissions, withGrantOption } = grant;
  if (resource.kind === 'tag') {
    const holds = (value: string): boolean =>
      mine.some(
        (held) =>
          held.resource.kind === 'tag' &&
          (held.resource.values.includes(value) || held.resource.values.includes('*')) &&
          permissions.every((p) => held.permissions.includes(p)) &&
          withGrantOption.every((p) => held.withGrantOption.includes(p)),
      );
    const values = resource.values.filter((value) => !holds(value));
    return values.length === 0 ? [] : [{ ...grant, resource: { ...resource, values } }];
  }
  const held = new Set(mine.flatMap((each) => each.permissions));
  const grantable = new Set(mine.flatMap((each) => each.withGrantOption));
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
