import type { Resource } from '@aws-sdk/client-lakeformation';
import { ServiceError } from '../../service';

/** One key of a tag expression with the values that match; keys and values in lower case. */
export interface TagCondition {
  readonly key: string;
  readonly values: readonly string[];
}

/** A `Resource` in one spelling: catalog filled in, names in lower case. `table: '*'` is the TableWildcard. */
export type GovernedResource =
  | { readonly kind: 'catalog'; readonly catalogId: string }
  | { readonly kind: 'database'; readonly catalogId: string; readonly database: string }
  | { readonly kind: 'table'; readonly catalogId: string; readonly database: string; readonly table: string }
  | {
      readonly kind: 'columns';
      readonly catalogId: string;
      readonly database: string;
      readonly table: string;
      /** The listed columns; absent: all but `excluded`. */
      readonly columns?: readonly string[];
      readonly excluded?: readonly string[];
    }
  | {
      readonly kind: 'filter';
      readonly catalogId: string;
      readonly database: string;
      readonly table: string;
      readonly name: string;
    }
  | { readonly kind: 'location'; readonly catalogId: string; readonly arn: string }
  | { readonly kind: 'tag'; readonly catalogId: string; readonly key: string; readonly values: readonly string[] }
  | {
      readonly kind: 'policy';
      readonly catalogId: string;
      readonly type: 'DATABASE' | 'TABLE';
      readonly expression: readonly TagCondition[];
    }
  /** Whatever the named tag expression says at the moment. */
  | {
      readonly kind: 'namedPolicy';
      readonly catalogId: string;
      readonly type: 'DATABASE' | 'TABLE';
      readonly name: string;
    };

/** How the service names all tables of a database when it reads a grant back. */
const ALL_TABLES = 'ALL_TABLES';

export const invalidInput = (message: string): ServiceError => new ServiceError('InvalidInputException', message);
export const notFound = (message: string): ServiceError => new ServiceError('EntityNotFoundException', message);

/** Inline expressions of a policy: UTF-8 bytes of the JSON. */
const MAX_EXPRESSION_BYTES = 900;
const MAX_EXPRESSION_KEYS = 50;

/** Throws InvalidInputException unless exactly one resource is named, and named completely. */
export function governedResource(resource: Resource | undefined, catalogId: string): GovernedResource {
  const given = Object.entries(resource ?? {}).filter(([, value]) => value !== undefined);
  if (given.length !== 1) throw invalidInput('Resource parameter must have exactly 1 resource specified');
  const { Catalog, Database, Table, TableWithColumns, DataCellsFilter, DataLocation, LFTag, LFTagPolicy } = resource!;
  if (Catalog !== undefined) return { kind: 'catalog', catalogId: Catalog.Id ?? catalogId };
  if (Database !== undefined) {
    return { kind: 'database', catalogId: Database.CatalogId ?? catalogId, database: lower(Database.Name) };
  }
  if (Table !== undefined) {
    const isAll = Table.Name === ALL_TABLES;
    if (!isAll && (Table.Name === undefined) === (Table.TableWildcard === undefined)) {
      throw invalidInput('Exactly one of table name and table wildcard must be specified.');
    }
    return {
      kind: 'table',
      catalogId: Table.CatalogId ?? catalogId,
      database: lower(Table.DatabaseName),
      table: isAll || Table.Name === undefined ? '*' : lower(Table.Name),
    };
  }
  if (TableWithColumns !== undefined) return columnsResource(TableWithColumns, catalogId);
  if (DataCellsFilter !== undefined) {
    return {
      kind: 'filter',
      catalogId: DataCellsFilter.TableCatalogId ?? catalogId,
      database: lower(DataCellsFilter.DatabaseName),
      table: lower(DataCellsFilter.TableName),
      name: DataCellsFilter.Name ?? '',
    };
  }
  if (DataLocation !== undefined) {
    return { kind: 'location', catalogId: DataLocation.CatalogId ?? catalogId, arn: DataLocation.ResourceArn ?? '' };
  }
  if (LFTag !== undefined) {
    const values = (LFTag.TagValues ?? []).map(lower).sort();
    return { kind: 'tag', catalogId: LFTag.CatalogId ?? catalogId, key: lower(LFTag.TagKey), values };
  }
  if (LFTagPolicy !== undefined) return policyResource(LFTagPolicy, catalogId);
  throw new ServiceError('NotImplemented', `Resource of kind ${given[0]![0]} is not served locally.`, { status: 501 });
}

