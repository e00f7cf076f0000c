import { ownValue } from '../../own-value';
import { foldersOf, glueTableOf, type TableFolders } from '../../snapshots/layout/aliases';
import { folderName } from '../../snapshots/layout/table-name';
import type { Placed } from '../branch';
import { fieldPath, type Problem } from '../problems';
import { SOURCES } from './catalog-databases';
import type { SourceConfig } from './types';

const FORMS = { postgres: "'database.schema.table'", mysql: "'database.table'" } as const;

/** Each alias is for one table of the source, and no two tables that the configuration names have one name. */
export function judgeAliases({ index, entry: source }: Placed<SourceConfig>): Problem[] {
  const { aliases = {}, engine, databases } = source;
  const folders = new Set(databases.map(folderName));
  const names = new Map<string, string>();
  for (const target of (source.exportOnly ?? []).filter((each) => ownValue(aliases, each) === undefined)) {
    const table = foldersOf(source, target);
    if (table !== undefined) names.set(nameOf(source, table), target);
  }
  const tables = new Map<string, string>();
  return Object.entries(aliases).flatMap(([target, alias]): Problem[] => {
    const table = foldersOf(source, target);
    const problem = (value: unknown, fix: string): Problem[] => [
      { path: fieldPath([SOURCES, index, 'aliases', target]), value, fix },
    ];
    if (table === undefined) return problem(undefined, `names no table: write ${FORMS[engine]}.`);
    if (!folders.has(table.databaseFolder))
      return problem(
        undefined,
        `is of a database that is not among this source's databases (${databases.join(', ')}).`,
      );
    const place = `${table.databaseFolder}/${table.tableFolder}`;
    const same = tables.get(place);
    tables.set(place, target);
    if (same !== undefined)
      return problem(alias, `is for the folder of '${same}', which has an alias already: keep one of them.`);
    const name = nameOf(source, table);
    const other = names.get(name);
    names.set(name, target);
    return other === undefined ? [] : problem(alias, `is the name of '${other}' too: give another one.`);
  });
}

/** Names are apart within one database. */
const nameOf = (source: SourceConfig, table: TableFolders): string =>
  `${table.databaseFolder}/${glueTableOf(source, table)}`;
