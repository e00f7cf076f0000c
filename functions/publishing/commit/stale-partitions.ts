import type { Settings, SourceSettings } from '../../../core/config/types';
import { databaseFolder } from '../../../core/names';
import { type PartitionPlace, partitionFolder } from '../../../core/snapshots/layout';
import { listPages, type PacedS3 } from '../../shared/s3-lean';
import type { CompletenessReport, ExportRef } from '../../snapshots/payloads';

export interface StaleQuery {
  readonly settings: Settings;
  readonly exported: ExportRef;
  readonly report: CompletenessReport;
  readonly lakeBucket: string;
}

/**
 * Partitions of this date that an earlier run may have left and this one does not have: of tables that are empty now, and of tables that are not in the
 * export any more. When `exportOnly` leaves tables out on purpose, absent ones stay; so do skipped ones, whose data is merely not renewed.
 */
export async function stalePartitions(s3: PacedS3, query: StaleQuery): Promise<string[]> {
  const { settings, exported, report, lakeBucket } = query;
  const source = settings.sources.find(({ id }) => id === exported.sourceId);
  const folders = report.tables
    .filter(({ status }) => status === 'EMPTY')
    .map(({ database, glueTable }) => partitionFolder(placeOf(query, database), glueTable));
  if (source === undefined || isPartial(source)) return folders;
  for (const database of publishedDatabases(report)) {
    const known = new Set(report.tables.filter((t) => t.database === database).map((t) => t.glueTable));
    const prefix = databaseFolder(settings.lake.prefix, exported.sourceId, database);
    for await (const page of listPages(s3, { bucket: lakeBucket, prefix, delimiter: '/' })) {
      const tables = page.folders.map((folder) => folder.slice(prefix.length, -1));
      const gone = tables.filter((table) => !known.has(table));
      folders.push(...gone.map((table) => partitionFolder(placeOf(query, database), table)));
    }
  }
  return folders;
}

const isPartial = ({ exportOnly = [] }: SourceSettings): boolean => exportOnly.length > 0;

/** A database that RDS could not read at all is not among them: nothing of it is known to be gone. */
const publishedDatabases = ({ tables }: CompletenessReport): Set<string> =>
  new Set(tables.filter(({ status }) => status !== 'SKIPPED').map(({ database }) => database));

export const placeOf = (
  { settings, exported }: Pick<StaleQuery, 'settings' | 'exported'>,
  database: string,
): PartitionPlace => ({
  lakePrefix: settings.lake.prefix,
  partitionKey: settings.lake.partitionKey,
  sourceId: exported.sourceId,
  date: exported.date,
  database,
});
