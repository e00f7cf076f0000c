import { ownValue } from '../../own-value';
import type { Change } from '../model/changes';
import { type Owned, ownershipOf } from '../model/owned';
import {
  type CatalogState,
  type DatabaseState,
  type DataFilter,
  type Grant,
  type Place,
  resourceKey,
  type TableState,
  type Tags,
} from '../model/state';
import type { GovernancePlan } from './plan';

/** The state after a change, as Lake Formation would have it: what a plan leads to can be seen before it is applied. */
export function applyChange(state: CatalogState, change: Change): CatalogState {
  switch (change.kind) {
    case 'create-tag':
      return { ...state, tags: { ...state.tags, [change.key]: change.values } };
    case 'update-tag':
      return {
        ...state,
        tags: { ...state.tags, [change.key]: [...(ownValue(state.tags, change.key) ?? []), ...change.add] },
      };
    case 'assign-tags':
      return withTags(state, change.place, (own) => ({ ...own, ...change.tags }));
    case 'unassign-tags':
      return withTags(state, change.place, (own) => without(own, Object.keys(change.tags)));
    case 'create-filter':
    case 'update-filter':
      return withFilters(state, change, (filters) => [...otherThan(filters, change.filter.name), change.filter]);
    case 'delete-filter':
      return {
        ...withFilters(state, change, (filters) => otherThan(filters, change.name)),
        // grants on the filter go with it
        grants: state.grants.filter(
          ({ resource: r }) =>
            !(
              r.kind === 'filter' &&
              r.database === change.database &&
              r.table === change.table &&
              r.name === change.name
            ),
        ),
      };
    case 'grant':
      return { ...state, grants: addGrant(state.grants, change.grant) };
    case 'revoke':
      return { ...state, grants: removeGrant(state.grants, change.grant) };
    case 'opt-in':
      return { ...state, optIns: [...state.optIns, change.optIn] };
  }
}

/** What is owned once a plan's bookkeeping and so many of its changes are done. */
export function ownedAfter(owned: Owned, plan: GovernancePlan, changes: readonly Change[] = plan.changes): Owned {
  const things = new Set([...owned.things].filter((thing) => !plan.forget.includes(thing)));
  for (const change of changes) {
    const { gains, loses } = ownershipOf(change);
    for (const thing of gains) things.add(thing);
    for (const thing of loses) things.delete(thing);
  }
  return {
    things,
    columns: { ...owned.columns, ...plan.remember },
    versions: { ...owned.versions, ...plan.versions },
  };
}

function withTags(state: CatalogState, place: Place, change: (own: Tags) => Tags): CatalogState {
  const { database, table, column } = place;
  return withDatabase(state, database, (found) => {
    if (table === undefined) return { ...found, tags: change(found.tags) };
    return withTable(found, table, (tableState) => {
      if (column === undefined) return { ...tableState, tags: change(tableState.tags) };
      const own = change(ownValue(tableState.columnTags, column) ?? {});
      const others = without(tableState.columnTags, [column]);
      return { ...tableState, columnTags: Object.keys(own).length === 0 ? others : { ...others, [column]: own } };
    });
  });
}

const withFilters = (
  state: CatalogState,
  { database, table }: { readonly database: string; readonly table: string },
  change: (filters: readonly DataFilter[]) => readonly DataFilter[],
): CatalogState =>
  withDatabase(state, database, (found) =>
    withTable(found, table, (tableState) => ({ ...tableState, filters: change(tableState.filters) })),
  );

const withDatabase = (
  state: CatalogState,
  database: string,
  change: (found: DatabaseState) => DatabaseState,
): CatalogState => ({
  ...state,
  databases: { ...state.databases, [database]: change(ownValue(state.databases, database)!) },
});

const withTable = (found: DatabaseState, table: string, change: (state: TableState) => TableState): DatabaseState => ({
  ...found,
  tables: { ...found.tables, [table]: change(ownValue(found.tables, table)!) },
});

const otherThan = (filters: readonly DataFilter[], name: string): DataFilter[] =>
  filters.filter((filter) => filter.name !== name);

function without<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

/** One holder, one resource, one account that granted. */
const resourceIdentity = ({ principal, resource, grantedIn }: Grant): string =>
  JSON.stringify([grantedIn ?? null, principal, resourceKey(resource)]);

/** Granting again adds to what is there. */
function addGrant(grants: readonly Grant[], grant: Grant): Grant[] {
  const identity = resourceIdentity(grant);
  const old = grants.find((each) => resourceIdentity(each) === identity);
  const withGrantOption = union(old?.withGrantOption ?? [], grant.withGrantOption);
  const permissions = union(old?.permissions ?? [], grant.permissions, grant.withGrantOption);
  return [...grants.filter((each) => each !== old), { ...grant, permissions, withGrantOption }];
}

function removeGrant(grants: readonly Grant[], grant: Grant): Grant[] {
  const identity = resourceIdentity(grant);
  return grants
    .flatMap((each) => withoutOtherValues(each, grant))
    .flatMap((each): Grant[] => {
      if (resourceIdentity(each) !== identity) return [each];
      const permissions = each.permissions.filter((p) => !grant.permissions.includes(p));
      const withGrantOption = each.withGrantOption.filter(
        (p) => permissions.includes(p) && !grant.withGrantOption.includes(p),
      );
      return permissions.length === 0 ? [] : [{ ...each, permissions, withGrantOption }];
    });
}

/** A grant on several values of a tag, in two where only some are taken away. */
function withoutOtherValues(each: Grant, { principal, resource }: Grant): Grant[] {
  const { resource: own } = each;
  if (own.kind !== 'tag' || resource.kind !== 'tag' || own.key !== resource.key || each.principal !== principal) {
    return [each];
  }
  const taken = own.values.filter((value) => resource.values.includes(value));
  const kept = own.values.filter((value) => !resource.values.includes(value));
  return [taken, kept].filter(({ length }) => length > 0).map((values) => ({ ...each, resource: { ...own, values } }));
}

const union = <T>(...lists: readonly (readonly T[])[]): T[] => [...new Set(lists.flat())].sort();
