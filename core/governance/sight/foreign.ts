import { FILLING_GRANTS } from '../../lake/crawler';
import { ownValue } from '../../own-value';
import { desiredOf } from '../desired/desired';
import { formerAmong } from '../desired/desired-grants';
import type { Desired, DesiredTable } from '../desired/desired-table';
import { type Change, describeGrant } from '../model/changes';
import { openAccess } from '../model/iam-allowed';
import { filterThing, grantThings, type Owned, tagThing } from '../model/owned';
import { type DatabaseRules, type GovernancePolicy, type PolicyContext, rulesOf } from '../model/policy';
import {
  type CatalogState,
  type DatabaseState,
  type Grant,
  type Permission,
  type Place,
  showPlace,
  type TableState,
  type Tags,
} from '../model/state';
import { columnTags, matches, tableTags } from '../model/tags';
import { planTags } from '../plan/plan-tags';
import type { Door } from './door';
import { bearsOnTables } from './grant-sights';
import { isSessionOf } from './who-can-see';

interface ForeignTag {
  readonly kind: 'tag';
  readonly place: Place;
  readonly key: string;
  readonly value: string;
}

/** Something of others on a database. */
export type ForeignThing =
  | ForeignTag
  | { readonly kind: 'filter'; readonly database: string; readonly table: string; readonly name: string }
  | { readonly kind: 'grant'; readonly grant: Grant }
  | Door;

/** One line for people. */
export function describeForeign(thing: ForeignThing): string {
  switch (thing.kind) {
    case 'tag':
      return `tag ${thing.key}=${thing.value} on ${showPlace(thing.place)}`;
    case 'filter':
      return `filter ${thing.name} on ${thing.database}.${thing.table}`;
    case 'grant':
      return describeGrant(thing.grant);
    case 'door':
      return thing.text;
  }
}

/**
 * What stands on one database that lakeferry did not make and the policy does not declare: tags, filters and grants of
 * others. It is never taken away. Left out is what Lake Formation gives whoever created the database or the table, and
 * what the stacks give whoever fills the database.
 */
export function foreignThings(
  policy: GovernancePolicy,
  live: CatalogState,
  owned: Owned,
  context: PolicyContext,
): ForeignThing[] {
  const rules = rulesOf(policy, context);
  const desired = desiredOf(rules, live, owned);
  const { database } = rules;
  const fillingRole = ownValue(live.databases, database)!.fillingRole?.split('/').at(-1);
  const state = ownValue(live.databases, database)!;
  const wanted = new Set(desired.grants.flatMap(grantThings));
  const isOurs = (thing: string): boolean => owned.things.has(thing) || wanted.has(thing);
  const found = [
    { place: { database }, own: state.tags, inherited: {}, declared: desired.databaseTags },
    ...Object.entries(state.tables).flatMap(([table, { tags: own, columnTags: ofColumns }]) => [
      { place: { database, table }, own, inherited: state.tags, declared: ownValue(desired.tables, table)!.tags },
      ...Object.entries(ofColumns).map(([column, ofColumn]) => ({
        place: { database, table, column },
        own: ofColumn,
        inherited: { ...state.tags, ...own },
        declared: declaredOn(ownValue(desired.tables, table)!, column, rules),
      })),
    ]),
  ].flatMap(({ place, own, inherited, declared }) =>
    Object.entries(own)
      // no document says that `ShowAssignedLFTags` leaves out what is inherited
      .filter(([key, value]) => ownValue(inherited as Tags, key) !== value)
      .filter(([key]) => ownValue(declared, key) === undefined && !owned.things.has(tagThing(place, key)))
      .map(([key, value]): ForeignTag => ({ kind: 'tag', place, key, value })),
  );
  const tags = withoutPlanned(found, rules, () => planTags(rules, desired, live, owned));
  const filters = Object.entries(state.tables).flatMap(([table, { filters: present }]) =>
    present
      .filter(({ name }) => !owned.things.has(filterThing(table, name)))
      .filter(({ name }) => !ownValue(desired.tables, table)!.filters.some(({ filter }) => filter.name === name))
      .map(({ name }): ForeignThing => ({ kind: 'filter', database, table, name })),
  );
  const toBeRevoked: readonly Grant[] = openAccess(rules, live).byDefault;
  // told as a problem of its own
  const former = formerAmong(rules, live);
  const grants = live.grants
    .filter(({ grantedIn = live.catalogId }) => grantedIn === live.catalogId)
    .filter(({ resource }) =>
      'database' in resource ? resource.database === database : reaches(resource, state, desired),
    )
    .concat(live.grants.filter((grant) => mayAgree(grant, rules, live)))
    .filter(bearsOnTables)
    .filter((grant) => !isCreators(grant, state) && !isFillers(grant, live.catalogId, fillingRole))
    .filter((grant) => !grantThings(grant).every(isOurs))
    .filter((grant) => !toBeRevoked.includes(grant) && !former.includes(grant))
    .map((grant): ForeignThing => ({ kind: 'grant', grant }));
  // a filter can be deleted once its grants are revoked: what undoes them works in this order
  return [tags, grants, filters].flatMap((things) =>
    things
      .map(withText)
      .sort(byText)
      .map(([thing]) => thing),
  );
}

