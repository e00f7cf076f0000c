import { tokensOf } from '../../config/governance/predicate-tokens';
import {
  ALL_ROWS,
  type CatalogState,
  type DatabaseState,
  type DataFilter,
  type Grant,
  type GrantedResource,
  type Permission,
  type TableState,
} from '../model/state';
import { columnTags, matches } from '../model/tags';

/** For each column that is seen, the predicates of the rows it is seen in; {@link ALL_ROWS}: in all. */
export type ColumnRows = ReadonlyMap<string, readonly string[]>;

/** One table of a state. */
export interface TableRef {
  readonly state: CatalogState;
  readonly database: string;
  readonly table: string;
  readonly databaseState: DatabaseState;
  readonly tableState: TableState;
}

/** Whoever holds one of these on the whole table reads it whole: a column list beside it has no effect. */
export const DEFEATS_COLUMN_LISTS: ReadonlySet<Permission> = new Set(['ALL', 'ALTER', 'DROP', 'DELETE', 'INSERT']);

/** Whoever holds one of these on the catalog reads everything in it. */
const READS_EVERYTHING: readonly Permission[] = ['ALL', 'SUPER_USER'];

/** What grants show together: their union, over names and tags alike. */
export function sightOfGrants(grants: readonly Grant[], ref: TableRef): ColumnRows {
  const held = grants.filter((grant) => bearsOnTables(grant) && columnsOfGrant(grant.resource, ref).length > 0);
  const sight = held.map((grant) => sightOfGrant(grant, ref)).reduce(unite, new Map());
  const all = columnNames(ref.tableState);
  const defeats = held.some(
    ({ resource, permissions }) =>
      permissions.some((p) => DEFEATS_COLUMN_LISTS.has(p)) && columnsOfGrant(resource, ref).length === all.length,
  );
  return defeats && sight.size > 0 ? wholeTable(ref.tableState) : sight;
}

export const wholeTable = (table: TableState): ColumnRows => new Map(columnNames(table).map((c) => [c, [ALL_ROWS]]));

export const columnNames = (table: TableState): string[] => table.columns.map(({ name }) => name);

function sightOfGrant({ resource, permissions }: Grant, ref: TableRef): ColumnRows {
  if (resource.kind === 'catalog')
    return bearsOnTables({ resource, permissions }) ? wholeTable(ref.tableState) : new Map();
  if (!permissions.includes('SELECT') && !permissions.includes('ALL')) return new Map();
  const rows = resource.kind === 'filter' ? (filterOf(resource.name, ref)?.rows ?? 'FALSE') : ALL_ROWS;
  return new Map(columnsOfGrant(resource, ref).map((column) => [column, [rows]]));
}

/** A right on the catalog, such as to create databases, is none on its tables. */
export const bearsOnTables = ({ resource, permissions }: Pick<Grant, 'resource' | 'permissions'>): boolean =>
  resource.kind !== 'catalog' || permissions.some((each) => READS_EVERYTHING.includes(each));

/** The columns of the table that a grant on this resource is about. */
export function columnsOfGrant(resource: GrantedResource, ref: TableRef): string[] {
  const all = columnNames(ref.tableState);
  switch (resource.kind) {
    case 'catalog':
      return all;
    case 'table':
      return resource.database === ref.database && (resource.table === ref.table || resource.table === '*') ? all : [];
    case 'columns':
      return isOn(resource, ref) ? listedColumns(resource, all) : [];
    case 'filter':
      return isOn(resource, ref) ? listedColumns(filterOf(resource.name, ref) ?? { columns: [] }, all) : [];
    case 'policy':
      if (resource.type !== 'TABLE') return [];
      return all.filter((c) => matches(resource.expression, columnTags(ref.databaseState, ref.tableState, c)));
    default:
      return [];
  }
}

const isOn = (resource: { readonly database: string; readonly table: string }, ref: TableRef): boolean =>
  resource.database === ref.database && resource.table === ref.table;

const filterOf = (name: string, { tableState }: TableRef): DataFilter | undefined =>
  tableState.filters.find((filter) => filter.name === name);

const listedColumns = (
  { columns, excluded = [] }: Pick<DataFilter, 'columns' | 'excluded'>,
  all: readonly string[],
): string[] => all.filter((c) => (columns === undefined ? !excluded.includes(c) : columns.includes(c)));

export function unite(a: ColumnRows, b: ColumnRows): ColumnRows {
  const both = new Map(a);
  for (const [column, rows] of b) both.set(column, [...new Set([...(a.get(column) ?? []), ...rows])].sort());
  return both;
}

/** What an account gives on reaches no further than what it was given: in columns and in rows. */
export function intersect(local: ColumnRows, given: ColumnRows): ColumnRows {
  return new Map(
    [...local].flatMap(([column, rows]) => {
      const limit = given.get(column);
      return limit === undefined ? [] : [[column, narrower(rows, limit)] as const];
    }),
  );
}

function narrower(a: readonly string[], b: readonly string[]): readonly string[] {
  // of the same predicates, the account's spelling
  if (a.includes(ALL_ROWS) || isWithin(b, a)) return b;
  return b.includes(ALL_ROWS) || isWithin(a, b) ? a : [`(${anyOf(a)}) AND (${anyOf(b)})`];
}

/** Every row that one of the predicates lets through passes one of the others too: it is the same, however spelt. */
const isWithin = (predicates: readonly string[], others: readonly string[]): boolean =>
  predicates.every((predicate) => others.some((other) => meaningOf(other) === meaningOf(predicate)));

const meaningOf = (predicate: string): string =>
  JSON.stringify(
    tokensOf(predicate).map(({ kind, text }) => (kind === 'quoted' || kind === 'word' ? ['name', text] : [kind, text])),
  );

/** OR of predicates. */
export const anyOf = (predicates: readonly string[]): string =>
  predicates.length === 1 ? predicates[0]! : predicates.map((predicate) => `(${predicate})`).join(' OR ');
