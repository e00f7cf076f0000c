import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TableInput } from '@aws-sdk/client-glue';
import type { DatabasePolicy, Settings } from '../../../../core/config/types';
import { markOf } from '../../../../core/lake/database-mark';
import type { ApplyGovernanceEffects } from '../../../../functions/catalog/apply-governance/effects';
import { createHandler, lookAt } from '../../../../functions/catalog/apply-governance/handler';
import { UNPACED } from '../../../../functions/shared/lakeformation/pace';
import { type Log, silentLog } from '../../../../functions/shared/log';
import type { Answers } from '../../../../packages/local-aws/answers';
import { createGlue } from '../../../../packages/local-aws/services/glue';
import { createLakeFormation } from '../../../../packages/local-aws/services/lakeformation';
import { MemoryObjects } from '../../../../packages/local-aws/test/services/memory-objects';
import {
  CONSUMER,
  caller,
  callerOf,
  PRODUCER,
  testRuntime,
} from '../../../../packages/local-aws/test/services/runtime';
import { PARQUET } from '../../../../packages/local-aws/test/services/table-formats';
import { type Intercept, inProcess } from '../../in-process';
import { createLedger } from '../../shared/ledger/dynamodb';

export { CONSUMER, PRODUCER };
export const ANALYST = `arn:aws:iam::${CONSUMER}:root`;
export const FINANCE = 'arn:aws:iam::333333333333:role/finance';
export const DATABASE = 'shop';

const ADMIN = callerOf(PRODUCER, 'admin');
const CRAWLER = callerOf(PRODUCER, 'crawler');

export const tableInput = (Name: string, columns: readonly string[], type = 'string') => ({
  Name,
  StorageDescriptor: {
    Location: `s3://lake/shop/${Name}/`,
    Columns: columns.map((column) => ({ Name: column, Type: type })),
    ...PARQUET,
  },
  PartitionKeys: [{ Name: 'date', Type: 'string' }],
});

export const settingsOf = (database: DatabasePolicy, governance: Partial<Settings['governance']> = {}): Settings => ({
  environment: { region: 'eu-west-1', partition: 'aws' },
  timeZone: 'UTC',
  lake: { prefix: '', partitionKey: 'date' },
  replications: [],
  dynamodb: [],
  landing: {},
  exports: { maxConcurrent: 5, ranking: 'longest-first', attempts: 3, keepRawDays: 7 },
  sources: [],
  governance: {
    tags: { confidential: ['sensitive', 'private', 'public'] },
    databaseTags: { confidential: 'private' },
    sharedTag: { confidential: 'public' },
    mode: 'exact',
    administrators: 'append',
    crossAccountVersion: 4,
    databases: { [DATABASE]: database },
    ...always,
    ...governance,
  },
  accounts: { analytics: CONSUMER },
  notifications: { mail: [] },
});

/** Sets the cross-account version and leaves the rest of the account's settings, its open defaults too. */
export async function shareByVersion(lf: ReturnType<typeof caller>, version: string): Promise<void> {
  const { DataLakeSettings } = await lf('GetDataLakeSettings');
  const Parameters = { CROSS_ACCOUNT_VERSION: version };
  await lf('PutDataLakeSettings', { DataLakeSettings: { ...(DataLakeSettings as object), Parameters } });
}

let answers: Partial<Answers> = {};
let always: Partial<Settings['governance']> = {};

/**
 * Every world that is made from here on answers so, and every policy says so. For a file that plays a suite again.
 */
export function answerAs(given: Partial<Answers>, governance: Partial<Settings['governance']> = {}): void {
  answers = given;
  always = governance;
}

/** What is shared whole is shared by filters. */
export const sharesByFilters = (): boolean => always.wholeTables === 'filters';

/**
 * A registered lake in an account with AWS's open defaults, with `shop.orders(id, city, card)` and `shop.customers(id,
 * city, mail)`, and a ledger of its own.
 */
export async function governedShop(dynamodb: DynamoDBClient, { hybrid = false, isOurs = true } = {}) {
  const runtime = testRuntime();
  const objects = new MemoryObjects();
  const glue = await createGlue({ ...runtime, objects, emit: async () => {} });
  const lakeFormation = await createLakeFormation({ ...runtime, catalog: glue.catalog, answers });
  const lf = caller(lakeFormation.service, ADMIN);
  const catalog = caller(glue.service, CRAWLER);
  await shareByVersion(lf, '4');
  await lf('RegisterResource', {
    ResourceArn: 'arn:aws:s3:::lake',
    RoleArn: 'arn:aws:iam::111111111111:role/lake',
    HybridAccessEnabled: hybrid,
  });
  await catalog('CreateDatabase', {
    DatabaseInput: {
      Name: DATABASE,
      CreateTableDefaultPermissions: [],
      Parameters: isOurs ? markOf('default') : { owner: 'somebody' },
    },
  });
  const addTable = (name: string, columns: readonly string[], type?: string) =>
    catalog('CreateTable', { DatabaseName: DATABASE, TableInput: tableInput(name, columns, type) });
  await addTable('orders', ['id', 'city', 'card']);
  await addTable('customers', ['id', 'city', 'mail']);

  const intercepts: Intercept[] = [];
  const lakeformation = inProcess(lakeFormation.service, ADMIN, intercepts);
  const pauses: number[] = [];
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (message) => void warnings.push(message) };
  const ledgerTable = await createLedger(dynamodb);
  const effects = (settings: Settings) => ({
    glue: inProcess(glue.service, ADMIN).client,
    lakeformation: lakeformation.client,
    dynamodb,
    log,
    metric: () => {},
    settings,
    ledgerTable,
    catalogId: PRODUCER,
    wait: async (ms: number) => void pauses.push(ms),
    pace: UNPACED,
    random: () => 0.5,
  });
  return {
    lf,
    catalog,
    addTable,
    intercepts,
    sent: lakeformation.sent,
    pauses,
    ledgerTable,
    warnings,
    glue,
    objects,
    lakeFormation,
    effects,
    look: (settings: Settings) => lookAt(effects(settings), DATABASE),
    govern: (settings: Settings, glueDatabase = DATABASE, more: Partial<ApplyGovernanceEffects> = {}) =>
      createHandler({ ...effects(settings), ...more })({ glueDatabase }),
    /** Columns that the service itself lets somebody read. */
    sees: async (table: string, principal = ANALYST): Promise<readonly string[]> =>
      (await lakeFormation.see(principal, { catalogId: PRODUCER, database: DATABASE, table }))?.columns ?? [],
    /** As somebody makes it beside the lake's. */
    addTableOfOthers: (name: string, columns: readonly string[], more: Partial<TableInput>) => {
      const input = tableInput(name, columns);
      const StorageDescriptor = { ...more.StorageDescriptor, Columns: input.StorageDescriptor.Columns };
      return catalog('CreateTable', { DatabaseName: DATABASE, TableInput: { ...input, ...more, StorageDescriptor } });
    },
    retype: (name: string, columns: readonly string[], type?: string) =>
      catalog('UpdateTable', { DatabaseName: DATABASE, TableInput: tableInput(name, columns, type) }),
  };
}
