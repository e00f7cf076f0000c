import { describeGrant } from './changes';
import { desiredOf } from './desired';
import { filterThing, grantThings, type Owned, tagThing } from './owned';
import { type GovernancePolicy, type PolicyContext, rulesOf } from './policy';
import { type CatalogState, type Grant, IAM_ALLOWED_PRINCIPALS, showPlace } from './state';

/**
 * What stands on one database that lakeferry did not make and the policy does not declare: tags, filters and grants of others, one line each.
 * It is never taken away. Left out is what Lake Formation gives whoever creates a database or table: ALL, to principals of this account.
 */
export function describeForeign(
  policy: GovernancePolicy,
  live: CatalogState,
  owned: Owned,
  context: PolicyContext,
): string[] {
  const rules = rulesOf(policy, context);
  const desired = desiredOf(rules, live, owned);
  const { database } = rules;
  const state = live.databases[database]!;
  const wanted = new Set(desired.grants.flatMap(grantThings));
  const isOurs = (thing: string): boolean => owned.things.has(thing) || wanted.has(thing);
  const tags = [
    { place: { database }, own: state.tags, declared: desired.databaseTags },
    ...Object.entries(state.tables).flatMap(([table, { tags: own, columnTags }]) => [
      { place: { database, table }, own, declared: desired.tables[table]!.tags },
      ...Object.entries(columnTags).map(([column, ofColumn]) => ({
        place: { database, table, column },
        own: ofColumn,
        declared: desired.tables[table]!.columnTags[column] ?? {},
      })),
    ]),
  ].flatMap(({ place, own, declared }) =>
    Object.entries(own)
      .filter(([key]) => declared[key] === undefined && !owned.things.has(tagThing(place, key)))
      .map(([key, value]) => `tag ${key}=${value} on ${showPlace(place)}`),
  );
  const filters = Object.entries(state.tables).flatMap(([table, { filters: present }]) =>
    present
      .filter(({ name }) => !owned.things.has(filterThing(table, name)))
      .filter(({ name }) => !desired.tables[table]!.filters.some(({ filter }) => filter.name === name))
      .map(({ name }) => `filter ${name} on ${database}.${table}`),
  );
  const grants = live.grants
    .filter(({ resource }) => 'database' in resource && resource.database === database)
    .filter((grant) => !isCreators(grant, live.catalogId) && !grantThings(grant).every(isOurs))
    .map((grant) => describeGrant(grant));
  return [...tags.sort(), ...filters.sort(), ...grants.sort()];
}

const isCreators = ({ principal, permissions }: Grant, catalogId: string): boolean =>
  principal !== IAM_ALLOWED_PRINCIPALS && principal.split(':')[4] === catalogId && permissions.includes('ALL');
