import type { Owned } from '../model/owned';
import { type DatabaseRules, isOpen, mapValues, rulesOfTable, type TableRules } from '../model/policy';
import type { CatalogState, DatabaseState, OptIn, TableState, Tags } from '../model/state';
import { locationOf } from '../model/state';
import { type Classification, classifyColumns } from './classify-columns';
import { grantsOf, readersOf } from './desired-grants';
import type { Desired, DesiredFilter, DesiredTable } from './desired-table';

/** The database must be in the state. */
export function desiredOf(rules: DatabaseRules, live: CatalogState, owned: Owned): Desired {
  const database = live.databases[rules.database]!;
  const classified = mapValues(database.tables, (table, name) => desiredTable(rules, name, table, owned));
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

function desiredTable(
  rules: DatabaseRules,
  name: string,
  state: TableState,
  owned: Owned,
): Pick<Classification, 'held' | 'widened'> & { readonly table: DesiredTable } {
  const own = rulesOfTable(rules, name);
  const tags = { ...rules.databaseTags, ...own.tags };
  const declared = declaredColumnTags(own, state);
  const shows =
    own.filters.length > 0 ||
    [tags, ...Object.values(declared).map((column) => ({ ...tags, ...column }))].some((t) => isOpen(rules, t));
  if (!shows) {
    return {
      table: { tags: own.tags, columnTags: declared, heldBack: [], cannotHide: [], filters: [] },
      held: [],
      widened: [],
    };
  }
  const place = { database: rules.database, table: name };
  const { held, widened, agreed } = classifyColumns(place, state.columns, own, owned.columns[name]);
  const hidden = new Set(held.map(({ column }) => column));
  const open = [...hidden].filter((column) => isOpen(rules, { ...tags, ...declared[column] }));
  const hiding = hidingTags(rules);
  const present = new Set(state.columns.map((column) => column.name));
  return {
    table: {
      tags: own.tags,
      columnTags: {
        ...declared,
        ...Object.fromEntries(hiding === undefined ? [] : open.map((c) => [c, { ...declared[c], ...hiding }])),
      },
      heldBack: open,
      cannotHide: hiding === undefined ? open : [],
      filters: own.filters.flatMap((filter): DesiredFilter[] => {
        const columns = filter.columns.filter((column) => present.has(column) && !hidden.has(column));
        if (columns.length === 0) return [];
        return [{ filter: { name: filter.name, columns, rows: filter.rows }, principals: filter.principals }];
      }),
      agreed,
    },
    held,
    widened,
  };
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

/** A tag that the shared one does not match: the database's own where it will do. */
function hidingTags({ sharedTag, databaseTags, tags }: DatabaseRules): Tags | undefined {
  for (const key of Object.keys(sharedTag).sort()) {
    const shared = sharedTag[key]!;
    const value = [databaseTags[key], ...(tags[key] ?? [])].find((v) => v !== undefined && v !== shared);
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
    const desired = tables[table]!;
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
