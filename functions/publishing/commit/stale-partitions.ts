import { type Completeness, MISSING } from '../../../core/publishing/completeness';
import { type PartitionPlace, partitionFolder } from '../../../core/publishing/partition-folder';
import { listPages, type PacedS3 } from '../../shared/s3-lean';

export interface StaleQuery {
  readonly tables: Completeness['tables'];
  readonly lakeBucket: string;
  /** Where a database of the publication stands in the lake. */
  readonly placeOf: (database: string) => PartitionPlace;
  /** The publication leaves tables out on purpose: one that it lacks is not gone. */
  readonly isPartial: boolean;
}

/**
 * Partitions of this date that an earlier run may have left in a database and this one does not have: of tables that
 * are empty now, and of tables that are gone, whether or not somebody expects them. Skipped tables keep theirs: their
 * data is merely not renewed.
 */
export async function stalePartitions(s3: PacedS3, query: StaleQuery, database: string): Promise<string[]> {
  const { tables, placeOf, isPartial } = query;
  const folders = tables
    .filter((table) => table.database === database && table.status === 'EMPTY')
    .map(({ glueTable }) => partitionFolder(placeOf(database), glueTable));
  return isPartial ? folders : [...folders, ...(await partitionsGone(s3, query, database))];
}

async function partitionsGone(s3: PacedS3, query: StaleQuery, database: string): Promise<string[]> {
  const { tables, lakeBucket, placeOf } = query;
  const there = tables.filter((table) => table.database === database && table.reason !== MISSING);
  const known = new Set(there.map(({ glueTable }) => glueTable));
  const place = placeOf(database);
  const prefix = place.databaseFolder;
  const gone: string[] = [];
  for await (const page of listPages(s3, { bucket: lakeBucket, prefix, delimiter: '/' })) {
    gone.push(...page.folders.map((folder) => folder.slice(prefix.length, -1)).filter((table) => !known.has(table)));
  }
  return gone.map((table) => partitionFolder(place, table));
}
