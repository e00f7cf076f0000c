import { SearchTablesByLFTagsCommand, type TaggedTable } from '@aws-sdk/client-lakeformation';
import {
  type DataFilter,
  type Grant,
  type ListedTags,
  type TableFacts,
  type TagExpression,
  tableOfResource,
} from '../../../core/governance';
import { ownValue } from '../../../core/own-value';
import { allPages } from '../all-pages';
import { persist } from './persist';
import { readGrants } from './read-grants';
import { filterFrom, listedTagsFrom, readFilterList } from './read-table';
import type { Reader } from './reader';

/** Values of one key in one search (the API's limit). */
const MAX_VALUES = 50;
/**
 * So long the lists serve other databases of the same run. What a run does on its own database makes them old for that
 * one.
 */
const KEPT_MS = 300_000;

/** What Lake Formation's lists of the whole account say, read once for several databases. */
export interface AccountLists {
  /** Requests that it took. */
  readonly pages: number;
  /** Undefined tags: no search found the table. */
  of(database: string, table: string): Pick<TableFacts, 'filters' | 'grants'> & { readonly tags?: ListedTags };
}

/** Keeps the lists between the databases of one run. */
export class AccountListsCache {
  #kept:
    | { readonly key: string; readonly at: number; readonly after: number; readonly lists: AccountLists }
    | undefined;
  /** Counts the changes. */
  #changes = 0;
  readonly #lastChange = new Map<string, number>();

  /** Undefined: more than `maxPages` would be needed. `tagKeys`: keys to search for, with all of their values. */
  async read(
    reader: Reader,
    database: string,
    tagKeys: TagExpression,
    maxPages: number,
  ): Promise<AccountLists | undefined> {
    const key = JSON.stringify([reader.catalogId, tagKeys]);
    const kept = this.#kept;
    const isFresh = kept?.key === key && reader.now() - kept.at < KEPT_MS;
    if (isFresh && (this.#lastChange.get(database) ?? 0) <= kept.after) return kept.lists;
    // what changes while the lists are read may be in them, or not
    const [at, after] = [reader.now(), this.#changes];
    const lists = await readLists(reader, tagKeys, maxPages);
    if (lists !== undefined) this.#kept = { key, at, after, lists };
    return lists;
  }

  /** Something was, or is to be, changed there: what was read before does not tell any more. */
  outdate(database: string): void {
    this.#changes += 1;
    this.#lastChange.set(database, this.#changes);
  }
}

async function readLists(reader: Reader, tagKeys: TagExpression, maxPages: number): Promise<AccountLists | undefined> {
  let pages = 0;
  const onPage = (): void => {
    pages += 1;
    if (pages > maxPages) throw new TooManyPagesError();
  };
  try {
    const grants = groupGrants(await readGrants(reader, {}, onPage));
    const filters = groupFilters(await readFilterList(reader, undefined, onPage));
    const tags = await searchTags(reader, tagKeys, onPage);
    return {
      pages,
      of: (database, table) => {
        const key = keyOf(database, table);
        return { filters: filters.get(key) ?? [], grants: grants.get(key) ?? [], tags: tags.get(key) };
      },
    };
  } catch (error) {
    if (error instanceof TooManyPagesError) return undefined;
    throw error;
  }
}

/** Ends the listing early, and never leaves this file. */
class TooManyPagesError extends Error {
  override readonly name = 'TooManyPagesError';
}

const keyOf = (database: string, table: string): string => `${database.toLowerCase()}/${table.toLowerCase()}`;

function groupGrants(grants: readonly Grant[]): Map<string, Grant[]> {
  const groups = new Map<string, Grant[]>();
  for (const grant of grants) {
    const table = tableOfResource(grant.resource);
    if (table === undefined || !('database' in grant.resource)) continue;
    push(groups, keyOf(grant.resource.database, table), grant);
  }
  return groups;
}

function groupFilters(filters: Awaited<ReturnType<typeof readFilterList>>): Map<string, DataFilter[]> {
  const groups = new Map<string, DataFilter[]>();
  for (const filter of filters)
    push(groups, keyOf(filter.DatabaseName ?? '', filter.TableName ?? ''), filterFrom(filter));
  for (const group of groups.values()) group.sort((a, b) => (a.name < b.name ? -1 : 1));
  return groups;
}

function push<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}

/** One search for each key: a table need not carry them all. Whatever tags a search reports are taken. */
async function searchTags(
  reader: Reader,
  tagKeys: TagExpression,
  onPage: () => void,
): Promise<Map<string, ListedTags>> {
  const found = new Map<string, ListedTags>();
  for (const [key, values] of Object.entries(tagKeys)) {
    for (let i = 0; i < values.length; i += MAX_VALUES) {
      const tables = await searchTables(reader, key, values.slice(i, i + MAX_VALUES), onPage);
      for (const { Table, ...tags } of tables) {
        const at = keyOf(Table?.DatabaseName ?? '', Table?.Name ?? '');
        found.set(at, united(found.get(at), listedTagsFrom(tags)));
      }
    }
  }
  return found;
}

function united(known: ListedTags | undefined, { tags, columnTags }: ListedTags): ListedTags {
  if (known === undefined) return { tags, columnTags };
  const more = Object.entries(columnTags).map(
    ([column, own]) => [column, { ...ownValue(known.columnTags, column), ...own }] as const,
  );
  return { tags: { ...known.tags, ...tags }, columnTags: { ...known.columnTags, ...Object.fromEntries(more) } };
}

function searchTables(
  { lakeformation, catalogId, ...patience }: Reader,
  TagKey: string,
  TagValues: readonly string[],
  onPage: () => void,
): Promise<TaggedTable[]> {
  return allPages(async (NextToken) => {
    onPage();
    const Expression = [{ TagKey, TagValues: [...TagValues] }];
    const command = new SearchTablesByLFTagsCommand({ CatalogId: catalogId, Expression, MaxResults: 100, NextToken });
    const page = await persist(patience, () => lakeformation.send(command));
    return { items: page.TableList, NextToken: page.NextToken };
  });
}