const lower = (name: string | undefined): string => (name ?? '').toLowerCase();

function columnsResource(
  given: NonNullable<Resource['TableWithColumns']>,
  catalogId: string,
): Extract<GovernedResource, { kind: 'columns' }> {
  if ((given.ColumnNames === undefined) === (given.ColumnWildcard === undefined)) {
    throw invalidInput('Exactly one of column names and column wildcard must be specified.');
  }
  const table = {
    kind: 'columns',
    catalogId: given.CatalogId ?? catalogId,
    database: lower(given.DatabaseName),
    table: given.Name === ALL_TABLES ? '*' : lower(given.Name),
  } as const;
  if (table.table === '*' && given.ColumnNames !== undefined) {
    throw invalidInput('Columns cannot be named for all tables.');
  }
  if (given.ColumnNames !== undefined) return { ...table, columns: [...new Set(given.ColumnNames.map(lower))].sort() };
  return { ...table, excluded: [...new Set((given.ColumnWildcard?.ExcludedColumnNames ?? []).map(lower))].sort() };
}

function policyResource(given: NonNullable<Resource['LFTagPolicy']>, catalogId: string): GovernedResource {
  const type = given.ResourceType;
  if (type !== 'DATABASE' && type !== 'TABLE') throw invalidInput(`Resource type ${type} is not supported.`);
  if (given.ExpressionName !== undefined) {
    if (given.Expression !== undefined) throw invalidInput('Give either an expression or the name of one.');
    return { kind: 'namedPolicy', catalogId: given.CatalogId ?? catalogId, type, name: given.ExpressionName };
  }
  const expression = tagExpression(given.Expression);
  if (Buffer.byteLength(JSON.stringify(given.Expression)) > MAX_EXPRESSION_BYTES) {
    throw invalidInput(`LF-Tag expression is longer than ${MAX_EXPRESSION_BYTES} bytes.`);
  }
  return { kind: 'policy', catalogId: given.CatalogId ?? catalogId, type, expression };
}

/** Lower case, in order of key. Throws InvalidInputException for an empty expression and for more than 50 keys. */
export function tagExpression(
  given: readonly { readonly TagKey?: string; readonly TagValues?: readonly string[] }[] | undefined,
): TagCondition[] {
  if (given === undefined || given.length === 0) throw invalidInput('Expression must not be empty.');
  if (given.length > MAX_EXPRESSION_KEYS) throw invalidInput(`Expression has more than ${MAX_EXPRESSION_KEYS} keys.`);
  const conditions = given.map(({ TagKey, TagValues = [] }) => {
    if (TagValues.length === 0) throw invalidInput(`Expression names no value of ${TagKey}.`);
    return { key: lower(TagKey), values: [...new Set(TagValues.map(lower))].sort() };
  });
  return conditions.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** As ListPermissions answers it. */
export function describeResource(resource: GovernedResource): Resource {
  const { catalogId: CatalogId } = resource;
  switch (resource.kind) {
    case 'catalog':
      return { Catalog: { Id: CatalogId } };
    case 'database':
      return { Database: { CatalogId, Name: resource.database } };
    case 'table':
      return {
        Table: {
          CatalogId,
          DatabaseName: resource.database,
          ...(resource.table === '*' ? { Name: ALL_TABLES, TableWildcard: {} } : { Name: resource.table }),
        },
      };
    case 'columns':
      return {
        TableWithColumns: {
          CatalogId,
          DatabaseName: resource.database,
          Name: resource.table === '*' ? ALL_TABLES : resource.table,
          ...(resource.columns !== undefined
            ? { ColumnNames: [...resource.columns] }
            : {
                ColumnWildcard: resource.excluded?.length ? { ExcludedColumnNames: [...resource.excluded] } : {},
              }),
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
    case 'location':
      return { DataLocation: { CatalogId, ResourceArn: resource.arn } };
    case 'tag':
      return { LFTag: { CatalogId, TagKey: resource.key, TagValues: [...resource.values] } };
    case 'policy':
      return {
        LFTagPolicy: {
          CatalogId,
          ResourceType: resource.type,
          Expression: resource.expression.map((c) => ({ TagKey: c.key, TagValues: [...c.values] })),
        },
      };
    case 'namedPolicy':
      return { LFTagPolicy: { CatalogId, ResourceType: resource.type, ExpressionName: resource.name } };
  }
}
