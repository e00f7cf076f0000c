import { type CatalogDatabase, catalogDatabase } from '../../lake/catalog-database';
import { databaseFolder, glueDatabaseName } from '../../names';
import { fieldPath } from '../problems';

/** The key of the configuration that lists the databases whose snapshots go to the lake. */
export const SOURCES = 'sources';

interface PlacedSource {
  readonly index: number;
  readonly source: { readonly id: string; readonly databases: readonly string[] };
}

/** One Glue database for each database of each source. */
export const snapshotDatabases = (
  sources: readonly PlacedSource[],
  { prefix = '' }: { readonly prefix?: string },
): CatalogDatabase[] =>
  sources.flatMap(({ index, source: { id, databases } }) =>
    databases.map((database, i) =>
      catalogDatabase({
        name: glueDatabaseName(id, database),
        folder: databaseFolder(prefix, id, database),
        description: `${database} of ${id}, by lakeferry`,
        branch: SOURCES,
        source: { id, database },
        declaredAt: fieldPath([SOURCES, index, 'databases', i]),
      }),
    ),
  );
