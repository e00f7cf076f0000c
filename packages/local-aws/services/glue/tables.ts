import type {
  BatchDeleteTableCommandInput,
  CreateTableCommandInput,
  DeleteTableCommandInput,
  GetTableCommandInput,
  GetTablesCommandInput,
  GetTableVersionsCommandInput,
  Table,
  TableInput,
  UpdateTableCommandInput,
} from '@aws-sdk/client-glue';
import { BoundedRegExp } from '../../bounded-regexp';
import type { Clock } from '../../clock';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import { requireOwnCatalog } from '../own-catalog';
import { pageOf } from '../page';
import { type Catalog, type CatalogTable, requireUsableLocation, type StoredTableInput } from './catalog';

/** CreateTable, GetTable(s), GetTableVersions, UpdateTable, DeleteTable, BatchDeleteTable. */
export function tableOperations(catalog: Catalog, clock: Clock): Record<string, Operation> {
  return {
    CreateTable: async ({ CatalogId, DatabaseName, TableInput }: CreateTableCommandInput, context) => {
      const catalogId = CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      const input = storable(TableInput);
      requireUsableLocation(catalog, input.StorageDescriptor?.Location, context);
      const now = clock.now();
      const table = {
        catalogId,
        databaseName: (DatabaseName ?? '').toLowerCase(),
        name: input.Name!,
        input,
        createdAt: now,
        updatedAt: now,
        createdBy: context.principalArn,
        version: 0,
      };
      await catalog.change((changes) => catalog.createTable(table, changes));
      return {};
    },
    GetTable: async ({ CatalogId, DatabaseName, Name }: GetTableCommandInput, context) => {
      const database = resolveLink(catalog, CatalogId ?? context.accountId, DatabaseName ?? '');
      const table = catalog.requireTable(database.catalogId, database.name, Name ?? '');
      const [seen] = await describeVisible(catalog, [table], context);
      if (seen === undefined) throw new ServiceError('EntityNotFoundException', `Table ${Name} not found.`);
      return { Table: seen };
    },
    GetTables: async (
      { CatalogId, DatabaseName, Expression, NextToken, MaxResults }: GetTablesCommandInput,
      context,
    ) => {
      const database = resolveLink(catalog, CatalogId ?? context.accountId, DatabaseName ?? '');
      const tables = catalog.tables(database.catalogId, database.name);
      const pattern = Expression === undefined ? undefined : namePattern(Expression);
      const named = pattern === undefined ? tables : tables.filter((t) => pattern.test(t.name));
      // an owner sees every table, so no other page has to be described for this one
      const visible = database.catalogId === context.accountId ? named : await visibleTo(context, catalog, named);
      const { items, next } = pageOf(visible, NextToken, MaxResults ?? 100);
      return { TableList: await describeVisible(catalog, items, context), NextToken: next };
    },
    GetTableVersions: async (
      { CatalogId, DatabaseName, TableName, NextToken, MaxResults }: GetTableVersionsCommandInput,
      context,
    ) => {
      const catalogId = CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      const table = catalog.requireTable(catalogId, DatabaseName ?? '', TableName ?? '');
      const { items, next } = pageOf(catalog.versions(table), NextToken, MaxResults ?? 100);
      const versions = items.map((each) => ({ Table: describeTable(catalog, each), VersionId: String(each.version) }));
      return { TableVersions: versions, NextToken: next };
    },
    UpdateTable: async (
      { CatalogId, DatabaseName, TableInput, VersionId, SkipArchive }: UpdateTableCommandInput,
      context,
    ) => {
      const catalogId = CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      const input = storable(TableInput);
      requireUsableLocation(catalog, input.StorageDescriptor?.Location, context);
      const table = catalog.requireTable(catalogId, DatabaseName ?? '', input.Name!);
      if (VersionId !== undefined && VersionId !== String(table.version)) {
        throw new ServiceError(
          'ConcurrentModificationException',
          'Update table failed due to concurrent modifications.',
        );
      }
      const updated = { ...table, input, updatedAt: clock.now(), version: table.version + 1 };
      await catalog.change((changes) => catalog.putTable(updated, changes, { skipArchive: SkipArchive === true }));
      return {};
    },
    DeleteTable: async ({ CatalogId, DatabaseName, Name }: DeleteTableCommandInput, context) => {
      const catalogId = CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      const table = catalog.requireTable(catalogId, DatabaseName ?? '', Name ?? '');
      await catalog.change((changes) => catalog.deleteTable(table, changes));
      return {};
    },
    BatchDeleteTable: async ({ CatalogId, DatabaseName, TablesToDelete }: BatchDeleteTableCommandInput, context) => {
      const catalogId = CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      catalog.requireDatabase(catalogId, DatabaseName ?? '');
      const missing: string[] = [];
      for (const name of TablesToDelete ?? []) {
        const table = catalog.table(catalogId, DatabaseName ?? '', name);
        if (table === undefined) missing.push(name);
        else await catalog.change((changes) => catalog.deleteTable(table, changes));
      }
      return { Errors: missing.map((name) => notFoundDetail(name)) };
    },
  };
}

