import type { Table } from '@aws-sdk/client-glue';
import {
  type ColumnLFTag,
  type DataCellsFilter,
  GetResourceLFTagsCommand,
  type LFTagPair,
  ListDataCellsFilterCommand,
} from '@aws-sdk/client-lakeformation';
import {
  ALL_ROWS,
  type Aspect,
  type DataFilter,
  type Grant,
  type ListedTags,
  type TableFacts,
  type TableState,
  type Tags,
  tableOfResource,
} from '../../../core/governance';
import { allPages } from '../all-pages';
import { persist } from './persist';
import { readGrants } from './read-grants';
import { isNotFound, type Reader } from './reader';

/** What of a table's state the Data Catalog holds. */
export type TableShape = Pick<
  TableState,
  'location' | 'createdBy' | 'isView' | 'version' | 'columns' | 'partitionKeys'
>;

export const shapeFrom = ({
  StorageDescriptor,
  PartitionKeys = [],
  CreatedBy,
  TableType,
  VersionId,
}: Table): TableShape => ({
  createdBy: CreatedBy,
  location: StorageDescriptor?.Location || undefined,
  ...(TableType === 'VIRTUAL_VIEW' ? { isView: true } : {}),
  ...(isNumber(VersionId) ? { version: Number(VersionId) } : {}),
  columns: (StorageDescriptor?.Columns ?? []).map(({ Name = '', Type = '' }) => ({
    name: Name.toLowerCase(),
    type: Type.toLowerCase(),
  })),
  partitionKeys: PartitionKeys.map(({ Name = '' }) => Name.toLowerCase()),
});

/** Versions of tables that are no numbers cannot be compared. */
const isNumber = (versionId = ''): boolean => /^\d+$/.test(versionId);

/** Requests that {@link readTable} makes when it reads every aspect. */
export const READS_A_TABLE = 3;

/** Asks about one table by itself; only these aspects. Undefined when it was dropped meanwhile. */
export async function readTable(
  reader: Reader,
  database: string,
  table: string,
  aspects: readonly Aspect[],
): Promise<Partial<TableFacts> | undefined> {
  try {
    return {
      ...(aspects.includes('tags') ? await readTags(reader, database, table) : {}),
      ...(aspects.includes('filters') ? { filters: await readFilters(reader, database, table) } : {}),
      ...(aspects.includes('grants') ? { grants: await readTableGrants(reader, database, table) } : {}),
    };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function readTags(reader: Reader, DatabaseName: string, Name: string): Promise<ListedTags> {
  const { lakeformation, catalogId } = reader;
  const Resource = { Table: { CatalogId: catalogId, DatabaseName, Name } };
  const command = new GetResourceLFTagsCommand({ CatalogId: catalogId, Resource, ShowAssignedLFTags: true });
  return listedTagsFrom(await persist(reader, () => lakeformation.send(command)));
}

async function readFilters(reader: Reader, DatabaseName: string, Name: string): Promise<DataFilter[]> {
  const filters = await readFilterList(reader, { CatalogId: reader.catalogId, DatabaseName, Name });
  return filters.map(filterFrom).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Without a principal: with one, filters granted to other accounts would be left out. */
async function readTableGrants(reader: Reader, DatabaseName: string, Name: string): Promise<Grant[]> {
  const Resource = { Table: { CatalogId: reader.catalogId, DatabaseName, Name } };
  const found = await readGrants(reader, { Resource, IncludeRelated: 'TRUE' });
  return found.filter(({ resource }) => tableOfResource(resource) === Name.toLowerCase());
}

/** Without a table: all filters of the account. */
export function readFilterList(
  { lakeformation, catalogId, ...patience }: Reader,
  Table: { readonly CatalogId: string; readonly DatabaseName: string; readonly Name: string } | undefined,
  onPage: () => void = () => {},
): Promise<DataCellsFilter[]> {
  return allPages(async (NextToken) => {
    onPage();
    const command = new ListDataCellsFilterCommand({ Table, NextToken });
    const page = await persist(patience, () => lakeformation.send(command));
    return { items: page.DataCellsFilters, NextToken: page.NextToken };
  });
}

/** "All rows" reads back as the predicate TRUE. */
export function filterFrom({ Name = '', ColumnNames, ColumnWildcard, RowFilter }: DataCellsFilter): DataFilter {
  const predicate = RowFilter?.FilterExpression?.trim() ?? ALL_ROWS;
  const rows = predicate.toUpperCase() === ALL_ROWS ? ALL_ROWS : predicate;
  if (ColumnNames !== undefined && ColumnNames.length > 0) {
    return { name: Name, columns: ColumnNames.map((column) => column.toLowerCase()).sort(), rows };
  }
  const excluded = (ColumnWildcard?.ExcludedColumnNames ?? []).map((column) => column.toLowerCase()).sort();
  return { name: Name, excluded, rows };
}

export const listedTagsFrom = ({
  LFTagsOnTable,
  LFTagsOnColumns = [],
}: {
  readonly LFTagsOnTable?: readonly LFTagPair[];
  readonly LFTagsOnColumns?: readonly ColumnLFTag[];
}): ListedTags => ({
  tags: tagsFrom(LFTagsOnTable),
  columnTags: Object.fromEntries(
    LFTagsOnColumns.map(({ Name = '', LFTags }) => [Name.toLowerCase(), tagsFrom(LFTags)] as const).filter(
      ([, tags]) => Object.keys(tags).length > 0,
    ),
  ),
});

export const tagsFrom = (pairs: readonly LFTagPair[] = []): Tags =>
  Object.fromEntries(
    pairs.map(({ TagKey = '', TagValues = [] }) => [TagKey.toLowerCase(), (TagValues[0] ?? '').toLowerCase()]),
  );
