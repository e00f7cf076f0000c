import { ownValue } from '../../own-value';
import { type Owned, tagThing } from './owned';
import { type DataFilter, type Grant, resourceKey, type TableState, type Tags } from './state';

/** What Lake Formation holds about one table. */
export interface TableFacts extends Pick<TableState, 'tags' | 'columnTags' | 'filters'> {
  /** On the table, its columns and its filters. */
  readonly grants: readonly Grant[];
}

/** What is read apart from the rest, in a list of all tables or table by table. */
export type Aspect = 'tags' | 'filters' | 'grants';
export const ASPECTS: readonly Aspect[] = ['tags', 'filters', 'grants'];

/** Tags as a search reports them: it may add what is inherited. */
export type ListedTags = Pick<TableFacts, 'tags' | 'columnTags'>;

/**
 * What was put on the table itself, of tags that may be inherited. A tag that says what would be inherited anyway is
 * taken for inherited, unless lakeferry put it there: the ledger must not lose it.
 */
export function assignedOf(
  { tags, columnTags }: ListedTags,
  { database, table, inherited }: { readonly database: string; readonly table: string; readonly inherited: Tags },
  { things }: Owned,
): ListedTags {
  const assigned = (own: Tags, above: Tags, column?: string): Tags =>
    pick(
      own,
      (key) => ownValue(own, key) !== ownValue(above, key) || things.has(tagThing({ database, table, column }, key)),
    );
  const ofTable = { ...inherited, ...tags };
  const ofColumns = Object.entries(columnTags)
    .map(([column, own]) => [column, assigned(own, ofTable, column)] as const)
    .filter(([, own]) => Object.keys(own).length > 0);
  return { tags: assigned(tags, inherited), columnTags: Object.fromEntries(ofColumns) };
}

/** Where a list and the table itself disagree, for those tag keys. Spelling and inherited tags make no difference. */
export function disagreements(
  listed: TableFacts,
  read: TableFacts,
  on: { readonly inherited: Tags; readonly columns: readonly string[]; readonly keys: readonly string[] },
): Aspect[] {
  const spelt: Readonly<Record<Aspect, (facts: TableFacts) => string>> = {
    tags: (facts) => JSON.stringify(effectiveTags(facts, on)),
    filters: ({ filters }) => JSON.stringify(filters.map(spellFilter).sort()),
    grants: ({ grants }) => JSON.stringify([...new Set(grants.flatMap(spellGrant))].sort()),
  };
  return ASPECTS.filter((aspect) => spelt[aspect](listed) !== spelt[aspect](read));
}

function effectiveTags(
  { tags, columnTags }: ListedTags,
  { inherited, columns, keys }: Parameters<typeof disagreements>[2],
): unknown {
  const ofTable = { ...inherited, ...tags };
  const spell = (all: Tags) => keys.map((key) => ownValue(all, key) ?? null);
  return [spell(ofTable), columns.map((column) => spell({ ...ofTable, ...ownValue(columnTags, column) }))];
}

const spellFilter = ({ name, columns, excluded = [], rows }: DataFilter): string =>
  JSON.stringify([name, columns ?? null, columns === undefined ? excluded : null, rows]);

/** One list may split a grant where the other does not; permission by permission they agree. */
const spellGrant = ({ principal, resource, permissions, withGrantOption }: Grant): string[] =>
  [...permissions.map((each) => [each, 'held']), ...withGrantOption.map((each) => [each, 'grantable'])].map((part) =>
    JSON.stringify([principal, resourceKey(resource), ...part]),
  );

const pick = (tags: Tags, isKept: (key: string) => boolean): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => isKept(key)));
