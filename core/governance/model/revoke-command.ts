import type { Grant, GrantedResource } from './state';

/** Takes the right away, as the AWS CLI takes it in a POSIX shell. The caller must be a data lake administrator. */
export function revokeCommand({ principal, resource, permissions, withGrantOption }: Grant, catalogId: string): string {
  const named = permissions.filter((permission) => permission !== 'OTHER');
  const grantable = withGrantOption.filter((permission) => permission !== 'OTHER');
  return [
    'aws lakeformation revoke-permissions',
    `--principal DataLakePrincipalIdentifier=${principal}`,
    `--permissions ${named.length === 0 ? 'ALL' : named.join(' ')}`,
    ...(grantable.length === 0 ? [] : [`--permissions-with-grant-option ${grantable.join(' ')}`]),
    `--resource ${shellQuoted(JSON.stringify(requested(resource, catalogId)))}`,
  ].join(' ');
}

export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** As the API's `Resource` spells it. Only a filter must name its catalog; else it is that of the credentials. */
function requested(resource: GrantedResource, TableCatalogId: string): object {
  switch (resource.kind) {
    case 'database':
      return { Database: { Name: resource.database } };
    case 'table': {
      const { database: DatabaseName, table: Name } = resource;
      return { Table: Name === '*' ? { DatabaseName, TableWildcard: {} } : { DatabaseName, Name } };
    }
    case 'columns': {
      const { database: DatabaseName, table: Name, columns, excluded = [] } = resource;
      const which =
        columns === undefined ? { ColumnWildcard: { ExcludedColumnNames: excluded } } : { ColumnNames: columns };
      return { TableWithColumns: { DatabaseName, Name, ...which } };
    }
    case 'filter':
      return {
        DataCellsFilter: {
          TableCatalogId,
          DatabaseName: resource.database,
          TableName: resource.table,
          Name: resource.name,
        },
      };
    case 'tag':
      return { LFTag: { TagKey: resource.key, TagValues: resource.values } };
    case 'policy':
      return {
        LFTagPolicy: {
          ResourceType: resource.type,
          ...(resource.name === undefined
            ? { Expression: Object.entries(resource.expression).map(([TagKey, TagValues]) => ({ TagKey, TagValues })) }
            : { ExpressionName: resource.name }),
        },
      };
    case 'catalog':
      return { Catalog: {} };
  }
}
