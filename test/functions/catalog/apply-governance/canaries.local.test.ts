import { runQuery } from '../../../../packages/local-aws/services/athena/run-query';
import { FileCache } from '../../../../packages/local-aws/services/athena/tables/file-cache';
import { parquetFile } from '../../../../packages/local-aws/test/services/parquet-file';
import { caller, callerOf } from '../../../../packages/local-aws/test/services/runtime';
import { PARQUET } from '../../../../packages/local-aws/test/services/table-formats';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { ANALYST, answerAs, CONSUMER, DATABASE, FINANCE, governedShop, PRODUCER, settingsOf } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());
afterEach(() => answerAs({}));

const ROLE = `arn:aws:iam::${CONSUMER}:role/analyst`;
const EVERYBODY = [ANALYST, ROLE, FINANCE];
const OPENED = { share: ['orders'], filters: { customers: { columns: ['id', 'city'] } } };

/** What the policy never names; each cell has a value that is nowhere else. */
const HIDDEN = ['mail', 'secret'];
const cell = (table: string, column: string): string =>
  `${HIDDEN.includes(column) || table === 'later' ? 'canary' : 'open'}-${table}-${column}`;

const READS = /^(BatchGet|Describe|Get|List|Query|Scan|Search)/;

type Send = (command: object) => Promise<unknown>;

/** The shop with data in it, queried by everybody after every call of whoever is watched. */
async function queriedShop() {
  const world = await governedShop(dynamodb.client);
  const { glue, objects, lakeFormation, catalog, effects } = world;
  const files = new FileCache(objects);
  const deps = { catalog: glue.catalog, objects, files, clock: { now: () => 0 }, see: lakeFormation.see };
  for (const account of [CONSUMER, '333333333333']) {
    await caller(glue.service, callerOf(account, 'admin'))('CreateDatabase', {
      DatabaseInput: { Name: DATABASE, TargetDatabase: { CatalogId: PRODUCER, DatabaseName: DATABASE } },
    });
  }
  const leaks: string[] = [];
  let looks = 0;

  /** The answer or the error, as the principal reads it. */
  const ask = async (principalArn: string, sql: string): Promise<string> => {
    const catalogId = principalArn.split(':')[4]!;
    const answer = await runQuery(deps, { principalArn, catalogId, database: DATABASE, sql }).catch(
      (error: Error) => error.message,
    );
    return JSON.stringify(answer);
  };
  let day = 1;
  /** All that the principal's answers depend on: files, tables, partitions, and what it sees of them. */
  const worldOf = async (who: string): Promise<string> => {
    const tables = glue.catalog.tables(PRODUCER, DATABASE).map(async (table) => {
      const sight = await lakeFormation.see(who, { catalogId: PRODUCER, database: DATABASE, table: table.name });
      return [table.input, glue.catalog.partitions(table).map(({ input }) => input), sight];
    });
    return JSON.stringify([who, day, await Promise.all(tables)]);
  };
  const looked = new Set<string>();
  const look = async (when: string): Promise<void> => {
    looks += 1;
    for (const who of EVERYBODY) {
      // The engine answers the same of the same world; each query starts one.
      const seen = await worldOf(who);
      if (looked.has(seen)) continue;
      looked.add(seen);
      for (const table of ['orders', 'customers', 'later']) {
        const told = await ask(who, `SELECT * FROM ${table}`);
        if (told.includes('canary')) leaks.push(`after ${when}: ${who} ${told}`);
      }
    }
  };
  const watched = (service: string, client: unknown) => ({
    send: (async (command: object) => {
      const answer = await (client as { readonly send: Send }).send(command);
      const { name } = command.constructor;
      // what only reads changes nothing that anybody sees
      if (!READS.test(name)) await look(`${service} ${name}`);
      return answer;
    }) as never,
  });
  const step = async (operation: string, input: object): Promise<void> => {
    await catalog(operation, input);
    await look(`a crawl's ${operation}`);
  };
  return {
    ...world,
    leaks,
    ask,
    look,
    looks: () => looks,
    /** The files first, then the calls of a crawl. */
    async crawl(table: string, columns: readonly string[], isNew = false): Promise<void> {
      const date = `2026-01-0${day++}`;
      const Location = `s3://lake/shop/${table}/date=${date}/`;
      const cells = columns.map((column) => `'${cell(table, column)}' AS ${column}`);
      await objects.put(
        'lake',
        `shop/${table}/date=${date}/a.parquet`,
        await parquetFile(`SELECT ${cells.join(', ')}`),
      );
      const TableInput = {
        Name: table,
        StorageDescriptor: {
          Location: `s3://lake/shop/${table}/`,
          Columns: columns.map((Name) => ({ Name, Type: 'string' })),
          ...PARQUET,
        },
        PartitionKeys: [{ Name: 'date', Type: 'string' }],
      };
      await step(isNew ? 'CreateTable' : 'UpdateTable', { DatabaseName: DATABASE, TableInput });
      await step('CreatePartition', {
        DatabaseName: DATABASE,
        TableName: table,
        PartitionInput: { Values: [date], StorageDescriptor: { Location, ...PARQUET } },
      });
    },
    /** A run whose every call is followed by everybody's queries. */
    run: (policy: Parameters<typeof settingsOf>[0]) => {
      const settings = settingsOf(policy);
      const { glue, lakeformation, dynamodb: ledger } = effects(settings);
      return world.govern(settings, DATABASE, {
        glue: watched('glue', glue),
        lakeformation: watched('lakeformation', lakeformation),
        dynamodb: watched('dynamodb', ledger),
      });
    },
  };
}

