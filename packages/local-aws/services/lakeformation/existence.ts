import { type Catalog, type CatalogTable, columnsOf, partitionKeysOf } from '../glue/catalog';
import { type GovernedResource, notFound } from './resources';
import type { LakeFormationStore } from './state';

/** Throws EntityNotFoundException for a database, table, column, filter or tag that is not there. */
export function requireExisting(resource: GovernedResource, catalog: Catalog, store: LakeFormationStore): void {
  switch (resource.kind) {
    case 'catalog':
    case 'policy':
      return;
    case 'database':
      requireDatabase(catalog, resource.catalogId, resource.database);
      return;
    case 'table':
      if (resource.table === '*') requireDatabase(catalog, resource.catalogId, resource.database);
      else requireTable(catalog, resource);
      return;
    case 'namedPolicy':
      if (!store.expressions.has(`${resource.catalogId}/${resource.name}`)) {
        throw notFound(`LF-Tag expression ${resource.name} not found.`);
      }
      return;
    case 'columns':
      if (resource.table === '*') requireDatabase(catalog, resource.catalogId, resource.database);
      else requireColumns(requireTable(catalog, resource), [...(resource.columns ?? []), ...(resource.excluded ?? [])]);
      return;
    case 'filter':
      requireTable(catalog, resource);
      if (!store.filters.has(filterKey(resource))) throw notFound(`Data cells filter ${resource.name} not found.`);
      return;
    case 'location':
      requireLocation(resource.arn, store);
      return;
    case 'tag':
      requireTag(store, resource);
  }
}

export const filterKey = (f: {
  readonly catalogId: string;
  readonly database: string;
  readonly table: string;
  readonly name: string;
}): string => `${f.catalogId}/${f.database}/${f.table}/${f.name}`;

function requireDatabase(catalog: Catalog, catalogId: string, database: string): void {
  if (catalog.database(catalogId, database) === undefined) throw notFound(`Database ${database} not found.`);
}

export function requireTable(
  catalog: Catalog,
  { catalogId, database, table }: { readonly catalogId: string; readonly database: string; readonly table: string },
): CatalogTable {
  requireDatabase(catalog, catalogId, database);
  const found = catalog.table(catalogId, database, table);
  if (found === undefined) throw notFound(`Table ${table} not found.`);
  return found;
}

export function requireColumns(table: CatalogTable, columns: readonly string[]): void {
  const known = new Set([...columnsOf(table), ...partitionKeysOf(table)]);
  const missing = columns.filter((c) => !known.has(c));
  if (missing.length > 0) throw notFound(`Columns ${missing.join(', ')} not found in table ${table.name}.`);
}

/** A registered parent covers what is below it. */
function requireLocation(arn: string, store: LakeFormationStore): void {
  const registered = store.locations
    .values()
    .some((l) => arn === l.arn || arn.startsWith(`${l.arn.replace(/\/$/, '')}/`));
  if (!registered) throw notFound(`Resource ${arn} is not registered.`);
}

function requireTag(
  store: LakeFormationStore,
  { catalogId, key, values }: { readonly catalogId: string; readonly key: string; readonly values: readonly string[] },
): void {
  const tag = store.tags.get(`${catalogId}/${key}`);
  if (tag === undefined) throw notFound(`Tag key ${key} does not exist.`);
  const missing = values.filter((v) => v !== '*' && !tag.values.includes(v));
  if (missing.length > 0) throw notFound(`Tag ${key} does not have values ${missing.join(', ')}.`);
}
