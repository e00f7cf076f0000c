import { createGlue } from '../../../services/glue';
import { createLakeFormation } from '../../../services/lakeformation';
import { memoryStore, type Store } from '../../../store';
import { MemoryObjects } from '../memory-objects';
import { CONSUMER, caller, callerOf, PRODUCER, testRuntime } from '../runtime';
import { PARQUET } from '../table-formats';

export const ADMIN = callerOf(PRODUCER, 'admin');
export const ANALYST = `arn:aws:iam::${CONSUMER}:role/analyst`;
export const CONSUMER_ROOT = `arn:aws:iam::${CONSUMER}:root`;
export const ORDERS = { catalogId: PRODUCER, database: 'shop', table: 'orders' };

/** A registered lake with `shop.orders(id, city, card)` by date, default permissions off. */
export async function governedShop({
  open = false,
  store = memoryStore(),
  organizations,
}: {
  open?: boolean;
  store?: Store;
  organizations?: Record<string, string[]>;
} = {}) {
  const runtime = testRuntime(store);
  const objects = new MemoryObjects();
  const glue = await createGlue({ ...runtime, objects, emit: async () => {} });
  const lakeFormation = await createLakeFormation({ ...runtime, catalog: glue.catalog, organizations });
  const lf = caller(lakeFormation.service, ADMIN);
  const catalog = caller(glue.service, callerOf(PRODUCER, 'crawler'));
  if (glue.catalog.database(PRODUCER, 'shop') === undefined) {
    if (!open) {
      const off = { CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [] };
      await lf('PutDataLakeSettings', { DataLakeSettings: off });
    }
    await lf('RegisterResource', { ResourceArn: 'arn:aws:s3:::lake', RoleArn: 'arn:aws:iam::111111111111:role/lake' });
    await catalog('CreateDatabase', { DatabaseInput: { Name: 'shop' } });
    await catalog('CreateTable', { DatabaseName: 'shop', TableInput: tableInput('orders') });
  }
  return {
    ...runtime,
    objects,
    glue,
    lakeFormation,
    lf,
    catalog,
    see: (principal: string, table = ORDERS) => lakeFormation.see(principal, table),
  };
}

export const tableInput = (Name: string) => ({
  Name,
  StorageDescriptor: {
    Location: `s3://lake/shop/${Name}/`,
    Columns: ['id', 'city', 'card'].map((column) => ({ Name: column, Type: 'string' })),
    ...PARQUET,
  },
  PartitionKeys: [{ Name: 'date', Type: 'string' }],
});

export const principal = (identifier: string) => ({ DataLakePrincipalIdentifier: identifier });
export const tableResource = { Table: { DatabaseName: 'shop', Name: 'orders' } };
export const columns = (...ColumnNames: string[]) => ({
  TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnNames },
});
export const filterData = (overrides: object = {}) => ({
  TableCatalogId: PRODUCER,
  DatabaseName: 'shop',
  TableName: 'orders',
  Name: 'no_card',
  ColumnNames: ['id', 'city'],
  RowFilter: { AllRowsWildcard: {} },
  ...overrides,
});
