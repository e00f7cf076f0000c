import {
  ASPECTS,
  type Aspect,
  assignedOf,
  disagreements,
  FEW_TABLES,
  type ListedTags,
  type Owned,
  spotChecks,
  type TableFacts,
  type TagExpression,
  type Tags,
} from '../../../core/governance';
import { ownValue } from '../../../core/own-value';
import { inParallel } from '../in-parallel';
import type { AccountLists, AccountListsCache } from './account-lists';
import { ListsDisagreeError } from './errors';
import { READS_A_TABLE, readTable, type TableShape } from './read-table';
import type { Reader } from './reader';

const AT_ONCE = 6;
/** How many requests may be spent on tables one by one. */
const LIMITS = {
  /** Without a second look at the lists: a bit more than a minute. */
  cheap: 800,
  /** What fits into one call of the function at ten a second, with time left to apply. */
  most: 6000,
};
/** A list may lag behind its tables: it is read again after these pauses. */
const PAUSES_MS: readonly number[] = [20_000, 60_000];

export interface FactsQuery {
  readonly reader: Reader;
  readonly database: string;
  /** Tags of the database. */
  readonly inherited: Tags;
  readonly shapes: ReadonlyMap<string, TableShape>;
  /** Keys that matter, with all of their values. */
  readonly tagKeys: TagExpression;
  readonly owned: Owned;
  readonly lists: AccountListsCache;
}

export interface FactsReading {
  /** A table that was dropped meanwhile has none. */
  readonly facts: ReadonlyMap<string, TableFacts>;
  readonly requests: number;
  readonly isListed: boolean;
}

/**
 * What Lake Formation holds about each table. AWS does not document how complete its lists of the account are, so some
 * tables are asked by themselves as well; what the lists and a table disagree about is read from every table itself.
 */
export async function readFacts(query: FactsQuery, limits = LIMITS): Promise<FactsReading> {
  const tables = [...query.shapes.keys()];
  const requests = tables.length * READS_A_TABLE;
  if (tables.length <= FEW_TABLES) return { facts: await readEach(query, tables), requests, isListed: false };
  for (const pause of [...PAUSES_MS, undefined]) {
    const lists = await query.lists.read(query.reader, query.database, query.tagKeys, requests);
    if (lists === undefined) return { facts: await readEach(query, tables), requests, isListed: false };
    const checked = await readEach(query, spotChecks(tables, query.owned, query.reader.now()));
    const doubts = doubtsAbout(query, lists, checked);
    const cost = tables.length * doubts.aspects.length + doubts.notFound;
    if (cost <= limits.cheap || (pause === undefined && cost <= limits.most)) {
      return { ...(await complete(query, lists, checked, doubts.aspects)), isListed: true };
    }
    if (pause === undefined) throw new ListsDisagreeError(query.database, doubts.table, tables.length);
    query.lists.outdate(query.database);
    await query.reader.wait(pause);
  }
  throw new Error('unreachable');
}

/** Takes over what was read before, but for these tables and those that came since. */
export async function readFactsAgain(
  query: FactsQuery,
  { reading, tables }: { readonly reading: FactsReading; readonly tables: ReadonlySet<string> },
): Promise<FactsReading> {
  const names = [...query.shapes.keys()];
  const read = await readEach(
    query,
    names.filter((name) => tables.has(name) || !reading.facts.has(name)),
  );
  const facts = new Map(reading.facts);
  for (const name of [...facts.keys()]) if (tables.has(name) || !query.shapes.has(name)) facts.delete(name);
  for (const [name, found] of read) facts.set(name, found);
  return { ...reading, facts };
}

async function readEach(
  { reader, database }: FactsQuery,
  tables: readonly string[],
): Promise<ReadonlyMap<string, TableFacts>> {
  const read = await inParallel(tables, AT_ONCE, async (table) => {
    const facts = await readTable(reader, database, table, ASPECTS);
    return facts === undefined ? [] : [[table, { ...NOTHING, ...facts }] as const];
  });
  return new Map(read.flat());
}

const NOTHING: TableFacts = { tags: {}, columnTags: {}, filters: [], grants: [] };

interface Doubts {
  readonly aspects: readonly Aspect[];
  /** Tables that no search finds, though their database hands down a tag. */
  readonly notFound: number;
  /** The first of either. */
  readonly table: string;
}

function doubtsAbout(query: FactsQuery, lists: AccountLists, checked: ReadonlyMap<string, TableFacts>): Doubts {
  const found = [...checked].flatMap(([table, read]) => {
    const listed = { ...NOTHING, ...lists.of(query.database, table), ...listedTags(query, lists, table) };
    const columns = query.shapes.get(table)!.columns.map(({ name }) => name);
    const on = { inherited: query.inherited, columns, keys: Object.keys(query.tagKeys) };
    // tags of a table that no search finds are read from it in any case
    const known = isFound(query, lists, table) ? ASPECTS : ASPECTS.filter((aspect) => aspect !== 'tags');
    return disagreements(listed, read, on)
      .filter((aspect) => known.includes(aspect))
      .map((aspect) => ({ aspect, table }));
  });
  const notFound = [...query.shapes.keys()].filter((table) => !isFound(query, lists, table));
  const table = found[0]?.table ?? notFound[0] ?? '';
  return { aspects: [...new Set(found.map(({ aspect }) => aspect))], notFound: notFound.length, table };
}

/**
 * A database that carries one of the keys hands it down to each table, so a search that leaves one out says nothing
 * about its tags.
 */
const isFound = ({ database, inherited, tagKeys }: FactsQuery, lists: AccountLists, table: string): boolean =>
  lists.of(database, table).tags !== undefined ||
  Object.keys(tagKeys).every((key) => ownValue(inherited, key) === undefined);

const listedTags = ({ database, inherited, owned }: FactsQuery, lists: AccountLists, table: string): ListedTags =>
  assignedOf(lists.of(database, table).tags ?? NOTHING, { database, table, inherited }, owned);

/** What the lists say, and what has to be asked for beside them. */
async function complete(
  query: FactsQuery,
  lists: AccountLists,
  checked: ReadonlyMap<string, TableFacts>,
  doubted: readonly Aspect[],
): Promise<Omit<FactsReading, 'isListed'>> {
  const { reader, database } = query;
  let requests = lists.pages + checked.size * READS_A_TABLE;
  const read = await inParallel([...query.shapes.keys()], AT_ONCE, async (table) => {
    const known = checked.get(table);
    if (known !== undefined) return [[table, known] as const];
    const missing: readonly Aspect[] = isFound(query, lists, table)
      ? doubted
      : [...new Set([...doubted, 'tags' as const])];
    requests += missing.length;
    const own = missing.length === 0 ? {} : await readTable(reader, database, table, missing);
    if (own === undefined) return [];
    const { filters, grants } = lists.of(database, table);
    return [[table, { ...listedTags(query, lists, table), filters, grants, ...own }] as const];
  });
  return { facts: new Map(read.flat()), requests };
}
