import { createHash } from 'node:crypto';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type GlueClient as Glue, GlueClient, paginateGetPartitions, paginateGetTables } from '@aws-sdk/client-glue';
import {
  GetResourceLFTagsCommand,
  LakeFormationClient,
  paginateListDataCellsFilter,
  paginateListPermissions,
} from '@aws-sdk/client-lakeformation';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Settings } from '../../../core/config/types';
import { catalogDatabases } from '../../../core/lake/catalog-databases';
import type { ReplicationItem } from '../../../core/replication/receipts';
import { localOutputs, replicationTable } from '../../../local/deploy/replication/resources';
import type { Runtime } from '../../../local/runtime';
import { landedRows } from './landed-rows';

/**
 * What a run leaves behind, without its times and the names of its executions: two runs that did the same are equal.
 */
export interface EndState {
  /**
   * Key, size and MD5 of everything in the lake. Under KMS an ETag says nothing about the bytes, and names carry a
   * fingerprint of one.
   */
  readonly objects: readonly string[];
  readonly catalog: readonly unknown[];
  readonly tags: readonly unknown[];
  readonly filters: readonly unknown[];
  readonly grants: readonly unknown[];
  readonly ledger: readonly unknown[];
  /** What outputs have at their destinations, and their receipts. */
  readonly replicas: readonly unknown[];
  /** What loads of DynamoDB tables have landed. */
  readonly landed: readonly unknown[];
}

export async function snapshotOfEnd(runtime: Runtime, settings: Settings): Promise<EndState> {
  const config = runtime.clientConfig();
  const glue = new GlueClient(config);
  const lakeFormation = new LakeFormationClient(config);
  const databases = catalogDatabases(settings).map(({ name }) => name);
  const tables = (await Promise.all(databases.map((d) => tablesOf(glue, d)))).flat();
  const names = tables.map(({ DatabaseName, Name }) => ({ DatabaseName, Name }));
  return {
    objects: await objectsOf(new S3Client(config), runtime.resources.lakeBucket),
    catalog: await Promise.all(tables.map(async (t) => [untimed(t), await partitionsOf(glue, t)])),
    tags: await tagsOf(lakeFormation, databases, names),
    filters: sorted(
      (await collect(paginateListDataCellsFilter({ client: lakeFormation }, {}), (p) => p.DataCellsFilters)).map(
        untimed,
      ),
    ),
    grants: sorted(
      (
        await collect(paginateListPermissions({ client: lakeFormation }, {}), (p) => p.PrincipalResourcePermissions)
      ).map(untimed),
    ),
    ledger: await ledgerOf(new DynamoDBClient(config), runtime.resources.ledgerTable),
    replicas: await replicasOf(runtime, settings),
    landed: await landedRows(runtime, settings),
  };
}

async function objectsOf(client: S3Client, Bucket: string): Promise<string[]> {
  const objects = await collect(paginateListObjectsV2({ client }, { Bucket }), (p) => p.Contents);
  return Promise.all(
    objects.map(async ({ Key = '', Size }) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      const md5 = createHash('md5').update((await Body?.transformToByteArray()) ?? '');
      return `${unrevised(Key.replace(FINGERPRINT, ''))} ${Size} ${md5.digest('hex')}`;
    }),
  );
}

async function replicasOf(runtime: Runtime, settings: Settings): Promise<unknown[]> {
  const outputs = localOutputs(settings).map(({ output }) => output);
  if (outputs.length === 0) return [];
  const objects = outputs.map(({ destination }) =>
    objectsOf(new S3Client(runtime.ownerConfig(destination)), destination.bucket),
  );
  const table = replicationTable(runtime.place);
  const pages = paginateScan({ client: new DynamoDBClient(runtime.clientConfig()) }, { TableName: table });
  const receipts = (await collect(pages, (page) => page.Items)).map((item) => unmarshall(item) as ReplicationItem);
  return [
    ...(await Promise.all(objects)),
    ...receipts.map(({ state, event, lease, receipt }) => ({
      ...{ state, event, lease },
      ...{ source: receipt?.source, destination: receipt?.destination },
    })),
  ];
}

const FINGERPRINT = /-[0-9a-f]{12}(?=\.[^/]*$)/;

interface TableName {
  readonly DatabaseName?: string;
  readonly Name?: string;
}

const tablesOf = (client: Glue, DatabaseName: string) =>
  collect(paginateGetTables({ client }, { DatabaseName }), (p) => p.TableList);

async function partitionsOf(client: Glue, { DatabaseName, Name }: TableName): Promise<unknown[]> {
  const all = paginateGetPartitions({ client }, { DatabaseName, TableName: Name });
  return sorted((await collect(all, (p) => p.Partitions)).map(untimed));
}

async function tagsOf(client: LakeFormationClient, databases: string[], tables: TableName[]): Promise<unknown[]> {
  const resources = [
    ...databases.map((Name) => ({ Database: { Name } })),
    ...tables.map((Table) => ({ Table: { DatabaseName: Table.DatabaseName ?? '', Name: Table.Name } })),
  ];
  return Promise.all(
    resources.map(async (Resource) => {
      const { $metadata, ...tags } = await client.send(new GetResourceLFTagsCommand({ Resource }));
      return { Resource, ...tags };
    }),
  );
}

/** Who did it, and when. */
const PASSING = new Set([
  'at',
  'executionArn',
  'ownerStartedAt',
  'lastSeenAt',
  'redriveCount',
  'attemptBase',
  'startedAt',
  'requestedAt',
  'exportedAt',
  'publishedAt',
  'claimedAt',
  'committedAt',
  'dataReadyAt',
  'expiresAt',
]);

async function ledgerOf(client: DynamoDBClient, TableName: string): Promise<unknown[]> {
  const items = await collect(paginateScan({ client }, { TableName }), (p) => p.Items);
  return sorted(
    items
      .filter(({ pk }) => !pk?.S?.startsWith('EXECUTION#') && pk?.S !== 'SLOTS')
      .map((item) => Object.fromEntries(Object.entries(item).filter(([name]) => !PASSING.has(name))))
      .map((item) => (item.sk?.S === 'PUBLICATION' ? { ...item, revision: undefined, listedAt: undefined } : item))
      .map((item) => JSON.parse(unrevised(JSON.stringify(item)).replace(REMOVED_AFTER, '#'))),
  );
}

/** The folder of a publication names the plan that wrote it. */
const unrevised = (text: string): string => text.replace(/[0-9a-f]{16}-[0-9a-f]{10}\//g, 'revision/');
const REMOVED_AFTER = /(?<=FOLDER)#[^#"]+#/g;

const TIMES = new Set([
  'CreateTime',
  'UpdateTime',
  'CreationTime',
  'LastAccessTime',
  'LastAnalyzedTime',
  'LastUpdated',
  'LastUpdatedBy',
]);

/** Without times, and without the versions that updates leave behind. */
function untimed(value: unknown): unknown {
  return JSON.parse(unrevised(JSON.stringify(value)), (name, inner: unknown) =>
    TIMES.has(name) || name === 'VersionId' ? undefined : inner,
  );
}

async function collect<P, T>(pages: AsyncIterable<P>, of: (page: P) => readonly T[] | undefined): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...(of(page) ?? []));
  return all;
}

const sorted = (values: readonly unknown[]): unknown[] =>
  values
    .map((v) => [JSON.stringify(v), v] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, v]) => v);
