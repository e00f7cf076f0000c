import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GlueClient, paginateGetPartitions } from '@aws-sdk/client-glue';
import { databaseNames } from '../../../core/lake/database-names';
import type { SlotClaim } from '../../../core/ledger/exports';
import type { Runtime } from '../../../local/runtime';
import type { ExecutionRecord } from '../../../packages/local-aws/engine/records/execution-record';
import { TINY_DATABASE } from '../world/frozen-databases';
import type { World } from '../world/world';
import type { Diary } from './diary';
import { type LakeWatch, placeOf } from './watch-lake';

export type Item = Readonly<Record<string, string | undefined>>;

/** One table's partition. */
export interface FoundPartition {
  /** `<source> <date>` */
  readonly place: string;
  readonly table: string;
  readonly rowsInSnapshot: number;
  readonly rowsInLake: number;
  readonly isInCatalog: boolean;
  /** Of its place: so many tables may lack this snapshot's rows. */
  readonly skippedTables: number;
}

/** All that is judged when a run is over. */
export interface Ending {
  /** Of the main machine. */
  readonly executions: readonly ExecutionRecord[];
  /** Of any machine. */
  readonly running: readonly ExecutionRecord[];
  /** The ledger's items; attributes that are texts. */
  readonly items: readonly Item[];
  readonly claims: Readonly<Record<string, SlotClaim>>;
  readonly partitions: readonly FoundPartition[];
  readonly diary: Pick<Diary, 'snapshots' | 'gone'>;
  /** ARNs of snapshots that an operator had exported again. */
  readonly rerun: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export async function readEnding(
  world: World,
  diary: Diary,
  lake: LakeWatch,
  rerun: ReadonlySet<string>,
): Promise<Ending> {
  const { runtime } = world;
  const items = await ledgerItems(runtime);
  return {
    executions: world.executions(),
    running: world.running(),
    items: items.map(textsOf),
    claims: claimsOf(items),
    partitions: await readPartitions(runtime, diary, lake),
    diary,
    rerun,
    now: runtime.clock.now(),
  };
}

const glueDatabase = (sourceId: string): string =>
  databaseNames({ environment: {}, lake: { prefix: '' } }, sourceId, TINY_DATABASE).name;

async function readPartitions(runtime: Runtime, diary: Diary, lake: LakeWatch): Promise<FoundPartition[]> {
  const found: FoundPartition[] = [];
  for (const commit of lake.commits.values()) {
    const { sourceId, date, skippedTables } = commit;
    const snapshot = [...diary.snapshots.values()].find(
      (s) => s.sourceId === sourceId && new Date(s.createdAt).toISOString() === commit.snapshotTime,
    );
    const keys = lake.objects(commit).map(({ key }) => key);
    for (const [name, rowsInSnapshot] of Object.entries(diary.rows.get(snapshot?.arn ?? '') ?? {})) {
      const table = name.split('.').at(-1) ?? '';
      const files = keys.filter((key) => key.includes(`/${table}/`));
      found.push({
        place: placeOf(commit),
        table,
        rowsInSnapshot,
        rowsInLake: files.length === 0 ? 0 : await runtime.countRows(runtime.resources.lakeBucket, files),
        isInCatalog: await isInCatalog(runtime, glueDatabase(sourceId), table, date),
        skippedTables,
      });
    }
  }
  return found;
}

async function isInCatalog(runtime: Runtime, DatabaseName: string, TableName: string, date: string): Promise<boolean> {
  const client = new GlueClient(runtime.clientConfig());
  try {
    for await (const { Partitions = [] } of paginateGetPartitions({ client }, { DatabaseName, TableName })) {
      if (Partitions.some(({ Values }) => Values?.[0] === date)) return true;
    }
  } catch (error) {
    if ((error as Error).name !== 'EntityNotFoundException') throw error;
  }
  return false;
}

type StoredItem = Readonly<Record<string, AttributeValue>>;

async function ledgerItems({ clientConfig, resources }: Runtime): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  const client = new DynamoDBClient(clientConfig());
  for await (const page of paginateScan({ client }, { TableName: resources.ledgerTable })) {
    items.push(...(page.Items ?? []));
  }
  return items;
}

const textsOf = (item: StoredItem): Item => Object.fromEntries(Object.entries(item).map(([name, { S }]) => [name, S]));

function claimsOf(items: readonly StoredItem[]): Record<string, SlotClaim> {
  const claims = items.find(({ pk }) => pk?.S === 'SLOTS')?.claims?.M ?? {};
  return Object.fromEntries(
    Object.entries(claims).map(([taskId, { M = {} }]) => [
      taskId,
      {
        claimedAt: Number(M.claimedAt?.N),
        sourceId: M.sourceId?.S ?? '',
        expectedSeconds: Number(M.expectedSeconds?.N),
      },
    ]),
  );
}
