import { AthenaClient } from '@aws-sdk/client-athena';
import { type AttributeValue, DynamoDB } from '@aws-sdk/client-dynamodb';
import { Glue, GlueClient, paginateGetPartitions } from '@aws-sdk/client-glue';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import { historyDatabase } from '../../../core/dynamodb/databases';
import { type PublishedTable, publishedTable } from '../../../core/dynamodb/publishing/published-table';
import { type StateView, stateViews } from '../../../core/dynamodb/state/state-views';
import type { Runtime } from '../../../local/runtime';
import { analystAccount, query } from '../analyst';
import type { DemoStreamedTable } from '../document';
import { promisedColumns } from '../promise';
import { differencesOf, type Item } from './item-differences';

export interface StreamedTableFigures {
  readonly tables: readonly DemoStreamedTable[];
  /** Figures that do not agree, a line each. */
  readonly disagreements: readonly string[];
}

/** Of every published table: its items beside what the analytics account reads of them. */
export async function streamedTableFigures(settings: Settings, runtime: Runtime): Promise<StreamedTableFigures> {
  const views = stateViews(settings);
  const tables: DemoStreamedTable[] = [];
  const disagreements: string[] = [];
  for (const { name: entry, publish } of settings.dynamodb) {
    for (const each of publish) {
      const table = publishedTable(each, settings.lake.partitionKey);
      const view = views.find((one) => one.entry === entry && one.table.table === table.table);
      const found = await figuresOf(settings, runtime, { entry, table, view });
      tables.push(found.figures);
      disagreements.push(...found.differences);
    }
  }
  return { tables, disagreements };
}

interface Asked {
  readonly entry: string;
  readonly table: PublishedTable;
  /** Undefined where the analytics account cannot tell the state. */
  readonly view: StateView | undefined;
}

async function figuresOf(settings: Settings, runtime: Runtime, { entry, table, view }: Asked) {
  const items = await itemsOf(table.table, runtime);
  const columns = await columnsOfHistory(settings, runtime, { entry, table });
  if (columns === undefined) {
    const none = { itemsInCurrentState: 0, changes: 0, visibleColumns: [] };
    const differences = items.length === 0 ? [] : [`${table.table}: nothing is published of ${items.length} items`];
    return { figures: { table: table.table, itemsInTable: items.length, ...none }, differences };
  }
  const seen = view === undefined ? undefined : await stateSeenBy(settings, runtime, view);
  const figures: DemoStreamedTable = {
    table: table.table,
    itemsInTable: items.length,
    itemsInCurrentState: seen?.rows.length ?? 0,
    changes: await rowsOfHistory(historyDatabase(settings, entry).name, table.glueTable, runtime),
    visibleColumns: seen?.columns ?? [],
  };
  const hidden = await sightDifferences(settings, runtime, { entry, table, columns });
  return { figures, differences: [...hidden, ...(seen === undefined ? [] : differencesOf(table, items, seen))] };
}

type Published = Pick<Asked, 'entry' | 'table'>;

/** Undefined where nothing is published yet. */
async function columnsOfHistory(
  settings: Settings,
  { clientConfig }: Runtime,
  { entry, table }: Published,
): Promise<string[] | undefined> {
  const { name: DatabaseName } = historyDatabase(settings, entry);
  try {
    const { Table } = await new Glue(clientConfig()).getTable({ DatabaseName, Name: table.glueTable });
    return [...(Table?.StorageDescriptor?.Columns ?? []), ...(Table?.PartitionKeys ?? [])].map(({ Name }) => Name!);
  } catch (error) {
    if (error instanceof Error && error.name === 'EntityNotFoundException') return undefined;
    throw error;
  }
}

/** Whether the analytics account sees those columns of the history that the configuration promises, and no others. */
async function sightDifferences(
  settings: Settings,
  runtime: Runtime,
  { entry, table: { glueTable }, columns }: Published & { readonly columns: readonly string[] },
): Promise<string[]> {
  const { name } = historyDatabase(settings, entry);
  const seen = await query(analystOf(settings, runtime), `SELECT * FROM "${name}"."${glueTable}" LIMIT 1`);
  const [promised, visible] = [promisedColumns(settings, name, glueTable, columns), seen?.columns ?? []];
  if (promised.join() === visible.join()) return [];
  return [`${name}.${glueTable}: promised (${promised.join(', ')}), visible (${visible.join(', ')})`];
}

const analystOf = (settings: Settings, { clientConfig }: Runtime): AthenaClient =>
  new AthenaClient(clientConfig(analystAccount(settings)));

const stateSeenBy = (settings: Settings, runtime: Runtime, { database, table }: StateView) =>
  query(analystOf(settings, runtime), `SELECT * FROM "${database}"."${table.glueTable}"`);

async function itemsOf(TableName: string, runtime: Runtime): Promise<Item[]> {
  const dynamodb = new DynamoDB(runtime.clientConfig());
  const items: Item[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb.scan({ TableName, ExclusiveStartKey });
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** Rows of the partitions that the catalog names. Folders that a publication has replaced may lie beside them. */
async function rowsOfHistory(DatabaseName: string, TableName: string, runtime: Runtime): Promise<number> {
  const { lakeBucket } = runtime.resources;
  const s3 = new S3Client(runtime.clientConfig());
  const keys: string[] = [];
  const client = new GlueClient(runtime.clientConfig());
  for await (const { Partitions = [] } of paginateGetPartitions({ client }, { DatabaseName, TableName })) {
    for (const { StorageDescriptor } of Partitions) {
      const Prefix = StorageDescriptor!.Location!.slice(`s3://${lakeBucket}/`.length);
      const pages = paginateListObjectsV2({ client: s3 }, { Bucket: lakeBucket, Prefix });
      for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key = '' }) => Key));
    }
  }
  return keys.length === 0 ? 0 : runtime.countRows(lakeBucket, keys);
}
