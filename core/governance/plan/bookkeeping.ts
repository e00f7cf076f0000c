import { ownValue } from '../../own-value';
import { keptAgreement } from '../desired/classify-columns';
import type { Desired } from '../desired/desired-table';
import type { Change } from '../model/changes';
import { filterThing, grantThings, type Owned, ownershipOf, placeOfThing, tagThing } from '../model/owned';
import type { DatabaseRules } from '../model/policy';
import type { CatalogState, DatabaseState } from '../model/state';
import { NOT_CLEAN } from '../model/withdrawn';

export interface Bookkeeping {
  /** Columns with types to be written down as agreed to, by table, before anything is opened. */
  readonly remember: Owned['columns'];
  /** The versions of those tables, as far as they are known. */
  readonly versions: Readonly<Record<string, number>>;
  /** Owned things that are gone and not wanted, to be struck off. */
  readonly forget: readonly string[];
}

interface Progress {
  /** Something may be opened on that table. */
  readonly opening: (table: string | undefined) => boolean;
  readonly isStopped: boolean;
  /** The database was taken out of the configuration. @default false */
  readonly isWithdrawn?: boolean;
  readonly changes: readonly Change[];
}

/**
 * What the ledger has to say afterwards. What was agreed to is never forgotten, neither with a line of the policy nor
 * with a table that is gone for a night: what comes back may have other columns.
 */
export function bookkeeping(
  rules: DatabaseRules,
  desired: Desired,
  live: CatalogState,
  owned: Owned,
  { opening, isStopped, isWithdrawn = false, changes }: Progress,
): Bookkeeping {
  const state = ownValue(live.databases, rules.database)!;
  const gained = changes.flatMap((change) => ownershipOf(change).gains);
  const there = new Set([...thingsThere(rules, live), ...thingsWanted(rules, desired), ...gained]);
  const isGone = (thing: string): boolean => {
    const { table, column } = placeOfThing(thing);
    if (there.has(thing)) return false;
    // only who sees that the database is clean may strike it off
    if (thing === NOT_CLEAN) return !isWithdrawn;
    // a place that is not there may come back with what it carried
    if (table === undefined) return true;
    const columns = ownValue(state.tables, table)?.columns;
    return opening(table) && columns !== undefined && (column === undefined || columns.some((c) => c.name === column));
  };
  const versionOf = (table: string): number | undefined =>
    ownValue(state.tables, table)!.version ?? ownValue(owned.versions, table);
  const remember = Object.fromEntries(
    Object.entries(state.tables).flatMap(([table, { columns }]) => {
      const known = ownValue(owned.columns, table);
      const agreed = ownValue(desired.tables, table)?.agreed;
      const now = agreed !== undefined && opening(table) ? agreed : known && keptAgreement(columns, known);
      const isSame =
        now === undefined || (sameRecord(now, known) && versionOf(table) === ownValue(owned.versions, table));
      return isSame ? [] : [[table, now]];
    }),
  );
  return {
    remember,
    versions: Object.fromEntries(
      Object.keys(remember).flatMap((table) => {
        const version = versionOf(table);
        return version === undefined ? [] : [[table, version]];
      }),
    ),
    forget: isStopped ? [] : [...owned.things].filter(isGone).sort(),
  };
}

function thingsThere({ database }: DatabaseRules, live: CatalogState): string[] {
  const state: DatabaseState = ownValue(live.databases, database)!;
  const tables = Object.entries(state.tables);
  return [
    ...Object.keys(state.tags).map((key) => tagThing({ database }, key)),
    ...tables.flatMap(([table, { tags }]) => Object.keys(tags).map((key) => tagThing({ database, table }, key))),
    ...tables.flatMap(([table, { columnTags }]) =>
      Object.entries(columnTags).flatMap(([column, tags]) =>
        Object.keys(tags).map((key) => tagThing({ database, table, column }, key)),
      ),
    ),
    ...tables.flatMap(([table, { filters }]) => filters.map(({ name }) => filterThing(table, name))),
    ...live.grants.flatMap(grantThings),
  ];
}

const thingsWanted = ({ database, agreedTag }: DatabaseRules, { grants, tables }: Desired): string[] => [
  ...grants.flatMap(grantThings),
  // no reading need show what a partition key carries
  ...Object.entries(tables).flatMap(([table, { taggedKeys }]) =>
    taggedKeys.flatMap((column) => Object.keys(agreedTag).map((key) => tagThing({ database, table, column }, key))),
  ),
  ...Object.entries(tables).flatMap(([table, { filters }]) =>
    filters.map(({ filter }) => filterThing(table, filter.name)),
  ),
];

const sameRecord = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>> | undefined): boolean =>
  b !== undefined &&
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([key, value]) => ownValue(b, key) === value);