const notFoundDetail = (name: string): object => ({
  TableName: name,
  ErrorDetail: { ErrorCode: 'EntityNotFoundException', ErrorMessage: `Table ${name} not found.` },
});

function storable(input: TableInput | undefined): StoredTableInput {
  if (input?.Name === undefined || input.Name === '') {
    throw new ServiceError('InvalidInputException', 'Table name cannot be empty.');
  }
  const { LastAccessTime: _, LastAnalyzedTime: __, ...rest } = input;
  return { ...rest, Name: input.Name.toLowerCase() };
}

function namePattern(expression: string): BoundedRegExp {
  try {
    return new BoundedRegExp(new RegExp(`^(?:${expression})$`));
  } catch {
    throw new ServiceError('InvalidInputException', `Expression ${expression} is not a valid regular expression.`);
  }
}

/** A database that is a resource link stands for its target, in whichever account that is. */
export function resolveLink(
  catalog: Catalog,
  catalogId: string,
  databaseName: string,
): { readonly catalogId: string; readonly name: string } {
  const database = catalog.requireDatabase(catalogId, databaseName);
  const { target } = database;
  if (target?.DatabaseName === undefined) return database;
  return { catalogId: target.CatalogId ?? catalogId, name: target.DatabaseName.toLowerCase() };
}

async function visibleTo(
  { principalArn }: RequestContext,
  { governance }: Catalog,
  tables: readonly CatalogTable[],
): Promise<CatalogTable[]> {
  const columns = await Promise.all(tables.map((table) => governance.visibleToForeigner(principalArn, table)));
  return tables.filter((_table, i) => columns[i] !== undefined);
}

/** Owners see all of a table; other accounts the columns they were granted, or nothing. */
async function describeVisible(
  catalog: Catalog,
  tables: readonly CatalogTable[],
  context: RequestContext,
): Promise<Table[]> {
  const described: Table[] = [];
  for (const table of tables) {
    if (table.catalogId === context.accountId) {
      described.push(describeTable(catalog, table));
      continue;
    }
    const columns = await catalog.governance.visibleToForeigner(context.principalArn, table);
    if (columns !== undefined) described.push(describeTable(catalog, table, new Set(columns)));
  }
  return described;
}

function describeTable(catalog: Catalog, table: CatalogTable, only?: ReadonlySet<string>): Table {
  const { StorageDescriptor: descriptor, ...input } = table.input;
  const columns = descriptor?.Columns?.filter((c) => only === undefined || only.has(c.Name ?? ''));
  return {
    ...input,
    Name: table.name,
    DatabaseName: table.databaseName,
    StorageDescriptor: descriptor === undefined ? undefined : { ...descriptor, Columns: columns },
    CreateTime: new Date(table.createdAt),
    UpdateTime: new Date(table.updatedAt),
    CreatedBy: table.createdBy,
    IsRegisteredWithLakeFormation: catalog.governance.isRegistered(descriptor?.Location),
    CatalogId: table.catalogId,
    VersionId: String(table.version),
  };
}
