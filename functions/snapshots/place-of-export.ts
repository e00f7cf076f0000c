import type { Settings } from '../../core/config/types';
import { databaseNames } from '../../core/lake/database-names';
import type { PartitionPlace } from '../../core/publishing/partition-folder';
import type { ExportRef } from './payloads';

/** Where one database of an export goes in the lake. */
export const placeOfExport = (
  settings: Pick<Settings, 'environment' | 'lake'>,
  { sourceId, date }: Pick<ExportRef, 'sourceId' | 'date'>,
  database: string,
): PartitionPlace => ({
  databaseFolder: databaseNames(settings, sourceId, database).folder,
  partitionKey: settings.lake.partitionKey,
  date,
});