type Shop = Awaited<ReturnType<typeof queriedShop>>;

/** The analytics account gives on to its role all that it was given. */
async function giveOn({ lf, lakeFormation }: Shop): Promise<void> {
  const { PrincipalResourcePermissions = [] } = (await lf('ListPermissions', {
    Principal: { DataLakePrincipalIdentifier: CONSUMER },
  })) as { PrincipalResourcePermissions?: { Resource: { LFTag?: object }; PermissionsWithGrantOption: string[] }[] };
  for (const { Resource, PermissionsWithGrantOption } of PrincipalResourcePermissions) {
    if (Resource.LFTag !== undefined || PermissionsWithGrantOption.length === 0) continue;
    await caller(lakeFormation.service, callerOf(CONSUMER, 'admin'))('GrantPermissions', {
      Principal: { DataLakePrincipalIdentifier: ROLE },
      Resource,
      Permissions: PermissionsWithGrantOption,
    });
  }
}

const OPEN = ['open-orders-id', 'open-orders-city', 'open-orders-card', 'open-customers-id', 'open-customers-city'];

/** Ten seconds for each; `.ci/run` plays both. */
const WAYS =
  process.env.LAKEFERRY_DRAWS === undefined ? (['columnTags'] as const) : (['columnTags', 'filters'] as const);

describe.each(WAYS)('tables are shared by %s', (wholeTables) => {
  async function opened(): Promise<Shop> {
    answerAs({}, { wholeTables, glueEtlPrincipals: [FINANCE] });
    const shop = await queriedShop();
    await shop.crawl('orders', ['id', 'city', 'card']);
    await shop.crawl('customers', ['id', 'city', 'mail']);
    await shop.run(OPENED);
    await giveOn(shop);
    return shop;
  }
  const comesLater = async ({ crawl }: Shop): Promise<void> => {
    await crawl('orders', ['id', 'city', 'card', 'secret']);
    await crawl('customers', ['id', 'city', 'mail', 'secret']);
    await crawl('later', ['id', 'secret'], true);
  };

  test('after every call of a crawl and of a run nobody reads a hidden value, and what is shared is read', async () => {
    const shop = await opened();
    for (const who of [ANALYST, ROLE]) {
      const told = (await shop.ask(who, 'SELECT * FROM orders')) + (await shop.ask(who, 'SELECT * FROM customers'));
      expect({ who, missing: OPEN.filter((value) => !told.includes(value)) }).toEqual({ who, missing: [] });
    }
    expect(await shop.ask(FINANCE, 'SELECT * FROM orders')).toContain('open-orders-card');
    await comesLater(shop);
    // by hand, again and again, with no run in between
    await shop.crawl('orders', ['id', 'city', 'secret']);
    await shop.crawl('orders', ['id', 'city', 'card', 'secret']);
    await shop.run(OPENED);
    await shop.run({ ...OPENED, share: [] });
    expect(shop.leaks).toEqual([]);
    expect(await shop.ask(ANALYST, 'SELECT * FROM orders')).not.toContain('open-orders');
    expect(shop.looks()).toBeGreaterThan(20);
  });

  test('with governance stopped at any of its changes, what came by the crawl stays hidden', async () => {
    const shop = await opened();
    await comesLater(shop);
    const other = { share: ['orders'], filters: { customers: { columns: ['id'] } } };
    let allowed = 0;
    for (let isStopped = true; isStopped; allowed += 1) {
      let made = 0;
      isStopped = false;
      shop.intercepts.push(async ({ operation }) => {
        if (READS.test(operation) || made++ < allowed) return undefined;
        isStopped = true;
        throw Object.assign(new Error('stopped'), { name: 'AccessDeniedException' });
      });
      await shop.govern(settingsOf(allowed % 2 === 0 ? other : OPENED)).catch(() => undefined);
      shop.intercepts.pop();
      await shop.look(`a run that was stopped after ${allowed} changes`);
    }
    expect(allowed).toBeGreaterThan(1);
    expect(shop.leaks).toEqual([]);
  });
});

test('a grant on the shared tag alone is seen to leak: the looks are not blind', async () => {
  answerAs({}, { glueEtlPrincipals: [FINANCE] });
  const shop = await queriedShop();
  await shop.crawl('orders', ['id', 'city', 'card']);
  await shop.run(OPENED);
  await shop.lf('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: CONSUMER },
    Resource: {
      LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: 'confidential', TagValues: ['public'] }] },
    },
    Permissions: ['SELECT'],
  });
  await shop.crawl('orders', ['id', 'city', 'card', 'secret']);
  expect(shop.leaks).toContainEqual(expect.stringContaining('canary-orders-secret'));
});
