import { GetDatabasesCommand, GetTablesCommand, type Table } from '@aws-sdk/client-glue';
import {
  type DataLakePrincipal,
  GetDataLakeSettingsCommand,
  type LFTag,
  type LFTagPair,
  SearchDatabasesByLFTagsCommand,
  SearchTablesByLFTagsCommand,
  type TaggedTable,
} from '@aws-sdk/client-lakeformation';
import type {
  DefinerView,
  ExternalEngines,
  Grant,
  Neighbour,
  Reached,
  RegisteredLocation,
  Surroundings,
  TableState,
  TagExpression,
} from '../../../core/governance';
import { overlapWith, pathOf } from '../../../core/governance';
import { installationOf } from '../../../core/lake/database-mark';
import { allPages } from '../all-pages';
import { inParallel } from '../in-parallel';
import { KeptPerRun } from './kept-per-run';
import { persist } from './persist';
import { type FilePoliciesCache, type FilesOfLake, readFilePolicies } from './read-file-policies';
import { isNotFound, type Reader } from './reader';

/** Requests to Glue under way at once. */
const AT_ONCE = 6;
/** One page of a search (the API's limit). */
const SEARCH_PAGE = 100;

/** A database of the catalog, links left out. */
interface CatalogDatabase {
  readonly name: string;
  readonly installation?: string;
}

interface Catalog {
  readonly databases: readonly CatalogDatabase[];
  readonly tables: readonly Neighbour[];
  readonly views: readonly DefinerView[];
}

/** What Glue says of the whole catalog. */
export class CatalogCache extends KeptPerRun<Catalog> {}

export interface SurroundingsQuery {
  readonly reader: Reader;
  readonly database: string;
  readonly tables: Readonly<Record<string, TableState>>;
  /** What lakeferry grants by tag: whatever else carries those tags is reached as well. */
  readonly tagPolicies: readonly Grant[];
  readonly catalog: CatalogCache;
  /** Absent: policies of buckets and keys are not looked at. */
  readonly files?: FilesOfLake;
  readonly filePolicies: FilePoliciesCache;
  readonly locations: readonly RegisteredLocation[];
}

/**
 * Reads what bears on who reads the tables of one database and is not in its own state: one request for the settings,
 * a search for each tag policy, and the tables of all other databases from Glue.
 */
export async function readSurroundings(query: SurroundingsQuery): Promise<Surroundings> {
  const { reader, database, tables } = query;
  const catalog = await query.catalog.read(reader.now(), database, () => readCatalog(reader));
  const paths = Object.values(tables).flatMap(({ location }) => pathOf(location) ?? []);
  const isOver = overlapWith(paths);
  return {
    ...(await readSettings(reader)),
    neighbours: catalog.tables.filter(
      (each) => each.database !== database && isOver(pathOf(each.location)) !== undefined,
    ),
    reached: await readReached(query, catalog.databases),
    files: await readFiles(query),
    views: catalog.views,
  };
}

async function readFiles({ reader, database, files, filePolicies, locations }: SurroundingsQuery) {
  if (files === undefined) return undefined;
  const query = { ...files, catalogId: reader.catalogId, patience: reader, locations };
  return filePolicies.read(reader.now(), database, () => readFilePolicies(query));
}

async function readSettings({ lakeformation, catalogId, ...patience }: Reader) {
  const command = new GetDataLakeSettingsCommand({ CatalogId: catalogId });
  const { DataLakeSettings: settings = {} } = await persist(patience, () => lakeformation.send(command));
  const filteringAccounts =
    settings.AllowExternalDataFiltering === true ? identifiersOf(settings.ExternalDataFilteringAllowList) : [];
  const readsWholeTables = settings.AllowFullTableExternalDataAccess === true;
  const externalEngines: ExternalEngines | undefined =
    filteringAccounts.length > 0 || readsWholeTables ? { filteringAccounts, readsWholeTables } : undefined;
  return {
    settings: { ...settings },
    administrators: identifiersOf(settings.DataLakeAdmins),
    readOnlyAdministrators: identifiersOf(settings.ReadOnlyAdmins),
    sessionTagValues: settings.AuthorizedSessionTagValueList ?? [],
    externalEngines,
  };
}

