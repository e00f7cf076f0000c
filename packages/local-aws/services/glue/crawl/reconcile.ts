import { createHash } from 'node:crypto';
import type { Column, StorageDescriptor } from '@aws-sdk/client-glue';
import { ServiceError } from '../../../service';
import type { Changes } from '../../../store';
import type { Catalog, CatalogPartition, CatalogTable, StoredTableInput } from '../catalog';
import type { CrawlerConfiguration } from './crawler-settings';
import type { GlueColumn } from './parquet-schema';
import type { CrawledPartition, CrawledTable, Stats } from './survey';

export interface ReconcileRules extends CrawlerConfiguration {
  readonly catalogId: string;
  readonly databaseName: string;
  readonly crawlerName: string;
  /** ARN: becomes the creator of new tables. */
  readonly roleArn: string;
  readonly tablePrefix: string;
  readonly updateBehavior: 'LOG' | 'UPDATE_IN_DATABASE';
  readonly deleteBehavior: 'LOG' | 'DELETE_FROM_DATABASE' | 'DEPRECATE_IN_DATABASE';
  readonly now: number;
}

/** What a crawl changed: names of tables, and `table/value` of partitions. */
export interface CrawlChanges {
  readonly tables: { readonly added: string[]; readonly updated: string[]; readonly deleted: string[] };
  readonly partitions: { readonly added: string[]; readonly updated: string[]; readonly deleted: string[] };
}

/**
 * Changes the catalog to what a crawl found; `writes` gathers it. Run again with the same findings it changes nothing.
 */
export function reconcile(
  catalog: Catalog,
  found: readonly CrawledTable[],
  rules: ReconcileRules,
  writes: Changes,
): CrawlChanges {
  const changes: CrawlChanges = {
    tables: { added: [], updated: [], deleted: [] },
    partitions: { added: [], updated: [], deleted: [] },
  };
  for (const crawled of found) {
    const existing = tableAt(catalog, rules, crawled.location);
    const table =
      existing === undefined
        ? addTable(catalog, crawled, rules, changes, writes)
        : updateTable(catalog, existing, crawled, rules, changes, writes);
    reconcilePartitions(catalog, table, crawled, rules, changes, writes);
  }
  retireVanished(catalog, found, rules, changes, writes);
  return changes;
}