/** A partition key gets lakeferry's own tag beside agreed columns; the ledger may have lost that. */
function declaredOn({ columnTags, taggedKeys }: DesiredTable, column: string, { agreedTag }: DatabaseRules): Tags {
  return { ...ownValue(columnTags, column), ...(taggedKeys.includes(column) ? agreedTag : {}) };
}

/** Lakeferry's own tag stands nowhere but where it is wanted: what the plan takes off is not left alone. */
function withoutPlanned(found: readonly ForeignTag[], { agreedTag }: DatabaseRules, plan: () => Change[]) {
  if (!found.some(({ key }) => ownValue(agreedTag, key) !== undefined)) return found;
  const takenOff = new Set(
    plan().flatMap((change) =>
      change.kind === 'unassign-tags' ? Object.keys(change.tags).map((key) => tagThing(change.place, key)) : [],
    ),
  );
  return found.filter(({ place, key }) => !takenOff.has(tagThing(place, key)));
}

const OPENS_BY_TAG: readonly Permission[] = ['ALL', 'ASSOCIATE', 'OTHER'];

/** May put lakeferry's own tag on a column, which opens it where its table is shared, or grant by that tag. */
function mayAgree(
  { principal, resource, permissions, grantedIn }: Grant,
  { database, agreedTag }: Pick<DatabaseRules, 'database' | 'agreedTag'>,
  { databases, catalogId }: CatalogState,
): boolean {
  if (resource.kind !== 'tag' || (grantedIn ?? catalogId) !== catalogId) return false;
  const value = ownValue(agreedTag, resource.key);
  const isOwnTag = value !== undefined && resource.values.some((each) => each === value || each === '*');
  const isOurs = (ownValue(databases, database)!.administrators ?? []).some(
    (each) => each === principal || isSessionOf(each, principal),
  );
  return isOwnTag && !isOurs && permissions.some((each) => OPENS_BY_TAG.includes(each));
}

const withText = (thing: ForeignThing) => [thing, describeForeign(thing)] as const;
const byText = ([, a]: readonly [ForeignThing, string], [, b]: readonly [ForeignThing, string]): number =>
  a < b ? -1 : 1;

/**
 * A tag policy that something of the database carries the tags of, or is to. Tags themselves show nothing.
 */
function reaches(resource: Grant['resource'], database: DatabaseState, desired: Desired): boolean {
  if (resource.kind === 'catalog') return true;
  if (resource.kind !== 'policy') return false;
  const reached = (tags: Tags): boolean => matches(resource.expression, tags);
  if (resource.type === 'DATABASE') return reached(database.tags) || reached(desired.databaseTags);
  return Object.entries(database.tables).some(
    ([name, table]) =>
      reached(tableTags(database, table)) ||
      reached({ ...desired.databaseTags, ...ownValue(desired.tables, name)!.tags }) ||
      Object.keys(table.columnTags).some((column) => reached(columnTags(database, table, column))),
  );
}

/**
 * Lake Formation gives the creator of a table all rights on it. Glue does not tell who created a database: it was
 * CloudFormation's role, which is an administrator by the stacks, or somebody who made its tables too.
 */
function isCreators(
  { principal, resource, permissions }: Grant,
  { tables, administrators = [] }: DatabaseState,
): boolean {
  const isCreator = ({ createdBy }: TableState): boolean =>
    createdBy !== undefined && (principal === createdBy || isSessionOf(principal, createdBy));
  if (resource.kind === 'table' || resource.kind === 'columns') {
    const table = ownValue(tables, resource.table);
    return table !== undefined && isCreator(table);
  }
  if (resource.kind !== 'database' || !permissions.includes('ALL')) return false;
  return administrators.includes(principal) || Object.values(tables).some(isCreator);
}

/** Anything beyond what the stack grants, also to this role, is somebody else's. */
function isFillers(
  { principal, resource, permissions, withGrantOption }: Grant,
  catalogId: string,
  role?: string,
): boolean {
  if (role === undefined || withGrantOption.length > 0) return false;
  if (principal.split(':')[4] !== catalogId || !principal.endsWith(`/${role}`)) return false;
  const isWithin = (granted: readonly string[]): boolean => permissions.every((each) => granted.includes(each));
  if (resource.kind === 'database') return isWithin(FILLING_GRANTS.database);
  return 'table' in resource && resource.table === '*' && isWithin(FILLING_GRANTS.tables);
}
