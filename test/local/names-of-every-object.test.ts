import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { KMS } from '@aws-sdk/client-kms';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { S3 } from '@aws-sdk/client-s3';
import { sightRows } from '../../bin/governance/sights';
import type { LakeferryConfig } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { lookAt } from '../../functions/catalog/apply-governance/handler';
import { UNPACED } from '../../functions/shared/lakeformation/pace';
import { silentLog } from '../../functions/shared/log';
import { LOCAL_ACCOUNT } from '../../local/runtime';
import type { FrozenTable, SourceDatabases } from '../../packages/local-aws/databases';
import { type Account, openAccount } from './account';
import { frozenDatabases, TINY_DATABASE } from './world/frozen-databases';

const ANALYSTS = '222222222222';
const JOB = 'arn:aws:iam::222222222222:role/constructor';
/** Members of every JavaScript object, as the catalog spells them, and keys that JavaScript objects put first. */
const NAMES = ['constructor', '__proto__', 'tostring', 'hasownproperty', 'valueof', '10', '2'];
const TABLES = ['constructor', '__proto__', 'valueof', 'hasownproperty', '0'];
/** Has its other columns from the second night on. */
const GROWING = '0';

const CONFIG: LakeferryConfig = {
  environment: { region: 'eu-west-1' },
  accounts: { analytics: ANALYSTS },
  sources: [{ kind: 'aurora-cluster', id: 'constructor', engine: 'postgres', databases: [TINY_DATABASE] }],
  governance: {
    tags: { confidential: ['public', 'private'], constructor: ['valueof'] },
    databases: {
      constructor_shop: {
        share: ['constructor', '__proto__', GROWING],
        filters: { valueof: { columns: ['constructor', '__proto__', '2'], rows: `"tostring" = 'tostring'` } },
        namedFilters: { hasownproperty: { constructor: { columns: ['valueof'], principals: [JOB] } } },
        tables: {
          constructor: { columns: { constructor: { tags: { confidential: 'private', constructor: 'valueof' } } } },
        },
      },
    },
  },
};

const tableOf = (table: string, columns: readonly string[]): FrozenTable => ({
  schema: 'public',
  table,
  columns: [{ name: 'id', type: 'integer' }, ...columns.map((name) => ({ name, type: 'text' }))],
  rows: 1,
  bytes: 20,
  file: `${table}.csv`,
  persistence: 'permanent',
  hasIntegerKey: true,
});

function databases(): SourceDatabases {
  const tiny = frozenDatabases(['constructor']);
  let nights = 0;
  return {
    ...tiny,
    freeze: async (id, folder) => {
      nights++;
      const [database] = await tiny.freeze(id, folder);
      const tables = TABLES.map((table) => tableOf(table, table === GROWING && nights === 1 ? [] : NAMES));
      for (const { file, columns } of tables) {
        const row = ['1', ...columns.slice(1).map(({ name }) => `"${name}"`)];
        await writeFile(join(folder, TINY_DATABASE, file), `${row.join(',')}\n`);
      }
      return [{ ...database!, tables }];
    },
  };
}

let account: Account;
beforeAll(async () => {
  account = await openAccount(CONFIG, databases());
});
afterAll(() => account.close());

async function night(): Promise<void> {
  await account.nextDay();
  const arn = await account.runtime.takeSnapshot('constructor');
  const [run] = await account.ended((r) => r.snapshotArn === arn);
  expect(run).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PUBLISHED' } });
}

async function look() {
  const client = account.runtime.clientConfig();
  const settings = validateConfig(CONFIG);
  const { live, plan } = await lookAt(
    {
      glue: new GlueClient(client),
      lakeformation: new LakeFormationClient(client),
      dynamodb: new DynamoDBClient(client),
      files: { s3: new S3(client), kms: new KMS(client), settings },
      log: silentLog,
      metric: () => {},
      settings,
      ledgerTable: account.runtime.resources.ledgerTable,
      catalogId: LOCAL_ACCOUNT,
      pace: UNPACED,
    },
    'constructor_shop',
  );
  const seenBy = (principal: string) =>
    new Map(sightRows(live, { principal }).map(({ table, columns, rows }) => [table, { columns, rows }]));
  return { analysts: seenBy(ANALYSTS), job: seenBy(JOB), plan };
}

const NOTHING = { columns: [], rows: 'none' };
const ANALYSTS_SEE = new Map(
  Object.entries({
    constructor: { columns: ['id', ...NAMES.slice(1), 'date'], rows: 'all rows' },
    ['__proto__']: { columns: ['id', ...NAMES, 'date'], rows: 'all rows' },
    valueof: { columns: ['constructor', '__proto__', '2', 'date'], rows: `"tostring" = 'tostring'` },
    hasownproperty: NOTHING,
    0: { columns: ['id', 'date'], rows: 'all rows' },
  }),
);

it('tables and columns with such names are shared, filtered and hidden like others, in the order of the table', async () => {
  await night();
  const { analysts, job, plan } = await look();
  expect(analysts).toEqual(ANALYSTS_SEE);
  expect(job.get('hasownproperty')).toEqual({ columns: ['valueof', 'date'], rows: 'all rows' });
  expect(plan).toMatchObject({ changes: [], toClassify: [] });
}, 60_000);

it('new columns with such names stay hidden until they are classified, and the others stay seen', async () => {
  await night();
  const { analysts, plan } = await look();
  expect(analysts).toEqual(ANALYSTS_SEE);
  expect(plan.toClassify.map(({ table, column }) => [table, column])).toEqual(NAMES.map((name) => [GROWING, name]));
  expect(plan.changes).toEqual([]);
}, 60_000);