const sameLocation = (a: string | undefined, b: string): boolean => a?.replace(/\/*$/, '') === b.replace(/\/*$/, '');

/** A crawler knows its tables by location, not by name. */
const tableAt = (catalog: Catalog, rules: ReconcileRules, location: string): CatalogTable | undefined =>
  catalog
    .tables(rules.catalogId, rules.databaseName)
    .find((t) => sameLocation(t.input.StorageDescriptor?.Location, location));

function addTable(
  catalog: Catalog,
  crawled: CrawledTable,
  rules: ReconcileRules,
  changes: CrawlChanges,
  writes: Changes,
): CatalogTable {
  if (!catalog.governance.mayCreateTable(rules.roleArn, rules.catalogId, rules.databaseName)) {
    const message = `Insufficient Lake Formation permission(s): Required Create Table on ${rules.databaseName}`;
    throw new ServiceError('AccessDeniedException', message);
  }
  const name = freeName(catalog, rules, crawled);
  const table: CatalogTable = {
    catalogId: rules.catalogId,
    databaseName: rules.databaseName,
    name,
    input: tableInput(name, crawled, crawled.columns, rules),
    createdAt: rules.now,
    updatedAt: rules.now,
    createdBy: rules.roleArn,
    version: 0,
  };
  catalog.createTable(table, writes);
  changes.tables.added.push(name);
  return table;
}

const MAX_NAME_LENGTH = 128;

/** A name taken by another location gets a hash suffix. */
function freeName(catalog: Catalog, rules: ReconcileRules, { name, location }: CrawledTable): string {
  const wanted = `${rules.tablePrefix}${name}`.slice(0, MAX_NAME_LENGTH);
  if (catalog.table(rules.catalogId, rules.databaseName, wanted) === undefined) return wanted;
  const hash = createHash('md5').update(location).digest('hex');
  return `${wanted.slice(0, MAX_NAME_LENGTH - hash.length - 1)}_${hash}`;
}

function updateTable(
  catalog: Catalog,
  table: CatalogTable,
  crawled: CrawledTable,
  rules: ReconcileRules,
  changes: CrawlChanges,
  writes: Changes,
): CatalogTable {
  const input = rules.mergeNewColumns
    ? withNewColumns(table.input, crawled.columns)
    : rules.updateBehavior === 'UPDATE_IN_DATABASE'
      ? tableInput(table.name, crawled, crawled.columns, rules, table.input.PartitionKeys)
      : table.input;
  if (JSON.stringify(input) === JSON.stringify(table.input)) return table;
  const updated = { ...table, input, updatedAt: rules.now, version: table.version + 1 };
  catalog.putTable(updated, writes);
  changes.tables.updated.push(table.name);
  return updated;
}

/** MergeNewColumns: nothing is removed, retyped or reset. */
function withNewColumns(input: StoredTableInput, columns: readonly GlueColumn[]): StoredTableInput {
  const known = input.StorageDescriptor?.Columns ?? [];
  const added = columns.filter((c) => !known.some((k) => k.Name === c.name)).map(toColumn);
  if (added.length === 0) return input;
  return { ...input, StorageDescriptor: { ...input.StorageDescriptor, Columns: [...known, ...added] } };
}

function reconcilePartitions(
  catalog: Catalog,
  table: CatalogTable,
  crawled: CrawledTable,
  rules: ReconcileRules,
  changes: CrawlChanges,
  writes: Changes,
): void {
  if ((table.input.PartitionKeys ?? []).length !== crawled.partitionKeys.length) return;
  for (const partition of crawled.partitions) {
    const existing = catalog.partition(table, partition.values);
    const columns = rules.partitionsInheritFromTable
      ? (table.input.StorageDescriptor?.Columns ?? [])
      : partition.columns.map(toColumn);
    const next = partitionRecord(table, partition, columns, existing?.createdAt ?? rules.now);
    const label = `${table.name}/${partition.values.join('/')}`;
    if (existing === undefined) changes.partitions.added.push(label);
    else if (rules.updateBehavior === 'LOG' && !rules.partitionsInheritFromTable) continue;
    else if (JSON.stringify(existing) === JSON.stringify(next)) continue;
    else changes.partitions.updated.push(label);
    catalog.putPartition(next, writes);
  }
}

/** Tables and partitions of this crawler whose files are gone. */
function retireVanished(
  catalog: Catalog,
  found: readonly CrawledTable[],
  rules: ReconcileRules,
  changes: CrawlChanges,
  writes: Changes,
): void {
  if (rules.deleteBehavior === 'LOG') return;
  const ours = catalog
    .tables(rules.catalogId, rules.databaseName)
    .filter((t) => t.input.Parameters?.UPDATED_BY_CRAWLER === rules.crawlerName);
  for (const table of ours) {
    const crawled = found.find((f) => sameLocation(table.input.StorageDescriptor?.Location, f.location));
    if (crawled === undefined) retireTable(catalog, table, rules, changes, writes);
    else if (rules.deleteBehavior === 'DELETE_FROM_DATABASE') {
      const kept = new Set(crawled.partitions.map((p) => JSON.stringify(p.values)));
      for (const partition of catalog.partitions(table)) {
        if (kept.has(JSON.stringify(partition.values))) continue;
        catalog.deletePartition(partition, writes);
        changes.partitions.deleted.push(`${table.name}/${partition.values.join('/')}`);
      }
    }
  }
}

function retireTable(
  catalog: Catalog,
  table: CatalogTable,
  rules: ReconcileRules,
  changes: CrawlChanges,
  writes: Changes,
): void {
  if (rules.deleteBehavior === 'DELETE_FROM_DATABASE') {
    catalog.deleteTable(table, writes);
    changes.tables.deleted.push(table.name);
    return;
  }
  if (table.input.Parameters?.DEPRECATED_BY_CRAWLER !== undefined) return;
  const Parameters = { ...table.input.Parameters, DEPRECATED_BY_CRAWLER: String(rules.now) };
  catalog.putTable({ ...table, input: { ...table.input, Parameters }, version: table.version + 1 }, writes);
  changes.tables.updated.push(table.name);
}

const toColumn = ({ name, type }: GlueColumn): Column => ({ Name: name, Type: type });

function tableInput(
  name: string,
  crawled: CrawledTable,
  columns: readonly GlueColumn[],
  rules: ReconcileRules,
  keys?: Column[],
): StoredTableInput {
  const Parameters = { ...parametersOf(crawled.stats), UPDATED_BY_CRAWLER: rules.crawlerName };
  return {
    Name: name,
    Owner: 'owner',
    Retention: 0,
    StorageDescriptor: { ...descriptorOf(crawled.location, columns.map(toColumn)), Parameters },
    PartitionKeys: keys ?? crawled.partitionKeys.map((key) => ({ Name: key, Type: 'string' })),
    TableType: 'EXTERNAL_TABLE',
    Parameters,
  };
}

const partitionRecord = (
  table: CatalogTable,
  partition: CrawledPartition,
  columns: Column[],
  createdAt: number,
): CatalogPartition => ({
  catalogId: table.catalogId,
  databaseName: table.databaseName,
  tableName: table.name,
  values: partition.values,
  input: {
    Values: [...partition.values],
    StorageDescriptor: { ...descriptorOf(partition.location, columns), Parameters: parametersOf(partition.stats) },
    Parameters: {},
  },
  createdAt,
});

const descriptorOf = (location: string, columns: Column[]): StorageDescriptor => ({
  Columns: columns,
  Location: location,
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  Compressed: false,
  NumberOfBuckets: -1,
  SerdeInfo: {
    SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    Parameters: { 'serialization.format': '1' },
  },
  BucketColumns: [],
  SortColumns: [],
  StoredAsSubDirectories: false,
});

const parametersOf = ({ files, bytes, rows }: Stats): Record<string, string> => ({
  CrawlerSchemaDeserializerVersion: '1.0',
  CrawlerSchemaSerializerVersion: '1.0',
  averageRecordSize: String(rows === 0 ? 0 : Math.round(bytes / rows)),
  classification: 'parquet',
  compressionType: 'none',
  objectCount: String(files),
  recordCount: String(rows),
  sizeKey: String(bytes),
  typeOfData: 'file',
});
