import type { AthenaClient } from '@aws-sdk/client-athena';
import { GetTableCommand, type GlueClient } from '@aws-sdk/client-glue';
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Settings, SourceSettings } from '../../core/config/types';
import { catalogDatabaseOf } from '../../core/lake/catalog-databases';
import { foldersOf, glueTableOf } from '../../core/snapshots/layout';
import { QueryFailedError, query } from './analyst';
import type { DemoTable } from './document';
import { promisedRows } from './promise';

/** What the figures are read with: the lake's owner for files and catalog, the analyst for what is visible. */
export interface Readers {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly analyst: AthenaClient;
  readonly lakeBucket: string;
  readonly countRows: (bucket: string, keys: readonly string[], where?: string) => Promise<number>;
}

/** One row per table of the snapshot: `rows` is keyed `database.schema.table`. */
export async function tableFigures(
  settings: Settings,
  source: SourceSettings,
  rows: Readonly<Record<string, number>>,
  readers: Readers,
): Promise<DemoTable[]> {
  const tables: DemoTable[] = [];
  for (const [qualified, rowsInSnapshot] of Object.entries(rows)) {
    tables.push(await figuresOf(settings, source, qualified, rowsInSnapshot, readers));
  }
  return tables;
}

async function figuresOf(
  settings: Settings,
  source: SourceSettings,
  qualified: string,
  rowsInSnapshot: number,
  { s3, glue, analyst, lakeBucket, countRows }: Readers,
): Promise<DemoTable> {
  const [database = '', schema = '', ...rest] = qualified.split('.');
  const table = glueTableOf(source, foldersOf(source, qualified)!);
  const { name: glueDatabase, folder: databaseFolder } = catalogDatabaseOf(settings, { id: source.id, database });
  const folder = `${databaseFolder}${table}/`;
  const objects = await listObjects(s3, lakeBucket, folder);
  const keys = objects.map((o) => o.key);
  const rowsInLake = keys.length === 0 ? 0 : await countRows(lakeBucket, keys);
  const promise = promisedRows(settings, glueDatabase, table);
  return {
    source: source.id,
    database: glueDatabase,
    sourceTable: `${schema}.${rest.join('.')}`,
    table,
    partition: [...new Set(keys.map((key) => key.slice(folder.length).split('/')[0] ?? ''))].join(', '),
    rowsInSnapshot,
    rowsInLake,
    files: objects.length,
    bytes: objects.reduce((sum, o) => sum + o.size, 0),
    columns: await columnsOf(glue, glueDatabase, table),
    ...(await promisedOf(promise, rowsInLake, (where) => countRows(lakeBucket, keys, where))),
    ...(await seenBy(analyst, `"${glueDatabase}"."${table}"`)),
  };
}

/** A predicate that cannot be evaluated costs none of the other figures. */
async function promisedOf(
  promise: ReturnType<typeof promisedRows>,
  rowsInLake: number,
  countWhere: (where: string) => Promise<number>,
): Promise<Pick<DemoTable, 'promisedRows' | 'rowFilter' | 'unreadable'>> {
  if (typeof promise !== 'object') return { promisedRows: promise === 'all' ? rowsInLake : 0 };
  const { where: rowFilter } = promise;
  if (rowsInLake === 0) return { promisedRows: 0, rowFilter };
  try {
    return { promisedRows: await countWhere(rowFilter), rowFilter };
  } catch (error) {
    return {
      promisedRows: 0,
      rowFilter,
      unreadable: `its rows where ${rowFilter} cannot be counted: ${String(error)}`,
    };
  }
}

/** A table that cannot be read costs none of the other figures. */
async function seenBy(
  analyst: AthenaClient,
  table: string,
): Promise<Pick<DemoTable, 'visibleColumns' | 'visibleRows' | 'unreadable'>> {
  try {
    const seen = await query(analyst, `SELECT * FROM ${table} LIMIT 1`);
    const counted = await query(analyst, `SELECT count(*) FROM ${table}`);
    return { visibleColumns: seen?.columns ?? [], visibleRows: Number(counted?.rows[0]?.[0] ?? 0) };
  } catch (error) {
    if (!(error instanceof QueryFailedError)) throw error;
    return { visibleColumns: [], visibleRows: 0, unreadable: error.message };
  }
}

async function listObjects(s3: S3Client, bucket: string, prefix: string): Promise<{ key: string; size: number }[]> {
  const objects: { key: string; size: number }[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key = '', Size = 0 } of page.Contents ?? []) objects.push({ key: Key, size: Size });
  }
  return objects;
}

/** Columns, then partition keys. None for a table without files: the crawler makes no table of it. */
async function columnsOf(glue: GlueClient, DatabaseName: string, Name: string): Promise<string[]> {
  try {
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
    return [...(Table?.StorageDescriptor?.Columns ?? []), ...(Table?.PartitionKeys ?? [])].map((c) => c.Name ?? '');
  } catch (error) {
    if (error instanceof Error && error.name === 'EntityNotFoundException') return [];
    throw error;
  }
}
