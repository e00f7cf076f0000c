import type { Settings } from '../../core/config/types';
import { databaseFolder } from '../../core/names';
import type { PartitionPlace } from '../../core/publishing/partition-folder';
import type { ExportRef } from './payloads';

/** Where one database of an export goes in the lake. */
export const placeOfExport = (
  { lake }: Pick<Settings, 'lake'>,
  { sourceId, date }: Pick<ExportRef, 'sourceId' | 'date'>,
  database: string,
): PartitionPlace => ({
  databaseFolder: databaseFolder(lake.prefix, sourceId, database),
  partitionKey: lake.partitionKey,
  date,
});
