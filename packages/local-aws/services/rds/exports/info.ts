import type { SourceSpec } from '../../../databases';
import type { ExportRecord } from './record';
import type { SelectedTable } from './selection';
import { exportedType } from './types';

const GB = 1024 ** 3;
/** Tables described in one file. */
const TABLES_PER_FILE = 96;

/** A file of JSON beside the tables: name below the export's folder, and its text. */
export interface InfoFile {
  readonly name: string;
  readonly text: string;
}

/** `export_info_<task>.json`: the task as it ended. */
export function exportInfo(record: ExportRecord, endedAt: number): InfoFile {
  const text = JSON.stringify({
    exportTaskIdentifier: record.id,
    sourceArn: record.sourceArn,
    exportOnly: record.exportOnly,
    snapshotTime: isoTime(record.snapshotTime),
    taskStartTime: isoTime(record.startedAt),
    taskEndTime: isoTime(endedAt),
    s3Bucket: record.bucket,
    s3Prefix: record.prefix ?? '',
    exportedFilesPath: [record.prefix, record.id].filter((p) => p !== undefined && p !== '').join('/'),
    iamRoleArn: record.roleArn,
    kmsKeyId: record.keyId,
    status: 'COMPLETE',
    percentProgress: 100,
    totalExportedDataInGB: record.bytes / GB,
  });
  return { name: `export_info_${record.id}.json`, text };
}

/** `export_tables_info_<task>_from_1_to_96.json` and so on: one entry a table. */
export function tablesInfo(
  taskId: string,
  tables: readonly (SelectedTable & { readonly batches: number })[],
  engine: SourceSpec['engine'],
): InfoFile[] {
  const files: InfoFile[] = [];
  for (let start = 0; start < tables.length; start += TABLES_PER_FILE) {
    const chunk = tables.slice(start, start + TABLES_PER_FILE);
    const name = `export_tables_info_${taskId}_from_${start + 1}_to_${start + chunk.length}.json`;
    files.push({ name, text: JSON.stringify({ perTableStatus: chunk.map((t) => tableStatus(t, engine)) }) });
  }
  return files;
}

function tableStatus(selected: SelectedTable & { readonly batches: number }, engine: SourceSpec['engine']): object {
  const { target, table, batches, skipped } = selected;
  const completed = skipped === undefined ? batches : 0;
  return {
    tableStatistics: { partitioningInfo: { numberOfPartitions: batches, numberOfCompletedPartitions: completed } },
    schemaMetadata: { originalTypeMappings: table.columns.map((column) => typeMapping(column, engine)) },
    status: skipped === undefined ? 'COMPLETE' : 'SKIPPED',
    sizeGB: skipped === undefined ? table.bytes / GB : 0,
    target,
    warningMessage: skipped,
  };
}

function typeMapping(
  { name, type }: { readonly name: string; readonly type: string },
  engine: SourceSpec['engine'],
): object {
  return {
    columnName: name,
    originalType: type.replace(/\(.*?\)/, ''),
    expectedExportedType: exportedType(engine, type).expected,
    originalCharMaxLength: Number(/^character.*\((\d+)\)/.exec(type)?.[1] ?? 0),
    originalNumPrecision: Number(/^numeric\((\d+)/.exec(type)?.[1] ?? BITS.get(type) ?? 0),
    originalDateTimePrecision: /^time/.test(type) ? 6 : 0,
  };
}

const BITS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    smallint: 16,
    integer: 32,
    bigint: 64,
    real: 24,
    'double precision': 53,
  }),
);

/** The JSON that DescribeExportTasks carries as WarningMessage; nothing when all went well. */
export function warningMessage(tables: readonly SelectedTable[]): string | undefined {
  const skippedTables = tables.flatMap(({ target, skipped }) =>
    skipped === undefined ? [] : [{ target, reason: skipped }],
  );
  return skippedTables.length === 0 ? undefined : JSON.stringify({ skippedTables, skippedObjectives: [], general: [] });
}

const isoTime = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();
