import { GetDatabaseCommand, GetTablesCommand } from '@aws-sdk/client-glue';
import {
  GetDataLakeSettingsCommand,
  GetLFTagCommand,
  GetResourceLFTagsCommand,
  ListLakeFormationOptInsCommand,
  ListResourcesCommand,
} from '@aws-sdk/client-lakeformation';
import {
  type CatalogState,
  type Grant,
  IAM_ALLOWED_PRINCIPALS,
  NOTHING_OWNED,
  type OptIn,
  type Owned,
  type RegisteredLocation,
  type TableFacts,
  type TableState,
  type TagExpression,
} from '../../../core/governance';
import { isMarked, rolesOf } from '../../../core/lake/database-mark';
import { allPages } from '../all-pages';
import { inParallel } from '../in-parallel';
import { AccountListsCache } from './account-lists';
import { DatabaseNotFoundError } from './errors';
import { persist } from './persist';
import { readFacts, readFactsAgain } from './read-facts';
import { merged, readCommonGrants } from './read-grants';
import { shapeFrom, type TableShape, tagsFrom } from './read-table';
import { isNotFound, type Reader } from './reader';
import { resourceFrom } from './resources';

/** Requests under way at once; the pace decides how many start in a second. */
const AT_ONCE = 6;

/** What bears on who sees what in one Glue database, and where it came from. */
export interface Reading {
  readonly state: CatalogState;
  readonly facts: ReadonlyMap<string, TableFacts>;
  /** Requests that the facts took; what another reading would take. */
  readonly requests: number;
  /** Some facts come from lists of the account and not from the tables themselves. */
  readonly isListed: boolean;
}

export interface ReadOptions {
  /** What lakeferry made: tells which tables show best whether lists are complete. @default nothing */
  readonly owned?: Owned;
  /** @default the account is listed for this database alone */
  readonly lists?: AccountListsCache;
  /** What was read before, and the tables to ask again; the rest is taken over. @default everything is read */
  readonly again?: { readonly reading: Reading; readonly tables: ReadonlySet<string> };
}

/**
 * Reads everything that bears on who sees what in one Glue database: lists of the account with spot checks, or table by
 * table, and about ten requests for the rest. `tagKeys` are those whose values are wanted. Throws {@link
 * DatabaseNotFoundError} and `ListsDisagreeError`.
 */
export async function readState(
  reader: Reader,
  glueDatabase: string,
  tagKeys: readonly string[],
  { owned = NOTHING_OWNED, lists = new AccountListsCache(), again }: ReadOptions = {},
): Promise<Reading> {
  const database = await readDatabase(reader, glueDatabase);
  const shapes = await readShapes(reader, glueDatabase);
  const common = await readCommonGrants(reader, glueDatabase);
  const tags = await readTagKeys(reader, [...new Set([...tagKeys, ...common.flatMap(keysOfPolicy)])].sort());
  const ask = { reader, database: glueDatabase, inherited: database.tags, shapes, tagKeys: tags, owned, lists };
  const read = again === undefined ? await readFacts(ask) : await readFactsAgain(ask, again);
  const tables = [...shapes].flatMap(([name, shape]) => {
    const facts = read.facts.get(name);
    return facts === undefined ? [] : [[name, stateOf(shape, facts)] as const];
  });
  const locations = await readLocations(reader);
  const state: CatalogState = {
    catalogId: reader.catalogId,
    tags,
    databases: { [glueDatabase]: { ...database, tables: Object.fromEntries(tables) } },
    grants: merged([...common, ...[...read.facts.values()].flatMap(({ grants }) => grants)]),
    locations,
    optIns: locations.some(({ hybrid }) => hybrid) ? await readOptIns(reader) : [],
    crossAccountVersion: await readCrossAccountVersion(reader),
  };
  return { ...read, state };
}

const stateOf = (shape: TableShape, { tags, columnTags, filters }: TableFacts): TableState => ({
  ...shape,
  tags,
  columnTags,
  filters,
});

/** Whatever carries them shows something to somebody. */
const keysOfPolicy = ({ resource }: Grant): string[] =>
  resource.kind === 'policy' && resource.type === 'TABLE' ? Object.keys(resource.expression) : [];

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
    const { crawler, registrar: fillingRole = crawler, administrators } = rolesOf(Database?.Parameters);
    return {
      tags: tagsFrom(LFTagOnDatabase),
      opensNewTables,
      folder: Database?.LocationUri,
      isOurs: isMarked(Database?.Parameters),
      ...(fillingRole === undefined ? {} : { fillingRole }),
      ...(administrators === undefined ? {} : { administrators }),
    };
  } catch (error) {
    if (isNotFound(error)) throw new DatabaseNotFoundError(Name, { cause: error });
    throw error;
  }
}

/** By name. Links to tables of others are theirs to govern. */
async function readShapes(
  { glue, catalogId, ...patience }: Reader,
  DatabaseName: string,
): Promise<ReadonlyMap<string, TableShape>> {
  const shapes = await allPages(async (NextToken) => {
    const command = new GetTablesCommand({ CatalogId: catalogId, DatabaseName, NextToken });
    const { TableList = [], NextToken: next } = await persist(patience, () => glue.send(command));
    const own = TableList.filter(({ TargetTable }) => TargetTable === undefined);
    // all else that Glue says of forty thousand tables does not fit in memory
    const items = own.map((table) => [(table.Name ?? '').toLowerCase(), shapeFrom(table)] as const);
    return { items, NextToken: next };
  });
  return new Map(shapes);
}

async function readTagKeys(reader: Reader, keys: readonly string[]): Promise<TagExpression> {
  const found = await inParallel(keys, AT_ONCE, async (key) => {
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
  return found.map(({ ResourceArn = '', HybridAccessEnabled, RoleArn }) => ({
    path: (ResourceArn.split(':::')[1] ?? '').replace(/\/+$/, ''),
    hybrid: HybridAccessEnabled === true,
    arn: ResourceArn,
    ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
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
