import { isAccountThing, NOT_CLEAN_MARK, type Owned } from './owned';

/** Stands among the things of a database that was taken out of the configuration while somebody still sees it. */
export const NOT_CLEAN = JSON.stringify(['database', null, NOT_CLEAN_MARK]);

/**
 * Whether lakeferry still has something on a database that was taken out of the configuration. What the account has for
 * all databases does not count, tags on the database itself open nothing but its name, and what was agreed to is
 * remembered and opens nothing.
 */
export function isSharedStill({ things }: Owned, governedKeys: readonly string[]): boolean {
  const isLeft = (thing: string): boolean => {
    if (isAccountThing(thing)) return false;
    const [, table, kind, , key] = JSON.parse(thing) as readonly (string | null)[];
    return kind !== 'tag' || table !== null || governedKeys.includes(key ?? '');
  };
  return [...things].some(isLeft);
}
