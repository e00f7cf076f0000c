import { type Change, tableOfResource } from './changes';
import { type Grant, type Permission, type Place, resourceKey } from './state';

/**
 * What lakeferry made, as the ledger keeps it: by this alone it knows what it may take away again. One set for each
 * Glue database; what belongs to the account (tag grants) is in all of them.
 */
export interface Owned {
  /** Keys of {@link tagThing}, {@link filterThing}, {@link grantThings}. */
  readonly things: ReadonlySet<string>;
  /** Columns with their types as they were when last agreed to, by table; only of tables that show something. */
  readonly columns: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Of the tables in `columns`, the version that the last run saw. @default unknown */
  readonly versions?: Readonly<Record<string, number>>;
  /** Items that say nothing of this kind, each with the command that removes it. @default none */
  readonly unreadable?: readonly UnreadableItem[];
}

export interface UnreadableItem {
  /** `partition key, sort key`. */
  readonly key: string;
  readonly command: string;
}

export const NOTHING_OWNED: Owned = { things: new Set(), columns: {} };

/** Its own tag on a database, table or column. */
export const tagThing = ({ table, column }: Place, key: string): string =>
  JSON.stringify(['database', table ?? null, 'tag', column ?? null, key]);

export const filterThing = (table: string, name: string): string => JSON.stringify(['database', table, 'filter', name]);

/** One for each permission, and one for each that may be given on. */
export function grantThings({ principal, resource, permissions, withGrantOption }: Grant): string[] {
  if (resource.kind === 'tag' && resource.values.length > 1) {
    const values = resource.values.map((value) => ({ ...resource, values: [value] }));
    return values.flatMap((each) => grantThings({ principal, resource: each, permissions, withGrantOption }));
  }
  const scope = isAccountWide(resource) ? 'account' : 'database';
  const thing = (permission: Permission, as: 'held' | 'grantable'): string =>
    JSON.stringify([
      scope,
      tableOfResource(resource) ?? null,
      'grant',
      principal,
      resourceKey(resource),
      permission,
      as,
    ]);
  return [...permissions.map((p) => thing(p, 'held')), ...withGrantOption.map((p) => thing(p, 'grantable'))];
}

const isAccountWide = ({ kind }: Grant['resource']): boolean => kind === 'tag' || kind === 'policy';

/** Belongs to the account and not to one database. */
export const isAccountThing = (thing: string): boolean => thing.startsWith('["account"');

/** The mark of a database that is not clean (`withdrawn.ts`). */
export const NOT_CLEAN_MARK = 'not clean';

const KINDS: readonly unknown[] = ['tag', 'filter', 'grant', NOT_CLEAN_MARK];

/** Something that lakeferry writes: made by {@link tagThing}, {@link filterThing} or {@link grantThings}, or a mark. */
export function isThing(thing: unknown): thing is string {
  try {
    const parts: unknown = typeof thing === 'string' ? JSON.parse(thing) : undefined;
    if (!Array.isArray(parts) || !parts.every((part) => part === null || typeof part === 'string')) return false;
    return ['account', 'database'].includes(parts[0]) && KINDS.includes(parts[2]);
  } catch {
    return false;
  }
}

/** What a thing hangs on. */
export function placeOfThing(thing: string): { readonly table?: string; readonly column?: string } {
  const [, table, kind, column] = JSON.parse(thing) as (string | null)[];
  return { table: table ?? undefined, column: kind === 'tag' ? (column ?? undefined) : undefined };
}

/**
 * What becomes lakeferry's by a change, to be recorded before the change, and what ceases to be, to be struck off after
 * it.
 */
export function ownershipOf(change: Change): { readonly gains: readonly string[]; readonly loses: readonly string[] } {
  switch (change.kind) {
    case 'assign-tags':
      return { gains: Object.keys(change.tags).map((key) => tagThing(change.place, key)), loses: [] };
    case 'unassign-tags':
      return { gains: [], loses: Object.keys(change.tags).map((key) => tagThing(change.place, key)) };
    case 'create-filter':
    case 'update-filter':
      return { gains: [filterThing(change.table, change.filter.name)], loses: [] };
    case 'delete-filter':
      return { gains: [], loses: [filterThing(change.table, change.name)] };
    case 'grant':
      return { gains: grantThings(change.grant), loses: [] };
    case 'revoke':
      return { gains: [], loses: grantThings(change.grant) };
    default:
      return { gains: [], loses: [] };
  }
}

/** Keys of the tags that lakeferry put somewhere, those that the policy does not name any more included. */
export const tagKeysOf = ({ things }: Owned): string[] => {
  const keys = [...things].flatMap((thing) => {
    const [, , kind, , key] = JSON.parse(thing) as readonly (string | null)[];
    return kind === 'tag' && typeof key === 'string' ? [key] : [];
  });
  return [...new Set(keys)].sort();
};
