import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { ExecutionRecord } from '../../../local/engine/execution';
import type { Runtime } from '../../../local/runtime';
import type { World } from '../world/world';
import type { Diary } from './outside-world';

type Item = Readonly<Record<string, string | undefined>>;

/** What must hold when all is over, and what became of each snapshot. */
export async function judgeEnd(world: World, diary: Diary): Promise<{ violations: string[]; fates: string[] }> {
  const items = await ledgerItems(world.runtime);
  const exports = items.filter(({ pk, sk }) => pk?.startsWith('SOURCE#') && sk?.startsWith('EXPORT#'));
  const failed = world.executions().filter((e) => e.status !== 'SUCCEEDED' && !isHopeless(e));
  return {
    violations: [
      ...failed.map(({ name, status, error, cause }) => `${name} ended ${status}: ${error}: ${cause}`),
      ...leftInLine(items),
      ...unfinished(exports, diary),
      ...(await wrongPartitions(world.runtime, exports)),
    ],
    fates: exports.map(({ sourceArn, status }) => `${sourceArn} ${status}`).sort(),
  };
}

/** Its snapshot is gone, and a redrive has found it so again. */
export const isHopeless = ({ cause, redriveCount, error }: ExecutionRecord): boolean =>
  redriveCount > 0 && `${error} ${cause}`.includes('SnapshotGoneError');

export const leftInLine = (items: readonly Item[]): string[] =>
  items.filter(({ pk }) => pk === 'QUEUE').map(({ sk }) => `${sk} still waits for a slot`);

export function unfinished(exports: readonly Item[], { snapshots }: Diary): string[] {
  return [...snapshots.keys()].flatMap((arn) => {
    const ofArn = exports.filter((item) => item.sourceArn === arn);
    if (ofArn.length !== 1) return [`${arn} has ${ofArn.length} items in the ledger`];
    const status = ofArn[0]?.status ?? '';
    return ['PUBLISHED', 'SUPERSEDED'].includes(status) ? [] : [`${arn} ended ${status}`];
  });
}

const dayOf = ({ sourceId, snapshotTime }: Item): string => `${sourceId} ${snapshotTime?.slice(0, 10)}`;

/** A partition holds the rows of the newest snapshot of its date that was published, each once. */
async function wrongPartitions(runtime: Runtime, exports: readonly Item[]): Promise<string[]> {
  const violations: string[] = [];
  const published = exports.filter(({ status }) => status === 'PUBLISHED');
  const keys = await keysInLake(runtime);
  for (const day of new Set(published.map(dayOf))) {
    const [sourceId = '', date = ''] = day.split(' ');
    const newest = published
      .filter((item) => dayOf(item) === day)
      .reduce((a, b) => ((a.snapshotTime ?? '') > (b.snapshotTime ?? '') ? a : b));
    const inDay = keys.filter((key) => key.startsWith(`${sourceId}/`) && key.includes(`=${date}/`));
    for (const [table, rows] of Object.entries(await runtime.rowsInSnapshot(newest.sourceArn ?? ''))) {
      const files = inDay.filter((key) => key.includes(`/${table.split('.').at(-1)}/`));
      const found = files.length === 0 ? 0 : await runtime.countRows(runtime.resources.lakeBucket, files);
      if (found !== rows) {
        violations.push(`${day} ${table}: ${found} rows in ${files.length} files, ${rows} in ${newest.sourceArn}`);
      }
    }
  }
  return violations;
}

async function keysInLake({ clientConfig, resources }: Runtime): Promise<string[]> {
  const keys: string[] = [];
  const client = new S3Client(clientConfig());
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: resources.lakeBucket })) {
    keys.push(...Contents.map(({ Key = '' }) => Key));
  }
  return keys;
}

async function ledgerItems({ clientConfig, resources }: Runtime): Promise<Item[]> {
  const items: Item[] = [];
  const client = new DynamoDBClient(clientConfig());
  for await (const { Items = [] } of paginateScan({ client }, { TableName: resources.ledgerTable })) {
    items.push(...Items.map((item) => Object.fromEntries(Object.entries(item).map(([name, { S }]) => [name, S]))));
  }
  return items;
}
