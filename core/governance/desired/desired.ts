import { ownValue } from '../../own-value';
import type { Owned } from '../model/owned';
import {
  type DatabaseRules,
  isMeantOpen,
  mapValues,
  readersByFilter,
  rulesOfTable,
  type TableRules,
  WHOLE_FILTER,
} from '../model/policy';
import type { CatalogState, DatabaseState, OptIn, TableState, Tags } from '../model/state';
import { ALL_ROWS, locationOf } from '../model/state';
import { isOfOthers } from '../model/tables-of-others';
import { matches } from '../model/tags';
import { type Classification, classifyColumns } from './classify-columns';
import { grantsOf, readersOf } from './desired-grants';
import type { Desired, DesiredFilter, DesiredTable } from './desired-table';
import { recalledAgreement } from './recall-agreed';

/** The database must be in the state. */
export function desiredOf(rules: DatabaseRules, live: CatalogState, owned: Owned): Desired {
  const database = ownValue(live.databases, rules.database)!;
  const isOpenToOthers = opensWithoutAgreement(rules, live);
  const classified = mapValues(database.tables, (table, name) =>
    ownValue(rules.tables, name) === undefined && isOfOthers(live, database, table)
      ? NOT_OURS
      : desiredTable(rules, name, table, owned, isOpenToOthers),
  );
  const tables = mapValues(classified, ({ table }) => table);
  return {
    databaseTags: rules.databaseTags,
    tables,
    grants: grantsOf(rules, tables, live.catalogId),
    optIns: optInsOf(rules, live, database, tables),
    unclassified: Object.values(classified).flatMap(({ held }) => held),
    widened: Object.values(classified).flatMap(({ widened }) => widened),
  };
}

interface ClassifiedTable extends Pick<Classification, 'held' | 'widened'> {
  readonly table: DesiredTable;
}

function desiredTable(
  rules: DatabaseRules,
  name: string,
  state: TableState,
  owned: Owned,
  isOpenToOthers: (tags: Tags) => boolean,
): ClassifiedTable {
  const own = rulesOfTable(rules, name);
  const tags = { ...rules.databaseTags, ...own.tags };
  const declared = declaredColumnTags(own, state);
  const tagsOf = (column: string): Tags => ({ ...tags, ...ownValue(declared, column) });
  const shows =
    own.filters.length > 0 ||
    isMeantOpen(rules, tags) ||
    Object.keys(declared).some((column) => isMeantOpen(rules, tagsOf(column)));
  if (!shows) {
    return { table: { ...CLOSED, tags: own.tags, columnTags: declared }, held: [], widened: [] };
  }
  const place = { database: rules.database, table: name };
  const known = ownValue(owned.columns, name);
  const recalled = known ?? recalledAgreement(rules, state);
  const { held, widened, agreed } = classifyColumns(place, state.columns, own, recalled);
  const isListed = (column: string): boolean => own.filters.some(({ columns }) => columns.includes(column));
  const hidden = held.map(({ column }) => column);
  const open = state.columns
    .map((column) => column.name)
    .filter((column) => !hidden.includes(column) && isMeantOpen(rules, tagsOf(column)));
  const byTag = rules.wholeTables === 'columnTags' ? open : [];
  const exposed = hidden.filter((column) => isOpenToOthers(tagsOf(column)));
  const hiding = hidingTags(rules);
  const tagged = (columns: readonly string[], more: Tags) =>
    columns.map((column) => [column, { ...ownValue(declared, column), ...more }] as const);
  const columnTags: Readonly<Record<string, Tags>> = {
    ...declared,
    ...Object.fromEntries(tagged(byTag, rules.agreedTag)),
    ...(hiding === undefined ? {} : Object.fromEntries(tagged(exposed, hiding))),
  };
  return {
    table: {
      tags: own.tags,
      columnTags,
      taggedKeys: byTag.length === 0 ? [] : state.partitionKeys,
      held: hidden,
      heldBack: exposed,
      cannotHide: hiding === undefined ? exposed : [],
      filters: [...declaredFilters(own, state, hidden), ...wholeFilter(rules, state, open)],
      agreed,
    },
    held: held.map((each) => ({
      ...each,
      ...(known === undefined && each.reason === 'NEW' ? { mayBeOld: true } : {}),
      ...(isListed(each.column) || isMeantOpen(rules, tagsOf(each.column)) ? {} : { staysHidden: true }),
    })),
    widened,
  };
}

