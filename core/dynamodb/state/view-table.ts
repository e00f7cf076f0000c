import type { StateView } from './state-views';

/** A view as Athena keeps it in the Data Catalog, whoever makes it there. */
export interface ViewTable {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly originalText: string;
  readonly expandedText: string;
}

const CATALOG = 'awsdatacatalog';

/** Trino's names of the types that rows have. */
const TRINO: Readonly<Record<string, string>> = { string: 'varchar' };

export function viewTable({ database, table, columns, sql }: StateView): ViewTable {
  const definition = {
    originalSql: sql,
    catalog: CATALOG,
    schema: database,
    columns: columns.map(({ name, type }) => ({ name, type: TRINO[type] ?? type })),
  };
  return {
    name: table.glueTable,
    description: `Items of ${table.table} as they are after all published changes, by lakeferry`,
    parameters: { comment: 'Presto View', presto_view: 'true' },
    columns,
    originalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString('base64')} */`,
    expandedText: '/* Presto View */',
  };
}
