import type {
  CreateDatabaseCommandInput,
  Database,
  DeleteDatabaseCommandInput,
  GetDatabaseCommandInput,
  GetDatabasesCommandInput,
  UpdateDatabaseCommandInput,
} from '@aws-sdk/client-glue';
import type { Clock } from '../../clock';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import { requireOwnCatalog } from '../own-catalog';
import { pageOf } from '../page';
import type { Catalog, CatalogDatabase } from './catalog';

/** CreateDatabase, GetDatabase(s), UpdateDatabase, DeleteDatabase; resource links included. */
export function databaseOperations(catalog: Catalog, clock: Clock): Record<string, Operation> {
  return {
    CreateDatabase: async ({ CatalogId, DatabaseInput }: CreateDatabaseCommandInput, context) => {
      const name = requireName(DatabaseInput?.Name);
      const catalogId = CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      const database = {
        catalogId,
        name: name.toLowerCase(),
        input: DatabaseInput!,
        createTableDefaultPermissions:
          DatabaseInput!.CreateTableDefaultPermissions ?? catalog.governance.createTableDefaults(catalogId),
        target: DatabaseInput!.TargetDatabase,
        createdAt: clock.now(),
        createdBy: context.principalArn,
      };
      await catalog.change((changes) => catalog.createDatabase(database, changes));
      return {};
    },
    GetDatabase: async ({ CatalogId, Name }: GetDatabaseCommandInput, context) => {
      const database = catalog.requireDatabase(CatalogId ?? context.accountId, Name ?? '');
      if (!(await mayDescribe(catalog, database, context))) {
        throw new ServiceError('EntityNotFoundException', `Database ${Name} not found.`);
      }
      return { Database: describeDatabase(database) };
    },
    GetDatabases: async ({ CatalogId, NextToken, MaxResults }: GetDatabasesCommandInput, context) => {
      const all = catalog.databases(CatalogId ?? context.accountId);
      const visible: CatalogDatabase[] = [];
      for (const database of all) if (await mayDescribe(catalog, database, context)) visible.push(database);
      const { items, next } = pageOf(visible, NextToken, MaxResults ?? 100);
      return { DatabaseList: items.map(describeDatabase), NextToken: next };
    },
    UpdateDatabase: async ({ CatalogId, Name, DatabaseInput }: UpdateDatabaseCommandInput, context) => {
      const catalogId = CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      const database = catalog.requireDatabase(catalogId, Name ?? '');
      const updated = {
        ...database,
        input: { ...DatabaseInput, Name: database.name },
        createTableDefaultPermissions:
          DatabaseInput?.CreateTableDefaultPermissions ?? database.createTableDefaultPermissions,
        target: DatabaseInput?.TargetDatabase ?? database.target,
      };
      await catalog.change((changes) => catalog.putDatabase(updated, changes));
      return {};
    },
    DeleteDatabase: async ({ CatalogId, Name }: DeleteDatabaseCommandInput, context) => {
      const catalogId = CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      const database = catalog.requireDatabase(catalogId, Name ?? '');
      await catalog.change((changes) => catalog.deleteDatabase(database, changes));
      return {};
    },
  };
}

function requireName(name: string | undefined): string {
  if (name === undefined || name === '') {
    throw new ServiceError('InvalidInputException', 'Database name cannot be empty.');
  }
  return name;
}

const mayDescribe = async (catalog: Catalog, database: CatalogDatabase, context: RequestContext): Promise<boolean> =>
  database.catalogId === context.accountId ||
  (await catalog.governance.databaseVisibleToForeigner(context.principalArn, database));

const describeDatabase = (database: CatalogDatabase): Database => ({
  Name: database.name,
  Description: database.input.Description,
  LocationUri: database.input.LocationUri,
  Parameters: database.input.Parameters,
  CreateTime: new Date(database.createdAt),
  CreateTableDefaultPermissions: [...database.createTableDefaultPermissions],
  TargetDatabase: database.target,
  CatalogId: database.catalogId,
});
