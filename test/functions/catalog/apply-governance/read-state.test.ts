import * as fc from 'fast-check';
import { principalOf, visibleColumns } from '../../../../core/governance';
import { readState } from '../../../../functions/shared/lakeformation/read-state';
import { callerOf } from '../../../../packages/local-aws/test/services/runtime';
import { inProcess } from '../../in-process';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { CONSUMER, DATABASE, FINANCE, governedShop, PRODUCER, settingsOf } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

const OWN = `arn:aws:iam::${PRODUCER}:role/auditor`;
const PRINCIPALS = [CONSUMER, FINANCE, OWN];
const COLUMNS = ['id', 'city', 'mail'];
const VALUES = ['private', 'public'];
const TABLE = { DatabaseName: DATABASE, Name: 'customers' };

const someColumns = fc.subarray(COLUMNS, { minLength: 1 });
const anyResource = fc.oneof(
  someColumns.map((ColumnNames) => ({ TableWithColumns: { ...TABLE, ColumnNames } })),
  someColumns.map((ExcludedColumnNames) => ({
    TableWithColumns: { ...TABLE, ColumnWildcard: { ExcludedColumnNames } },
  })),
  fc.constant({ Table: TABLE }),
  fc.constantFrom('some', 'few', 'all').map((Name) => ({
    DataCellsFilter: { TableCatalogId: PRODUCER, DatabaseName: DATABASE, TableName: 'customers', Name },
  })),
  fc.subarray(VALUES, { minLength: 1 }).map((TagValues) => ({
    LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: 'Level', TagValues }] },
  })),
);
const anyGrant = fc.record({ principal: fc.constantFrom(...PRINCIPALS), resource: anyResource, insert: fc.boolean() });
const anyTagging = fc.record({
  column: fc.option(fc.constantFrom(...COLUMNS)),
  onDatabase: fc.boolean(),
  value: fc.constantFrom(...VALUES),
});

/** Two tellings of AWS's rules: the local Lake Formation's own, and the evaluator's over what is read back. */
test('what is read back says who sees what as the service itself does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyGrant, { maxLength: 6 }),
      fc.array(anyTagging, { maxLength: 4 }),
      async (grants, taggings) => {
        const { lf, lakeFormation, glue } = await governedShop(dynamodb.client);
        const filters = { some: ['id'], few: ['city', 'mail'], all: COLUMNS };
        for (const [Name, ColumnNames] of Object.entries(filters)) {
          const RowFilter = Name === 'few' ? { FilterExpression: "city = 'Oslo'" } : { AllRowsWildcard: {} };
          const table = { TableCatalogId: PRODUCER, DatabaseName: DATABASE, TableName: 'customers' };
          await lf('CreateDataCellsFilter', { TableData: { ...table, Name, ColumnNames, RowFilter } });
        }
        await lf('CreateLFTag', { TagKey: 'Level', TagValues: VALUES });
        for (const { column, onDatabase, value } of taggings) {
          const Resource = onDatabase
            ? { Database: { Name: DATABASE } }
            : column === null
              ? { Table: TABLE }
              : { TableWithColumns: { ...TABLE, ColumnNames: [column] } };
          await lf('AddLFTagsToResource', { Resource, LFTags: [{ TagKey: 'level', TagValues: [value] }] });
        }
        for (const { principal, resource, insert } of grants) {
          const Permissions = insert && 'Table' in resource ? ['INSERT'] : ['SELECT'];
          await lf('GrantPermissions', {
            Principal: { DataLakePrincipalIdentifier: principal },
            Resource: resource,
            Permissions,
          });
        }
        const admin = callerOf(PRODUCER, 'admin');
        const { state } = await readState(
          {
            glue: inProcess(glue.service, admin).client,
            lakeformation: inProcess(lakeFormation.service, admin).client,
            catalogId: PRODUCER,
            wait: async () => {},
            random: () => 0.5,
            now: () => 0,
          },
          DATABASE,
          ['level'],
        );
        for (const principal of PRINCIPALS) {
          const table = { catalogId: PRODUCER, database: DATABASE, table: 'customers' };
          const served = await lakeFormation.see(principal, table);
          const { columns, rows, cellRows } = visibleColumns(principalOf(principal), DATABASE, 'customers', state);
          expect({ columns, rowFilter: rows, cellFilters: cellRows }).toEqual({ columns: [], ...served });
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('pages and the service’s own spellings are read as one', async () => {
  const { lf, addTable, look } = await governedShop(dynamodb.client);
  for (let i = 0; i < 120; i++) await addTable(`t${i}`, ['id']);
  await lf('CreateLFTag', { TagKey: 'Confidential', TagValues: ['Private', 'Public'] });
  await lf('AddLFTagsToResource', {
    Resource: { Database: { Name: DATABASE } },
    LFTags: [{ TagKey: 'CONFIDENTIAL', TagValues: ['PRIVATE'] }],
  });
  await lf('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: CONSUMER },
    Resource: { Table: TABLE },
    Permissions: ['SELECT', 'DESCRIBE'],
  });
  const { live } = await look(settingsOf({}));
  const { tags, tables } = live.databases[DATABASE]!;
  expect(Object.keys(tables)).toHaveLength(122);
  expect(live.tags).toEqual({ confidential: ['private', 'public'] });
  expect([tags, tables.customers!.tags]).toEqual([{ confidential: 'private' }, {}]);
  expect(live.grants.filter(({ principal }) => principal === CONSUMER)).toEqual([
    {
      principal: CONSUMER,
      resource: { kind: 'table', database: DATABASE, table: 'customers' },
      permissions: ['DESCRIBE', 'SELECT'],
      withGrantOption: [],
    },
  ]);
});
