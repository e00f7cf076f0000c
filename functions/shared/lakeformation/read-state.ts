import { GetDatabaseCommand, GetTablesCommand, type Table } from '@aws-sdk/client-glue';
import {
  type DataCellsFilter,
  GetDataLakeSettingsCommand,
  GetLFTagCommand,
  GetResourceLFTagsCommand,
  type LFTagPair,
  ListDataCellsFilterCommand,
  ListLakeFormationOptInsCommand,
  ListResourcesCommand,
} from '@aws-sdk/client-lakeformation';
import {
  ALL_ROWS,
  type CatalogState,
  type DataFilter,
  type Grant,
  IAM_ALLOWED_PRINCIPALS,
  type OptIn,
  type RegisteredLocation,
  type TableState,
  type TagExpression,
  type Tags,
} from '../../../core/governance';
import { isMarked } from '../../../core/lake/database-mark';
import { allPages } from '../all-pages';
import { inParallel } from '../in-parallel';
import { DatabaseNotFoundError } from './errors';
import { persist } from './persist';
import { merged, readCommonGrants, readGrants } from './read-grants';
import { isNotFound, type Reader } from './reader';
import { resourceFrom } from './resources';

/** Tables asked about at once: some 30 requests a second, below what Lake Formation throttles at. */
const TABLES_AT_ONCE = 6;

/**
 * Everything that bears on who sees what in one Glue database: three requests a table, about ten for the rest. `tagKeys` are those whose
 * values are wanted. Throws {@link DatabaseNotFoundError}.
 */
export async function readState(
  reader: Reader,
  glueDatabase: string,
  tagKeys: readonly string[],
): Promise<CatalogState> {
  const database = await readDatabase(reader, glueDatabase);
  const tables = await readTables(reader, glueDatabase);
  const read = await inParallel(tables, TABLES_AT_ONCE, (table) => readTable(reader, glueDatabase, table));
  const present = read.filter((each) => each !== undefined);
  const locations = await readLocations(reader);
  return {
    catalogId: reader.catalogId,
    tags: await readTagKeys(reader, tagKeys),
    databases: {
      [glueDatabase]: { ...database, tables: Object.fromEntries(present.map(({ name, state }) => [name, state])) },
    },
    grants: merged([...(await readCommonGrants(reader, glueDatabase)), ...present.flatMap(({ grants }) => grants)]),
    locations,
    optIns: locations.some(({ hybrid }) => hybrid) ? await readOptIns(reader) : [],
    crossAccountVersion: await readCrossAccountVersion(reader),
  };
}

async function readDatabase({ glue, lakeformation, catalogId, ...patience }: Reader, Name: string) {
  try {
    const { Database } = await persist(patience, () =>
      glue.send(new GetDatabaseCommand({ CatalogId: catalogId, Name })),
    );
    const Resource = { Database: { CatalogId: catalogId, Name } };
    const command = new GetResourceLFTagsCommand({ CatalogId: catalogId, Resource, ShowAssignedLFTags: true });
    const { LFTagOnDatabase } = await persist(patience, () => lakeformation.send(command));
    const opensNewTables = (Database?.CreateTableDefaultPermissions ?? []).some(
      ({ Principal }) => Principal?.DataLakePrincipalIdentifier === IAM_ALLOWED_PRINCIPALS,
    );
    return { tags: tagsFrom(LFTagOnDatabase), opensNewTables, isOurs: isMarked(Database?.Parameters) };
  } catch (error) {
    if (isNotFound(error)) throw new DatabaseNotFoundError(Name, { cause: error });
    throw error;
  }
}

/** Links to tables of others are theirs to govern. */
async function readTables({ glue, catalogId, ...patience }: Reader, DatabaseName: string): Promise<Table[]> {
  const tables = await allPages(async (NextToken) => {
    const command = new GetTablesCommand({ CatalogId: catalogId, DatabaseName, NextToken });
    const page = await persist(patience, () => glue.send(command));
    return { items: page.TableList, NextToken: page.NextToken };
  });
  return tables.filter(({ TargetTable }) => TargetTable === undefined);
}

interface TableReading {
  readonly name: string;
  readonly state: TableState;
  readonly grants: readonly Grant[];
}

