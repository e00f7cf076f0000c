import type {
  LFTag,
  PrincipalResourcePermissions,
  Resource,
  Permission as SdkPermission,
} from '@aws-sdk/client-lakeformation';
import type { Grant, GrantedResource, Permission, Place, TagExpression } from '../../../core/governance';
import { ownValue } from '../../../core/own-value';

const KNOWN: ReadonlySet<string> = new Set<Permission>([
  'ALL',
  'SELECT',
  'DESCRIBE',
  'ALTER',
  'DROP',
  'INSERT',
  'DELETE',
  'CREATE_TABLE',
  'ASSOCIATE',
  'SUPER_USER',
]);

/** How a grant on all tables of a database is read back. */
const ALL_TABLES = 'ALL_TABLES';

/** What named tag expressions say, by name. */
export type NamedExpressions = ReadonlyMap<string, TagExpression>;

const lower = (text: string | undefined): string => (text ?? '').toLowerCase();

/** In the spelling of the model; undefined for what does not concern databases and tags. */
export function grantFrom(
  { Principal, Resource: resource, Permissions = [], PermissionsWithGrantOption = [] }: PrincipalResourcePermissions,
  named: NamedExpressions = new Map(),
): Grant | undefined {
  const governed = resource === undefined ? undefined : resourceFrom(resource, named);
  if (governed === undefined) return undefined;
  return {
    principal: Principal?.DataLakePrincipalIdentifier ?? '',
    resource: governed,
    permissions: permissionsFrom(Permissions),
    withGrantOption: permissionsFrom(PermissionsWithGrantOption),
  };
}

const permissionsFrom = (permissions: readonly SdkPermission[]): Permission[] =>
  [...new Set(permissions.map((p): Permission => (KNOWN.has(p) ? (p as Permission) : 'OTHER')))].sort();

export function resourceFrom(resource: Resource, named: NamedExpressions = new Map()): GrantedResource | undefined {
  const { Catalog, Database, Table, TableWithColumns, DataCellsFilter, LFTag, LFTagPolicy } = resource;
  if (Catalog !== undefined) return { kind: 'catalog' };
  if (Database !== undefined) return { kind: 'database', database: lower(Database.Name) };
  if (Table !== undefined) {
    const table = Table.TableWildcard === undefined && Table.Name !== ALL_TABLES ? lower(Table.Name) : '*';
    return { kind: 'table', database: lower(Table.DatabaseName), table };
  }
  if (TableWithColumns !== undefined) return columnsFrom(TableWithColumns);
  if (DataCellsFilter !== undefined) {
    const { DatabaseName, TableName, Name = '' } = DataCellsFilter;
    return { kind: 'filter', database: lower(DatabaseName), table: lower(TableName), name: Name };
  }
  if (LFTag !== undefined) {
    return { kind: 'tag', key: lower(LFTag.TagKey), values: (LFTag.TagValues ?? []).map(lower).sort() };
  }
  if (LFTagPolicy === undefined) return undefined;
  const type = LFTagPolicy.ResourceType === 'DATABASE' ? 'DATABASE' : 'TABLE';
  if (LFTagPolicy.ExpressionName === undefined) {
    return { kind: 'policy', type, expression: expressionFrom(LFTagPolicy.Expression) };
  }
  const name = LFTagPolicy.ExpressionName;
  return { kind: 'policy', type, expression: named.get(name) ?? {}, name };
}

export const expressionFrom = (expression: readonly LFTag[] = []): TagExpression =>
  Object.fromEntries(expression.map(({ TagKey, TagValues = [] }) => [lower(TagKey), TagValues.map(lower).sort()]));

/** SELECT on a whole table reads back as SELECT on all of its columns. */
function columnsFrom({
  DatabaseName,
  Name,
  ColumnNames,
  ColumnWildcard,
}: NonNullable<Resource['TableWithColumns']>): GrantedResource {
  const on = { database: lower(DatabaseName), table: Name === ALL_TABLES ? '*' : lower(Name) };
  if (ColumnNames !== undefined) return { kind: 'columns', ...on, columns: ColumnNames.map(lower).sort() };
  const excluded = (ColumnWildcard?.ExcludedColumnNames ?? []).map(lower).sort();
  return excluded.length === 0 ? { kind: 'table', ...on } : { kind: 'columns', ...on, excluded };
}

/** As requests name it. */
export function resourceTo(resource: GrantedResource, CatalogId: string): Resource {
  switch (resource.kind) {
    case 'database':
      return { Database: { CatalogId, Name: resource.database } };
    case 'table':
      return {
        Table: {
          CatalogId,
          DatabaseName: resource.database,
          ...(resource.table === '*' ? { TableWildcard: {} } : { Name: resource.table }),
        },
      };
    case 'columns':
      return {
        TableWithColumns: {
          CatalogId,
          DatabaseName: resource.database,
          Name: resource.table,
          ...(resource.columns === undefined
            ? { ColumnWildcard: { ExcludedColumnNames: [...(resource.excluded ?? [])] } }
            : { ColumnNames: [...resource.columns] }),
        },
      };
    case 'filter':
      return {
        DataCellsFilter: {
          TableCatalogId: CatalogId,
          DatabaseName: resource.database,
          TableName: resource.table,
          Name: resource.name,
        },
      };
    case 'tag':
      return { LFTag: { CatalogId, TagKey: resource.key, TagValues: [...resource.values] } };
    case 'policy':
      return {
        LFTagPolicy: {
          CatalogId,
          ResourceType: resource.type,
          ...(resource.name === undefined
            ? { Expression: expressionTo(resource.expression) }
            : { ExpressionName: resource.name }),
        },
      };
    case 'catalog':
      return { Catalog: { Id: CatalogId } };
  }
}

const expressionTo = (expression: TagExpression) =>
  Object.keys(expression)
    .sort()
    .map((TagKey) => ({ TagKey, TagValues: [...ownValue(expression, TagKey)!] }));

/** A place that carries tags; several columns of one table at once. */
export function placeTo({ database, table }: Place, columns: readonly string[], CatalogId: string): Resource {
  if (table === undefined) return { Database: { CatalogId, Name: database } };
  if (columns.length === 0) return { Table: { CatalogId, DatabaseName: database, Name: table } };
  return { TableWithColumns: { CatalogId, DatabaseName: database, Name: table, ColumnNames: [...columns] } };
}
