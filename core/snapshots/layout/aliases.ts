import type { SourceConfig } from '../../config/snapshots/types';
import { glueTableName } from '../../names';
import { folderName, parseTableFolder, parseTarget } from './table-name';

type Naming = Pick<SourceConfig, 'engine' | 'databases' | 'aliases'>;

/** A table of an export, by its folders. */
export interface TableFolders {
  readonly databaseFolder: string;
  readonly tableFolder: string;
}

/** The folders of a table that is named as in `exportOnly`. Undefined: a database or a schema is named. */
export function foldersOf({ engine, databases }: Naming, target: string): TableFolders | undefined {
  const { databaseFolder, tableFolder } = parseTarget(engine, target, databases.map(folderName));
  if (tableFolder === undefined) return undefined;
  const hasAllNames = engine === 'mysql' || /^[^.]+\../.test(tableFolder);
  return hasAllNames ? { databaseFolder, tableFolder } : undefined;
}

/** Names that the configuration gives, by `<database folder>/<table folder>`. */
export const aliasesOf = (source: Naming): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(source.aliases ?? {}).flatMap(([target, alias]) => {
      const table = foldersOf(source, target);
      return table === undefined ? [] : [[keyOf(table), alias] as const];
    }),
  );

const keyOf = ({ databaseFolder, tableFolder }: TableFolders): string => `${databaseFolder}/${tableFolder}`;

/**
 * Name of a table in the catalog and of its folder in the lake: its alias, else made of its own. Whoever asks for many
 * gives the aliases.
 */
export function glueTableOf(source: Naming, table: TableFolders, aliases = aliasesOf(source)): string {
  const alias = aliases.get(keyOf(table));
  if (alias !== undefined) return alias;
  const parsed = parseTableFolder(source.engine, table.databaseFolder, table.tableFolder);
  return glueTableName(parsed.schema, parsed.table);
}
