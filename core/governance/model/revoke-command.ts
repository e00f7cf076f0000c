import type { Grant, GrantedResource } from './state';

/** Takes the right away, as the AWS CLI takes it in a POSIX shell. The caller must be a data lake administrator. */
export function revokeCommand({ principal, resource, permissions, withGrantOption }: Grant, catalogId: string): string {
  const named = permissions.filter((permission) => permission !== 'OTHER');
  const grantable = withGrantOption.filter((permission) => permission !== 'OTHER');
  return [
    'aws lakeformation revoke-permissions',
    `--principal ${principalArgument(principal)}`,
    `--permissions ${named.length === 0 ? 'ALL' : named.join(' ')}`,
    ...(grantable.length === 0 ? [] : [`--permissions-with-grant-option ${grantable.join(' ')}`]),
    `--resource ${shellQuoted(JSON.stringify(requested(resource, catalogId)))}`,
  ].join(' ');
}

/** The AWS CLI's shorthand ends at a comma and at a space, which IAM takes in names of roles and of federated users. */
const principalArgument = (DataLakePrincipalIdentifier: string): string =>
  /^[\w:/.@+-]+$/.test(DataLakePrincipalIdentifier)
    ? `DataLakePrincipalIdentifier=${DataLakePrincipalIdentifier}`
    : shellQuoted(JSON.stringify({ DataLakePrincipalIdentifier }));

export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** One word of a POSIX shell: in quotes only where it must be. Others give their tables any name. */
export const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : shellQuoted(text));

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
