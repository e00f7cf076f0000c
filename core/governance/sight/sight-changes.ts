import { ownValue } from '../../own-value';
import { type Change, tableOf } from '../model/changes';
import { ALL_ROWS, type CatalogState, IAM_ALLOWED_PRINCIPALS } from '../model/state';
import { applyChange } from '../plan/apply-change';
import { narrowedTo } from './narrowed-state';
import { type Principal, principalOf, type Sight, visibleColumns } from './who-can-see';

/** What changes bring one principal on one table. */
export interface SightChange {
  readonly principal: string;
  readonly database: string;
  readonly table: string;
  /** Columns seen after and not before, in the table's order. */
  readonly gains: readonly string[];
  /** Columns seen before and not after. */
  readonly loses: readonly string[];
  /** Partition keys, which come with the first column and go with the last. Absent: neither. */
  readonly partitionKeys?: readonly string[];
  /** Set where something is seen before and after, in other rows. Predicates, or `TRUE` for all rows. */
  readonly rows?: { readonly before: string; readonly after: string };
  /** The rows in which the gained columns are seen. */
  readonly gainsIn?: string;
}

/**
 * Who sees more and who sees less of one database once the changes are applied: everybody who holds a grant before or
 * after, and {@link IAM_ALLOWED_PRINCIPALS} where Lake Formation restricts nobody.
 */
export function sightChanges(live: CatalogState, database: string, changes: readonly Change[]): SightChange[] {
  const tables = ownValue(live.databases, database)?.tables ?? {};
  if (changes.length === 0) return [];
  const common = changes.filter((change) => tableOf(change) === undefined);
  const narrowed = narrowedTo(live);
  return Object.keys(tables).flatMap((table) => {
    const before = onlyTable(narrowed(table), database, table);
    const own = changes.filter((change) => tableOf(change) === table);
    const after = [...common, ...own].reduce(applyChange, before);
    return holdersIn(before, after).flatMap(([name, principal]): SightChange[] => {
      const change = compare(
        visibleColumns(principal, database, table, before),
        visibleColumns(principal, database, table, after),
      );
      return change === undefined ? [] : [{ principal: name, database, table, ...change }];
    });
  });
}

/** More is seen by it than before: columns, or rows that may not have been seen. */
export const opens = ({ gains, rows }: SightChange): boolean =>
  gains.length > 0 || (rows !== undefined && rows.before !== ALL_ROWS);

/** Less is seen by it than before. Other rows are both. */
export const closes = ({ loses, rows }: SightChange): boolean =>
  loses.length > 0 || (rows !== undefined && rows.after !== ALL_ROWS);

/** Changes of a table are looked at in a state of that table alone: thousands of tables stay affordable. */
const onlyTable = (state: CatalogState, database: string, table: string): CatalogState => {
  const found = ownValue(state.databases, database)!;
  return { ...state, databases: { [database]: { ...found, tables: { [table]: ownValue(found.tables, table)! } } } };
};

function holdersIn(...states: readonly CatalogState[]): (readonly [string, Principal])[] {
  const named = states.flatMap(({ grants, catalogId }) =>
    grants.filter(({ grantedIn = catalogId }) => grantedIn === catalogId).map(({ principal }) => principal),
  );
  const others = [...new Set(named)].filter((name) => name !== IAM_ALLOWED_PRINCIPALS).sort();
  // without a grant of its own, the account sees just what everybody sees whom IAM allows
  const everybody = [IAM_ALLOWED_PRINCIPALS, { accountId: states[0]!.catalogId }] as const;
  return [everybody, ...others.map((name) => [name, principalOf(name)] as const)];
}

function compare(before: Sight, after: Sight): Omit<SightChange, 'principal' | 'database' | 'table'> | undefined {
  const gains = after.columns.filter((column) => !before.columns.includes(column));
  const loses = before.columns.filter((column) => !after.columns.includes(column));
  const [rowsBefore, rowsAfter] = [before.rows ?? ALL_ROWS, after.rows ?? ALL_ROWS];
  const isSeen = before.columns.length > 0 && after.columns.length > 0;
  const rows = isSeen && rowsBefore !== rowsAfter ? { before: rowsBefore, after: rowsAfter } : undefined;
  if (gains.length + loses.length === 0 && rows === undefined) return undefined;
  const partitionKeys = isSeen ? undefined : [...before.partitionKeys, ...after.partitionKeys];
  return { gains, loses, partitionKeys, rows, gainsIn: gains.length === 0 ? undefined : rowsAfter };
}

/** One line for people. */
export function describeSightChange(change: SightChange): string {
  const { principal, database, table, gains, loses, partitionKeys = [], rows, gainsIn } = change;
  const withKeys = (columns: readonly string[]): string => [...columns, ...partitionKeys].join(', ');
  const parts = [
    ...(gains.length === 0
      ? []
      : [`gains ${withKeys(gains)}${gainsIn === ALL_ROWS ? '' : ` in ${showRows(gainsIn!)}`}`]),
    ...(loses.length === 0 ? [] : [`loses ${withKeys(loses)}`]),
    ...(rows === undefined ? [] : [`sees ${showRows(rows.after)} instead of ${showRows(rows.before)}`]),
  ];
  return `${database}.${table}: ${principal} ${parts.join(' and ')}`;
}

const showRows = (rows: string): string => (rows === ALL_ROWS ? 'all rows' : `rows where ${rows}`);