const CLOSED: DesiredTable = {
  tags: {},
  columnTags: {},
  taggedKeys: [],
  held: [],
  heldBack: [],
  cannotHide: [],
  filters: [],
};

/** Made by others beside the lake, and not named by the policy: what opens the whole database does not open it. */
const NOT_OURS: ClassifiedTable = { table: CLOSED, held: [], widened: [] };

/** Of columns that are there and agreed to. */
const declaredFilters = ({ filters }: TableRules, state: TableState, hidden: readonly string[]): DesiredFilter[] =>
  filters.flatMap(({ name, rows, principals, columns: listed }) => {
    const present = new Set(state.columns.map((column) => column.name));
    const columns = listed.filter((column) => present.has(column) && !hidden.includes(column));
    return columns.length === 0 ? [] : [{ filter: { name, columns, rows }, principals }];
  });

/** Over all open columns of a table: for whom no tag policy is. Lake Formation filters no views. */
function wholeFilter(rules: DatabaseRules, { isView }: TableState, open: readonly string[]): DesiredFilter[] {
  const principals = readersByFilter(rules);
  if (principals.length === 0 || open.length === 0 || isView === true) return [];
  return [{ filter: { name: WHOLE_FILTER, columns: [...open].sort(), rows: ALL_ROWS }, principals }];
}

/** Of columns that are there; the others are reported. */
const declaredColumnTags = (own: TableRules, state: TableState): Readonly<Record<string, Tags>> => {
  const present = new Set(state.columns.map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(own.columns).flatMap(([name, { tags }]) =>
      present.has(name) && Object.keys(tags).length > 0 ? [[name, tags]] : [],
    ),
  );
};

/**
 * Some policy opens by the tags of tables alone: a grant of others, or one of before lakeferry had a tag of its own.
 */
function opensWithoutAgreement({ agreedTag }: DatabaseRules, { grants }: CatalogState): (tags: Tags) => boolean {
  const expressions = grants.flatMap(({ resource }) =>
    resource.kind === 'policy' && resource.type === 'TABLE' ? [resource.expression] : [],
  );
  const others = expressions.filter((each) => Object.keys(agreedTag).every((key) => ownValue(each, key) === undefined));
  return (tags) => others.some((expression) => matches(expression, tags));
}

/** A tag that the shared one does not match: the database's own where it will do. */
function hidingTags({ sharedTag, databaseTags, tags }: DatabaseRules): Tags | undefined {
  for (const key of Object.keys(sharedTag).sort()) {
    const shared = ownValue(sharedTag, key)!;
    const value = [ownValue(databaseTags, key), ...(ownValue(tags, key) ?? [])].find(
      (v) => v !== undefined && v !== shared,
    );
    if (value !== undefined) return { [key]: value };
  }
  return undefined;
}

/**
 * Where Lake Formation governs only who is opted in. Tags cannot be used for this: table by table. Of another account,
 * whoever reads the table; of this one, whoever the policy names, for what IAM allows them would be open otherwise.
 */
function optInsOf(
  rules: DatabaseRules,
  live: CatalogState,
  { tables: states }: DatabaseState,
  tables: Readonly<Record<string, DesiredTable>>,
): OptIn[] {
  const { database, analytics } = rules;
  const declared = Object.values(rules.tables).flatMap(({ filters }) =>
    filters.flatMap(({ principals }) => principals),
  );
  const own = declared.filter((principal) => principal.split(':')[4] === live.catalogId);
  const optIns = Object.entries(states).flatMap(([table, { location }]) => {
    if (locationOf(live, location)?.hybrid !== true) return [];
    const desired = ownValue(tables, table)!;
    const byTag = analytics !== undefined && desired.agreed !== undefined ? [analytics] : [];
    const principals = new Set([...readersOf([desired]), ...own, ...byTag]);
    return [...principals]
      .sort()
      .map((principal): OptIn => ({ principal, resource: { kind: 'table', database, table } }));
  });
  const principals = [...new Set(optIns.map(({ principal }) => principal))];
  // tables of another account need the database opted in as well
  return [
    ...principals.map((principal): OptIn => ({ principal, resource: { kind: 'database', database } })),
    ...optIns,
  ];
}
