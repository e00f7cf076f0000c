import { currentState, missingForState, quotedName } from '../../../core/dynamodb/current-state';
import { partitionColumns } from '../../../core/dynamodb/publishing/partition-columns';
import { isOfKeys } from '../../../core/dynamodb/state/account-sight';
import type { CatalogState } from '../../../core/governance';
import { ownValue } from '../../../core/own-value';
import { type KnownReaders, sightRows } from '../../governance/sights';
import type { EntryTable } from '../published-entry';

export interface StateAsked {
  readonly database: string;
  readonly table: EntryTable;
  /** Account id or ARN. @default every column, as nobody's */
  readonly principal?: string;
  /** For DuckDB: folders of the table's partitions. @default the statement is for Athena */
  readonly folders?: readonly string[];
}

/** The statement cannot be told to a principal, or at all. */
export class NoStateError extends Error {
  override readonly name = 'NoStateError';
}

/** The current state in the columns that a principal sees. Throws {@link NoStateError}. */
export function stateStatement(live: CatalogState, asked: StateAsked, known: KnownReaders = {}): string {
  const { database, table, principal, folders } = asked;
  const columns = columnsFor(live, asked, known);
  const missing = missingForState({ keys: table.keys, columns });
  if (missing.length > 0) {
    const list = missing.join(', ');
    if (principal === undefined)
      throw new NoStateError(
        `${database}.${table.glueTable} has no ${list}, so its current state cannot be told. ` +
          `Do the keys of the table in dynamodb[].publish name its key attributes?`,
      );
    throw new NoStateError(
      `${principal} does not see ${list} of ${database}.${table.glueTable}, so it cannot tell the current state. ` +
        `Add what is missing to the columns of its filter (governance.databases).`,
    );
  }
  return currentState({ from: sourceOf(asked, folders, columns), keys: table.keys, columns });
}

function columnsFor(live: CatalogState, { database, table, principal }: StateAsked, known: KnownReaders) {
  const { glueTable, keys } = table;
  const found = ownValue(ownValue(live.databases, database)?.tables, glueTable);
  if (found === undefined) {
    throw new NoStateError(
      `${database}.${glueTable} is not in the catalog yet: the first publication of a finished date makes it.`,
    );
  }
  const all = found.columns.map(({ name }) => name);
  if (principal === undefined) return all;
  const [sight] = sightRows(live, { principal, database, table: glueTable }, known);
  const { columns = [], rows = 'none', cellRows } = sight ?? {};
  if (columns.length === 0) throw new NoStateError(`${principal} sees nothing of ${database}.${glueTable}.`);
  if (cellRows !== undefined || (rows !== 'all rows' && !isOfKeys(rows, keys))) {
    throw new NoStateError(
      `${principal} sees rows of ${database}.${glueTable} by other columns than its keys (${rows}). ` +
        'A deletion does not have those, so deleted items would stay in its current state.',
    );
  }
  return all.filter((name) => columns.includes(name));
}

/** Columns that a date's files do not have are NULL there. */
function sourceOf({ database, table }: StateAsked, folders: readonly string[] | undefined, columns: readonly string[]) {
  if (folders === undefined) return `${quotedName(database)}.${quotedName(table.glueTable)}`;
  const files = folders.map((folder) => `'${folder.replaceAll("'", "''")}*.parquet'`).join(', ');
  const rows = `read_parquet([${files}], union_by_name = true)`;
  const declared = partitionColumns(table, table.declared).filter(
    ({ name }) => table.declared.includes(name) && columns.includes(name),
  );
  if (declared.length === 0) return rows;
  // no file may have them yet
  const none = declared.map(({ name, type }) => `NULL::${type} AS ${quotedName(name)}`).join(', ');
  return `(FROM ${rows} UNION ALL BY NAME SELECT ${none} WHERE false)`;
}
