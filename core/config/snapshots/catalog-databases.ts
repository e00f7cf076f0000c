import { type CatalogDatabase, crawledDatabase } from '../../lake/catalog-database';
import { databaseNames, type LakePlace } from '../../lake/database-names';
import type { Placed } from '../branch';
import { fieldPath } from '../problems';
import type { SourceConfig } from './types';

/** The key of the configuration that lists the databases whose snapshots go to the lake. */
export const SOURCES = 'sources';

/** One Glue database for each database of each source. */
export const snapshotDatabases = (
  sources: readonly Placed<Pick<SourceConfig, 'id' | 'databases'>>[],
  place: LakePlace,
): CatalogDatabase[] =>
  sources.flatMap(({ index, entry: { id, databases } }) =>
    databases.map((database, i) =>
      crawledDatabase({
        ...databaseNames(place, id, database),
        description: `${database} of ${id}, by lakeferry`,
        branch: SOURCES,
        source: { id, database },
        declaredAt: fieldPath([SOURCES, index, 'databases', i]),
      }),
    ),
  );
