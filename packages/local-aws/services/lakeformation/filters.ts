import type {
  CreateDataCellsFilterCommandInput,
  DataCellsFilter,
  DeleteDataCellsFilterCommandInput,
  GetDataCellsFilterCommandInput,
  ListDataCellsFilterCommandInput,
  UpdateDataCellsFilterCommandInput,
} from '@aws-sdk/client-lakeformation';
import type { Answers } from '../../answers';
import { type Operation, ServiceError } from '../../service';
import type { Changes } from '../../store';
import { type Catalog, type CatalogTable, partitionKeysOf } from '../glue/catalog';
import { requireOwnCatalog } from '../own-catalog';
import { pageOf } from '../page';
import { filterKey, requireColumns, requireTable } from './existence';
import { invalidInput, notFound } from './resources';
import { requireRowFilter } from './row-filter';
import type { FilterRecord, LakeFormationStore } from './state';

/** A filter on all rows, however it was written. */
const ALL_ROWS = 'TRUE';

/** Data cells filters: include or exclude lists of columns, with a predicate on rows. */
export function filterOperations(
  store: LakeFormationStore,
  catalog: Catalog,
  answers: Answers,
): Record<string, Operation> {
  const describeFilter = (filter: FilterRecord): DataCellsFilter => described(filter, answers);
  const find = (key: Omit<FilterRecord, 'rowFilter' | 'version'>): FilterRecord => {
    const found = store.filters.get(filterKey(key));
    if (found === undefined) throw notFound(`Data cells filter ${key.name} not found.`);
    return found;
  };
  const save = (filter: FilterRecord): Promise<void> => store.filters.set(filterKey(filter), filter);

  return {
    CreateDataCellsFilter: async ({ TableData }: CreateDataCellsFilterCommandInput, context) => {
      requireOwnCatalog(TableData?.TableCatalogId ?? context.accountId, context);
      const filter = checked(TableData, catalog, answers);
      if (store.filters.has(filterKey(filter))) {
        throw new ServiceError('AlreadyExistsException', `Data cells filter ${filter.name} already exists.`);
      }
      await save(filter);
      return {};
    },
    UpdateDataCellsFilter: async ({ TableData }: UpdateDataCellsFilterCommandInput, context) => {
      requireOwnCatalog(TableData?.TableCatalogId ?? context.accountId, context);
      const { version } = find(addressOf(TableData));
      await save({ ...checked(TableData, catalog, answers), version: version + 1 });
      return {};
    },
    GetDataCellsFilter: async (input: GetDataCellsFilterCommandInput, context) => {
      requireOwnCatalog(input.TableCatalogId ?? context.accountId, context);
      return { DataCellsFilter: describeFilter(find(addressOf(input))) };
    },
    ListDataCellsFilter: async ({ Table, NextToken, MaxResults }: ListDataCellsFilterCommandInput, context) => {
      requireOwnCatalog(Table?.CatalogId ?? context.accountId, context);
      const matching = store.filters
        .values()
        .filter((f) => f.catalogId === (Table?.CatalogId ?? context.accountId))
        .filter((f) => Table?.DatabaseName === undefined || f.database === Table.DatabaseName.toLowerCase())
        .filter((f) => Table?.Name === undefined || f.table === Table.Name.toLowerCase());
      const { items, next } = pageOf(matching, NextToken, MaxResults ?? 1000);
      return { DataCellsFilters: items.map(describeFilter), NextToken: next };
    },
    /** Grants on the filter go with it. */
    DeleteDataCellsFilter: async (input: DeleteDataCellsFilterCommandInput, context) => {
      requireOwnCatalog(input.TableCatalogId ?? context.accountId, context);
      const filter = find(addressOf(input));
      await store.change((changes) => dropFilter(store, filter, changes));
      return {};
    },
  };
}

export function dropFilter(store: LakeFormationStore, filter: FilterRecord, changes: Changes): void {
  for (const key of store.grants.keys()) {
    const { resource } = store.grants.get(key)!;
    if (resource.kind === 'filter' && filterKey(resource) === filterKey(filter)) changes.delete(store.grants, key);
  }
  changes.delete(store.filters, filterKey(filter));
}

type Address = {
  readonly TableCatalogId?: string;
  readonly DatabaseName?: string;
  readonly TableName?: string;
  readonly Name?: string;
};

function addressOf(given: Address | undefined): Omit<FilterRecord, 'rowFilter' | 'version'> {
  const { TableCatalogId, DatabaseName, TableName, Name } = given ?? {};
  if (!TableCatalogId || !DatabaseName || !TableName || !Name) {
    throw invalidInput('TableCatalogId, DatabaseName, TableName and Name must be given.');
  }
  return {
    catalogId: TableCatalogId,
    database: DatabaseName.toLowerCase(),
    table: TableName.toLowerCase(),
    name: Name,
  };
}

/** Throws InvalidInputException, EntityNotFoundException. */
function checked(data: DataCellsFilter | undefined, catalog: Catalog, answers: Answers): FilterRecord {
  const address = addressOf(data);
  const { ColumnNames, ColumnWildcard } = data!;
  const table = requireTable(catalog, address);
  requireData(table);
  if ((ColumnNames === undefined) === (ColumnWildcard === undefined)) {
    throw invalidInput('Exactly one of ColumnNames and ColumnWildcard must be specified.');
  }
  const columns = ColumnNames?.map((c) => c.toLowerCase());
  const excluded = ColumnWildcard && (ColumnWildcard.ExcludedColumnNames ?? []).map((c) => c.toLowerCase());
  const keys = partitionKeysOf(table).filter((key) => (columns ?? excluded ?? []).includes(key));
  if (keys.length > 0 && answers.filterWithPartitionKey === 'refused')
    throw invalidInput(`Column filtering cannot be applied on partition keys: ${keys.join(', ')}.`);
  if (answers.filterWithMissingColumn === 'refused') requireColumns(table, columns ?? excluded ?? []);
  return { ...address, columns, excluded, rowFilter: rowFilterOf(data!, table), version: 1 };
}

/** "Cell-level security is not supported on nested columns, views, and resource links." */
function requireData({ name, input: { TableType, TargetTable } }: CatalogTable): void {
  const what = TargetTable === undefined ? TableType === 'VIRTUAL_VIEW' && 'a view' : 'a resource link';
  if (what) throw invalidInput(`Data cells filters are not supported on ${what}: ${name}.`);
}

function rowFilterOf({ RowFilter }: DataCellsFilter, table: CatalogTable): string {
  const { FilterExpression, AllRowsWildcard } = RowFilter ?? {};
  if ((FilterExpression === undefined) === (AllRowsWildcard === undefined)) {
    throw invalidInput('Exactly one of FilterExpression and AllRowsWildcard must be specified.');
  }
  if (FilterExpression === undefined) return ALL_ROWS;
  requireRowFilter(FilterExpression, table);
  return FilterExpression.trim().toUpperCase() === ALL_ROWS ? ALL_ROWS : FilterExpression;
}

const described = (f: FilterRecord, { allRowsReadBack }: Answers): DataCellsFilter => ({
  TableCatalogId: f.catalogId,
  DatabaseName: f.database,
  TableName: f.table,
  Name: f.name,
  RowFilter:
    f.rowFilter === ALL_ROWS && allRowsReadBack === 'wildcard'
      ? { AllRowsWildcard: {} }
      : { FilterExpression: f.rowFilter },
  ...(f.columns !== undefined
    ? { ColumnNames: [...f.columns] }
    : { ColumnWildcard: { ExcludedColumnNames: [...(f.excluded ?? [])] } }),
  VersionId: String(f.version),
});
