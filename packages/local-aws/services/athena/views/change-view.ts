import type { Clock } from '../../../clock';
import type { Catalog, CatalogDatabase, CatalogTable } from '../../glue';
import { QueryFailedError } from '../query-error';
import type { AnalyzedColumn } from './analyze';
import { CATALOG } from './bind-views';
import { decodeView, EXPANDED_TEXT, encodeView, isView } from './definition';
import type { ViewStatement } from './view-statement';
import { typeOfDuckDb, type ViewType } from './view-types';

export interface ChangeDependencies {
  readonly catalog: Catalog;
  readonly clock: Pick<Clock, 'now'>;
}

/** Who changes a view, and where. */
export interface ViewCaller {
  readonly principalArn: string;
  readonly catalogId: string;
  /** Of names without one. */
  readonly database: string;
}

type Statement<K extends ViewStatement['kind']> = Extract<ViewStatement, { readonly kind: K }>;

/**
 * Keeps a view in the catalog as Athena does; `columns` are those of its query. Throws QueryFailedError without Lake
 * Formation's CREATE_TABLE on the database, or ALTER on the view that is replaced.
 */
export async function createView(
  { catalog, clock }: ChangeDependencies,
  caller: ViewCaller,
  statement: Statement<'create'>,
  columns: readonly AnalyzedColumn[],
): Promise<void> {
  const { principalArn, catalogId } = caller;
  const database = ownDatabase(catalog, caller, statement);
  const existing = catalog.table(catalogId, database.name, statement.name);
  if (existing === undefined) {
    if (!catalog.governance.mayCreateTable(principalArn, catalogId, database.name))
      throw insufficient('Create Table', database.name);
  } else requireReplaceable(catalog, caller, statement, existing);
  const now = clock.now();
  const input = viewInput(caller, statement, typesOf(columns));
  const common = { catalogId, databaseName: database.name, name: statement.name, input, updatedAt: now };
  await catalog.change((changes) => {
    if (existing === undefined)
      return catalog.createTable(
        { ...common, createdAt: now, createdBy: creatorOf(principalArn), version: 0 },
        changes,
      );
    return catalog.putTable({ ...existing, ...common, version: existing.version + 1 }, changes);
  });
}

/** Throws QueryFailedError for what is not there, is no view, or without Lake Formation's DROP on it. */
export async function dropView(
  { catalog }: ChangeDependencies,
  caller: ViewCaller,
  statement: Statement<'drop'>,
): Promise<void> {
  const { name: database } = ownDatabase(catalog, caller, statement);
  const view = catalog.table(caller.catalogId, database, statement.name);
  if (view === undefined && statement.ifExists) return;
  const found = requireView(view, `${CATALOG}.${database}.${statement.name}`);
  if (!catalog.governance.mayChangeTable(caller.principalArn, found, 'DROP'))
    throw insufficient('Drop', `${database}.${found.name}`);
  await catalog.change((changes) => catalog.deleteTable(found, changes));
}

/** The lines of the statement that would make the view. */
export function showCreateView(view: CatalogTable | undefined, database: string, name: string): string[] {
  const { originalSql } = decodeView(requireView(view, `${CATALOG}.${database}.${name}`));
  return [`CREATE VIEW ${database}.${name} AS`, ...originalSql.split('\n')];
}

function requireView(table: CatalogTable | undefined, name: string): CatalogTable {
  if (table === undefined) throw new QueryFailedError(`TABLE_NOT_FOUND: View '${name}' does not exist`);
  if (isView(table)) return table;
  throw new QueryFailedError(`GENERIC_USER_ERROR: '${name}' is a table, not a view`);
}

function requireReplaceable(
  { governance }: Catalog,
  { principalArn }: ViewCaller,
  { replaces }: Statement<'create'>,
  existing: CatalogTable,
): void {
  const name = `${CATALOG}.${existing.databaseName}.${existing.name}`;
  if (!isView(existing)) throw new QueryFailedError(`TABLE_ALREADY_EXISTS: Table already exists: '${name}'`);
  if (!replaces) throw new QueryFailedError(`ALREADY_EXISTS: View already exists: '${name}'`);
  if (!governance.mayChangeTable(principalArn, existing, 'ALTER')) throw insufficient('Alter', name);
}

/** A resource link stands for another catalog, into which nobody writes. */
function ownDatabase(catalog: Catalog, caller: ViewCaller, statement: ViewStatement): CatalogDatabase {
  const name = statement.database ?? caller.database;
  const found = catalog.database(caller.catalogId, name);
  if (found === undefined) throw new QueryFailedError(`SCHEMA_NOT_FOUND: Schema '${name}' does not exist`);
  if (found.target === undefined) return found;
  throw new QueryFailedError(
    `PERMISSION_DENIED: ${name} is a resource link. Name a database of your own account: the view may read through the link.`,
  );
}

const insufficient = (right: string, on: string): QueryFailedError =>
  new QueryFailedError(`PERMISSION_DENIED: Insufficient Lake Formation permission(s): Required ${right} on ${on}`);

/** Of a session its role: the next session of the role may change the view too. */
const creatorOf = (principalArn: string): string =>
  principalArn.replace(/^(arn:[\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3');

interface TypedColumn {
  readonly name: string;
  readonly type: ViewType;
}

function typesOf(columns: readonly AnalyzedColumn[]): TypedColumn[] {
  const seen = new Set<string>();
  return columns.map(({ name: spelt, type }, i) => {
    const name = spelt.toLowerCase();
    // DuckDB calls an expression as it is written.
    if (/[()']|^\d|^$/.test(name))
      throw new QueryFailedError(`MISSING_COLUMN_NAME: Column name not specified at position ${i + 1}`);
    if (seen.has(name))
      throw new QueryFailedError(`DUPLICATE_COLUMN_NAME: Column name '${name}' specified more than once`);
    seen.add(name);
    const found = typeOfDuckDb(type);
    if (found !== undefined) return { name, type: found };
    throw new QueryFailedError(
      `NOT_SUPPORTED: The local runtime has no views with columns of nested types: ${name} is ${type}. Select a part of it, or cast it.`,
    );
  });
}

const viewInput = (
  { database }: ViewCaller,
  { name, query }: Statement<'create'>,
  columns: readonly TypedColumn[],
): CatalogTable['input'] => ({
  Name: name,
  TableType: 'VIRTUAL_VIEW',
  Parameters: { comment: 'Presto View', presto_view: 'true' },
  PartitionKeys: [],
  StorageDescriptor: {
    Columns: columns.map((column) => ({ Name: column.name, Type: column.type.glue })),
    Location: '',
    NumberOfBuckets: 0,
    SerdeInfo: {},
  },
  ViewOriginalText: encodeView({
    originalSql: query,
    catalog: CATALOG,
    schema: database,
    columns: columns.map((column) => ({ name: column.name, type: column.type.athena })),
  }),
  ViewExpandedText: EXPANDED_TEXT,
});
