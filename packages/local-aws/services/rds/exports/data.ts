import { join } from 'node:path';
import type { ObjectStore } from '../../../service';
import type { FrozenData } from '../frozen-data';
import { exportInfo, tablesInfo, warningMessage } from './info';
import { layoutOf, pathName } from './layout';
import { ParquetWriter } from './parquet-writer';
import type { ExportRecord } from './record';
import { PERMISSIONS_MISSING, type SelectedTable, selectTables } from './selection';

const EMPTY = new Uint8Array();

/** Where a task writes: `<prefix>/<task>/`. */
export const exportFolder = ({ prefix, id }: Pick<ExportRecord, 'prefix' | 'id'>): string =>
  [...(prefix ?? '').split('/').map(pathName), id].filter((part) => part !== '').join('/') + '/';

/** What a task reads, with the table left out that a fault wants left out. */
export function tablesOf(record: ExportRecord, frozen: FrozenData): SelectedTable[] {
  if (record.reads === undefined) return [];
  const tables = selectTables(frozen.read(record.reads.owner), record.reads.engine, record.exportOnly);
  if (record.fate !== 'TABLE_SKIPPED') return tables;
  return tables.map((t, i) => (i === 0 ? { ...t, skipped: PERMISSIONS_MISSING } : t));
}

/**
 * Writes the parquet files of every table, or of the first half if the task is to fail. Written again, they are the
 * same.
 */
export async function writeTables(record: ExportRecord, frozen: FrozenData, objects: ObjectStore): Promise<void> {
  if (record.reads === undefined) return;
  const { owner, engine, layout } = record.reads;
  const all = tablesOf(record, frozen).filter((t) => t.skipped === undefined);
  const written = record.fate === 'FAILED' ? all.slice(0, Math.ceil(all.length / 2)) : all;
  const writer = await ParquetWriter.open();
  try {
    for (const { database, table } of written) {
      const { parts, markers } = layoutOf(record.id, database, table, layout);
      const csv = join(frozen.folder(owner), database, table.file);
      for await (const { part, bytes } of writer.parts(csv, table, engine, parts)) {
        await objects.put(record.bucket, exportFolder(record) + part.key, bytes);
      }
      for (const marker of markers) await objects.put(record.bucket, exportFolder(record) + marker, EMPTY);
    }
  } finally {
    await writer.close();
  }
}

/** Writes the JSON files of a task that completes at `endedAt`, and answers its WarningMessage. */
export async function writeInfo(
  record: ExportRecord,
  endedAt: number,
  frozen: FrozenData,
  objects: ObjectStore,
): Promise<string | undefined> {
  if (record.reads === undefined) return undefined;
  const { engine, layout } = record.reads;
  const tables = tablesOf(record, frozen);
  const described = tables.map((t) => ({ ...t, batches: layoutOf(record.id, t.database, t.table, layout).batches }));
  for (const { name, text } of [exportInfo(record, endedAt), ...tablesInfo(record.id, described, engine)]) {
    await objects.put(record.bucket, exportFolder(record) + name, Buffer.from(text), {
      contentType: 'application/json',
    });
  }
  return warningMessage(tables);
}