/** Undefined when it was dropped meanwhile. */
async function readTable(reader: Reader, database: string, table: Table): Promise<TableReading | undefined> {
  const { lakeformation, catalogId } = reader;
  const name = (table.Name ?? '').toLowerCase();
  const Resource = { Table: { CatalogId: catalogId, DatabaseName: database, Name: table.Name } };
  const command = new GetResourceLFTagsCommand({ CatalogId: catalogId, Resource, ShowAssignedLFTags: true });
  try {
    const { LFTagsOnTable, LFTagsOnColumns = [] } = await persist(reader, () => lakeformation.send(command));
    return {
      name,
      state: {
        location: table.StorageDescriptor?.Location,
        columns: (table.StorageDescriptor?.Columns ?? []).map(({ Name = '', Type = '' }) => ({
          name: Name.toLowerCase(),
          type: Type.toLowerCase(),
        })),
        partitionKeys: (table.PartitionKeys ?? []).map(({ Name = '' }) => Name.toLowerCase()),
        tags: tagsFrom(LFTagsOnTable),
        columnTags: Object.fromEntries(
          LFTagsOnColumns.map(({ Name = '', LFTags }) => [Name.toLowerCase(), tagsFrom(LFTags)] as const).filter(
            ([, tags]) => Object.keys(tags).length > 0,
          ),
        ),
        filters: await readFilters(reader, database, table.Name),
      },
      // without a principal: with one, filters granted to other accounts would be left out
      grants: await readGrants(reader, { Resource, IncludeRelated: 'TRUE' }),
    };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function readFilters(
  { lakeformation, catalogId, ...patience }: Reader,
  DatabaseName: string,
  Name: string | undefined,
): Promise<DataFilter[]> {
  const filters = await allPages(async (NextToken) => {
    const command = new ListDataCellsFilterCommand({ Table: { CatalogId: catalogId, DatabaseName, Name }, NextToken });
    const page = await persist(patience, () => lakeformation.send(command));
    return { items: page.DataCellsFilters, NextToken: page.NextToken };
  });
  return filters.map(filterFrom).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** "All rows" reads back as the predicate TRUE. */
function filterFrom({ Name = '', ColumnNames, ColumnWildcard, RowFilter }: DataCellsFilter): DataFilter {
  const predicate = RowFilter?.FilterExpression?.trim() ?? ALL_ROWS;
  const rows = predicate.toUpperCase() === ALL_ROWS ? ALL_ROWS : predicate;
  if (ColumnNames !== undefined && ColumnNames.length > 0) {
    return { name: Name, columns: ColumnNames.map((column) => column.toLowerCase()).sort(), rows };
  }
  const excluded = (ColumnWildcard?.ExcludedColumnNames ?? []).map((column) => column.toLowerCase()).sort();
  return { name: Name, excluded, rows };
}

async function readTagKeys(reader: Reader, keys: readonly string[]): Promise<TagExpression> {
  const found = await inParallel(keys, TABLES_AT_ONCE, async (key) => {
    const values = await readTagValues(reader, key);
    return values === undefined ? [] : [[key, values] as const];
  });
  return Object.fromEntries(found.flat());
}

/** Undefined when there is no such tag. */
export async function readTagValues(
  { lakeformation, catalogId, ...patience }: Reader,
  TagKey: string,
): Promise<string[] | undefined> {
  try {
    const command = new GetLFTagCommand({ CatalogId: catalogId, TagKey });
    const { TagValues = [] } = await persist(patience, () => lakeformation.send(command));
    return TagValues.map((value) => value.toLowerCase());
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function readLocations({ lakeformation, ...patience }: Reader): Promise<RegisteredLocation[]> {
  const found = await allPages(async (NextToken) => {
    const page = await persist(patience, () => lakeformation.send(new ListResourcesCommand({ NextToken })));
    return { items: page.ResourceInfoList, NextToken: page.NextToken };
  });
  return found.map(({ ResourceArn = '', HybridAccessEnabled }) => ({
    path: (ResourceArn.split(':::')[1] ?? '').replace(/\/+$/, ''),
    hybrid: HybridAccessEnabled === true,
  }));
}

async function readOptIns({ lakeformation, ...patience }: Reader): Promise<OptIn[]> {
  const found = await allPages(async (NextToken) => {
    const page = await persist(patience, () => lakeformation.send(new ListLakeFormationOptInsCommand({ NextToken })));
    return { items: page.LakeFormationOptInsInfoList, NextToken: page.NextToken };
  });
  return found.flatMap(({ Principal, Resource }): OptIn[] => {
    const resource = Resource === undefined ? undefined : resourceFrom(Resource);
    if (resource?.kind !== 'database' && resource?.kind !== 'table') return [];
    return [{ principal: Principal?.DataLakePrincipalIdentifier ?? '', resource }];
  });
}

async function readCrossAccountVersion({ lakeformation, catalogId, ...patience }: Reader) {
  const command = new GetDataLakeSettingsCommand({ CatalogId: catalogId });
  const { DataLakeSettings } = await persist(patience, () => lakeformation.send(command));
  const version = DataLakeSettings?.Parameters?.CROSS_ACCOUNT_VERSION;
  return version === undefined ? undefined : Number(version);
}

const tagsFrom = (pairs: readonly LFTagPair[] = []): Tags =>
  Object.fromEntries(
    pairs.map(({ TagKey = '', TagValues = [] }) => [TagKey.toLowerCase(), (TagValues[0] ?? '').toLowerCase()]),
  );
