import type { GlueClient } from '@aws-sdk/client-glue';
import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { markOf } from '../../core/lake/database-mark';
import { VirtualClock } from '../../packages/local-aws/clock';
import { Faults } from '../../packages/local-aws/faults';
import { type LocalService, type RequestContext, ServiceError } from '../../packages/local-aws/service';
import { createGlue } from '../../packages/local-aws/services/glue';
import { createLakeFormation } from '../../packages/local-aws/services/lakeformation';
import { memoryStore } from '../../packages/local-aws/store';
import type { RateLimit } from './rate-limit';
import type { VirtualTime } from './virtual-time';

export const PRODUCER = '111111111111';
export const CONSUMER = '222222222222';
export const DATABASE = 'shop';

/** From a request to its answer. */
const LATENCY_MS = 80;
/** Tables of one page of SearchTablesByLFTags. */
const SEARCH_PAGE = 100;
/** Of each database of others. */
const TABLES_OF_OTHERS = 1000;

const callerOf = (role: string): RequestContext => ({
  accountId: PRODUCER,
  region: 'eu-west-1',
  principalArn: `arn:aws:iam::${PRODUCER}:role/${role}`,
  requestId: 'request',
});

export interface World {
  readonly glue: Pick<GlueClient, 'send'>;
  readonly lakeformation: Pick<LakeFormationClient, 'send'>;
  /** A request of somebody else, without limits. */
  readonly byHand: (operation: string, input: object) => Promise<object>;
}

/**
 * The local Glue and Lake Formation, with one database of lakeferry's and these tables, and so many tables of
 * others; Lake Formation behind latency and rates.
 */
export async function createWorld(
  tables: readonly string[],
  columns: readonly string[],
  time: VirtualTime,
  limit: RateLimit,
  others = 0,
): Promise<World> {
  const runtime = {
    clock: new VirtualClock(time.now()),
    store: memoryStore(),
    faults: new Faults(),
    partition: 'aws',
    region: 'eu-west-1',
    accountId: PRODUCER,
  };
  // nothing is crawled here
  const glue = await createGlue({ ...runtime, objects: {} as never, emit: async () => {} });
  const lakeFormation = await createLakeFormation({ ...runtime, catalog: glue.catalog });
  const asCrawler = requester(glue.service, callerOf('crawler'));
  const byHand = requester(lakeFormation.service, callerOf('admin'));
  await byHand('PutDataLakeSettings', {
    DataLakeSettings: { DataLakeAdmins: [], Parameters: { CROSS_ACCOUNT_VERSION: '4' } },
  });
  await byHand('RegisterResource', { ResourceArn: 'arn:aws:s3:::lake', UseServiceLinkedRole: true });
  await asCrawler('CreateDatabase', {
    DatabaseInput: { Name: DATABASE, CreateTableDefaultPermissions: [], Parameters: markOf('default') },
  });
  for (const name of tables) {
    const StorageDescriptor = {
      Location: `s3://lake/shop/${name}/`,
      Columns: columns.map((Name) => ({ Name, Type: 'string' })),
    };
    await asCrawler('CreateTable', {
      DatabaseName: DATABASE,
      TableInput: { Name: name, StorageDescriptor, PartitionKeys: [{ Name: 'date', Type: 'string' }] },
    });
  }
  await createOthers(others, byHand, requester(glue.service, callerOf('team')));
  const searching = searchingOnce(byHand);
  const limited: Request = async (operation, input) => {
    limit.pass(operation);
    return searching(operation, input);
  };
  return {
    glue: clientOf(time, requester(glue.service, callerOf('admin'))),
    lakeformation: clientOf(time, limited),
    byHand,
  };
}

/** Databases of another team, of a thousand tables each, with a tag on the database and a grant on each table. */
async function createOthers(count: number, lakeFormation: Request, glue: Request): Promise<void> {
  if (count === 0) return;
  await lakeFormation('CreateLFTag', { TagKey: 'confidential', TagValues: ['public'] });
  for (let i = 0; i < count; i++) {
    const DatabaseName = `team${Math.floor(i / TABLES_OF_OTHERS)}`;
    if (i % TABLES_OF_OTHERS === 0) {
      await glue('CreateDatabase', { DatabaseInput: { Name: DatabaseName, CreateTableDefaultPermissions: [] } });
      const LFTags = [{ TagKey: 'confidential', TagValues: ['public'] }];
      await lakeFormation('AddLFTagsToResource', { Resource: { Database: { Name: DatabaseName } }, LFTags });
    }
    const Name = `t${i}`;
    const StorageDescriptor = { Location: `s3://theirs/${Name}/`, Columns: [{ Name: 'id', Type: 'string' }] };
    await glue('CreateTable', { DatabaseName, TableInput: { Name, StorageDescriptor } });
  }
}

type Request = (operation: string, input: object) => Promise<object>;

const requester =
  (service: LocalService, context: RequestContext): Request =>
  async (operation, input) => {
    try {
      return await service.operations[operation]!(input, context);
    } catch (error) {
      throw error instanceof ServiceError ? Object.assign(new Error(error.message), { name: error.code }) : error;
    }
  };

function clientOf(time: VirtualTime, request: Request) {
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
    await time.wait(LATENCY_MS);
    return time.during(() => request(command.constructor.name.replace(/Command$/, ''), command.input));
  };
  return { send } as never;
}

/** The local service searches all tables for each page: here one search serves all pages that follow it. */
function searchingOnce(request: Request): Request {
  let found: readonly object[] = [];
  return async (operation, input) => {
    if (operation !== 'SearchTablesByLFTags') return request(operation, input);
    const { NextToken = '0' } = input as { readonly NextToken?: string };
    const start = Number(NextToken);
    if (start === 0) {
      const answer = await request(operation, { ...input, MaxResults: Number.MAX_SAFE_INTEGER });
      found = (answer as { readonly TableList: readonly object[] }).TableList;
    }
    const end = start + SEARCH_PAGE;
    return { TableList: found.slice(start, end), NextToken: end < found.length ? String(end) : undefined };
  };
}