const identifiersOf = (principals: readonly DataLakePrincipal[] = []): string[] =>
  principals.map((each) => each.DataLakePrincipalIdentifier ?? '');

/** Databases of lakeferry's installations are theirs to govern. */
async function readReached(
  { reader, tagPolicies }: SurroundingsQuery,
  databases: readonly CatalogDatabase[],
): Promise<Reached[]> {
  const isOthers = othersAmong(databases);
  if (isOthers.size === 0) return [];
  const found = new Map<string, Reached>();
  for (const { resource } of tagPolicies) {
    if (resource.kind !== 'policy') continue;
    const search = resource.type === 'DATABASE' ? searchDatabases : searchTables;
    for (const each of await search(reader, resource.expression, isOthers))
      found.set(nameOf(each), found.get(nameOf(each)) ?? each);
  }
  return [...found.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

export const nameOf = ({ database, table }: Pick<Reached, 'database' | 'table'>): string =>
  table === undefined ? database : `${database}.${table}`;

const othersAmong = (databases: readonly CatalogDatabase[]): ReadonlySet<string> =>
  new Set(databases.filter((each) => each.installation === undefined).map(({ name }) => name));

/** Databases that no installation of lakeferry made. */
export const readOthers = async (reader: Reader): Promise<ReadonlySet<string>> =>
  othersAmong(await readDatabases(reader));

/** What carries the tags, in these databases. */
type Search = (reader: Reader, tags: TagExpression, databases: ReadonlySet<string>) => Promise<Reached[]>;

export const searchDatabases: Search = async ({ lakeformation, catalogId, ...patience }, tags, databases) => {
  const Expression = expressionTo(tags);
  const found = await allPages(async (NextToken) => {
    const page = { CatalogId: catalogId, Expression, MaxResults: SEARCH_PAGE, NextToken };
    const answer = await persist(patience, () => lakeformation.send(new SearchDatabasesByLFTagsCommand(page)));
    return { items: answer.DatabaseList, NextToken: answer.NextToken };
  });
  return found
    .map(({ Database, LFTags }) => ({
      database: (Database?.Name ?? '').toLowerCase(),
      tagged: {},
      ...(matching(LFTags, ownKey(Expression)) ?? NO_TAG),
    }))
    .filter(({ database }) => databases.has(database));
};

export const searchTables: Search = async ({ lakeformation, catalogId, ...patience }, tags, databases) => {
  const Expression = expressionTo(tags);
  const found = await allPages(async (NextToken) => {
    const page = { CatalogId: catalogId, Expression, MaxResults: SEARCH_PAGE, NextToken };
    const answer = await persist(patience, () => lakeformation.send(new SearchTablesByLFTagsCommand(page)));
    return { items: answer.TableList, NextToken: answer.NextToken };
  });
  return found
    .map((tagged) => ({
      database: (tagged.Table?.DatabaseName ?? '').toLowerCase(),
      table: (tagged.Table?.Name ?? '').toLowerCase(),
      ...taggedAt(tagged, ownKey(Expression)),
    }))
    .filter(({ database }) => databases.has(database));
};

const NO_TAG = { key: '', value: '' };

/** The last key of an expression is lakeferry's own; without it nothing matches. */
const ownKey = (expression: readonly LFTag[]): LFTag => expression.at(-1)!;

function matching(tags: readonly LFTagPair[] | undefined, { TagKey, TagValues = [] }: LFTag) {
  const found = tags?.find((tag) => tag.TagKey === TagKey && TagValues.includes(tag.TagValues?.[0] ?? ''));
  return found === undefined ? undefined : { key: found.TagKey ?? '', value: found.TagValues?.[0] ?? '' };
}

/** A search tells inherited tags too, so the highest place that carries the tag is the one to take it from. */
function taggedAt(found: TaggedTable, own: LFTag): Pick<Reached, 'tagged' | 'key' | 'value'> {
  const table = found.Table?.Name?.toLowerCase();
  const ofDatabase = matching(found.LFTagOnDatabase, own);
  if (ofDatabase !== undefined) return { tagged: {}, ...ofDatabase };
  const ofTable = matching(found.LFTagsOnTable, own);
  if (ofTable !== undefined) return { tagged: { table }, ...ofTable };
  const columns = (found.LFTagsOnColumns ?? []).filter(({ LFTags }) => matching(LFTags, own) !== undefined);
  const tagged = { table, columns: columns.flatMap(({ Name }) => Name ?? []) };
  return { tagged, ...(matching(columns[0]?.LFTags, own) ?? NO_TAG) };
}

const expressionTo = (expression: TagExpression): LFTag[] =>
  Object.entries(expression).map(([TagKey, values]) => ({ TagKey, TagValues: [...values] }));

/** Databases that an installation made, by name. */
export async function readDatabasesOf(reader: Reader, installation: string): Promise<string[]> {
  const databases = await readDatabases(reader);
  return databases.filter((each) => each.installation === installation).map(({ name }) => name);
}

async function readCatalog(reader: Reader): Promise<Catalog> {
  const databases = await readDatabases(reader);
  const found = await inParallel(databases, AT_ONCE, ({ name }) => readTables(reader, name));
  return { databases, tables: found.flatMap(({ tables }) => tables), views: found.flatMap(({ views }) => views) };
}

async function readDatabases({ glue, catalogId, ...patience }: Reader): Promise<CatalogDatabase[]> {
  const found = await allPages(async (NextToken) => {
    const command = new GetDatabasesCommand({ CatalogId: catalogId, NextToken });
    const { DatabaseList, NextToken: next } = await persist(patience, () => glue.send(command));
    return { items: DatabaseList, NextToken: next };
  });
  return found
    .filter(({ TargetDatabase }) => TargetDatabase === undefined)
    .map(({ Name = '', Parameters }) => ({ name: Name.toLowerCase(), installation: installationOf(Parameters) }));
}

/** A database that went meanwhile has none. */
async function readTables(
  { glue, catalogId, ...patience }: Reader,
  database: string,
): Promise<Pick<Catalog, 'tables' | 'views'>> {
  try {
    const found = await allPages(async (NextToken) => {
      const command = new GetTablesCommand({ CatalogId: catalogId, DatabaseName: database, NextToken });
      const { TableList, NextToken: next } = await persist(patience, () => glue.send(command));
      return { items: TableList?.filter(({ TargetTable }) => TargetTable === undefined), NextToken: next };
    });
    return {
      tables: found.flatMap(({ Name = '', StorageDescriptor: { Location } = {} }) =>
        Location === undefined ? [] : [{ database, table: Name.toLowerCase(), location: Location }],
      ),
      views: found.flatMap((table) => definerViewFrom(database, table)),
    };
  } catch (error) {
    if (isNotFound(error)) return { tables: [], views: [] };
    throw error;
  }
}

/** Views of Athena alone, and of Hive, have no definition of that kind: they read with the rights of whoever asks. */
function definerViewFrom(database: string, { Name = '', ViewDefinition, IsMultiDialectView }: Table): DefinerView[] {
  if (ViewDefinition === undefined && IsMultiDialectView !== true) return [];
  const { Definer: definer, SubObjects = [] } = ViewDefinition ?? {};
  const reads = SubObjects.map((arn) => arn.split(':table/').at(-1)!.replace('/', '.').toLowerCase());
  return [{ database, table: Name.toLowerCase(), definer, reads }];
}
