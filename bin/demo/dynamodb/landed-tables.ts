import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import { landingBucketName, landingFolder } from '../../../core/dynamodb/landing';
import { publishedTable } from '../../../core/dynamodb/publishing/published-table';
import type { Runtime } from '../../../local/runtime';
import type { DemoStreamedTable } from '../document';

type Row = Readonly<Record<string, string>> & { readonly ddb_version: number };

/** Tables beside the rows of the landing bucket, which are all that is read here of their changes. */
export async function landedTables(settings: Settings, runtime: Runtime): Promise<DemoStreamedTable[]> {
  const tables: DemoStreamedTable[] = [];
  for (const { name, publish } of settings.dynamodb) {
    const rows = await rowsOf(name, runtime);
    for (const each of publish) {
      const { table, keys } = publishedTable(each, settings.lake.partitionKey);
      const own = rows.filter(({ ddb_table }) => ddb_table === table).sort(byTime);
      const latest = new Map(own.map((row) => [JSON.stringify(keys.map((key) => row[key])), row]));
      const { Count = 0 } = await new DynamoDB(runtime.clientConfig()).scan({ TableName: table });
      tables.push({
        table,
        itemsInTable: Count,
        itemsInCurrentState: [...latest.values()].filter(({ ddb_event }) => ddb_event !== 'REMOVE').length,
        changes: new Set(own.map(({ ddb_event_id }) => ddb_event_id)).size,
        visibleColumns: [],
      });
    }
  }
  return tables;
}

/** Later last: sequence numbers are compared by length and then as text. */
const byTime = (a: Row, b: Row): number =>
  a.ddb_version - b.ddb_version ||
  a.ddb_sequence!.length - b.ddb_sequence!.length ||
  (a.ddb_sequence! < b.ddb_sequence! ? -1 : 1);

async function rowsOf(entry: string, { place, clientConfig }: Runtime): Promise<Row[]> {
  const client = new S3Client(clientConfig());
  const Bucket = landingBucketName(place.names, place);
  const rows: Row[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: landingFolder(entry) })) {
    for (const { Key } of Contents) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      const lines = (await Body!.transformToString()).split('\n').filter((line) => line !== '');
      rows.push(...lines.map((line) => JSON.parse(line) as Row));
    }
  }
  return rows;
}
