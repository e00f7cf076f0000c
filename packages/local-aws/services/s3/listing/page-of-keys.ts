import type { KeyIndex } from './key-index';

export interface PageQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys up to and including this one, and the common prefix it is, are left out. */
  readonly after: string;
  readonly most: number;
}

export interface Page<T> {
  readonly objects: readonly T[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix, when more follow. */
  readonly next?: string;
}

/** One page in key order; keys that share the part up to the delimiter count once, and are not walked one by one. */
export function findPage<T>(keys: KeyIndex, query: PageQuery, look: (key: string) => T | undefined): Page<T> {
  const { prefix, delimiter, after, most } = query;
  const objects: T[] = [];
  const commonPrefixes: string[] = [];
  let last = '';
  const isInside = keys.compare(after, prefix) >= 0 && after !== '';
  const walk = isInside ? keys.from(after, true) : keys.from(prefix);
  if (most === 0) return { objects, commonPrefixes };
  for (let next = walk.next(); !next.done; ) {
    const key = next.value;
    if (!key.startsWith(prefix)) break;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = end === -1 ? undefined : key.slice(0, end + delimiter.length);
    const found = common !== undefined && after.startsWith(common) ? undefined : look(key);
    if (found !== undefined) {
      if (objects.length + commonPrefixes.length === most) return { objects, commonPrefixes, next: last };
      if (common === undefined) objects.push(found);
      else commonPrefixes.push(common);
      last = common ?? key;
    }
    const isPast = common !== undefined && (found !== undefined || after.startsWith(common));
    next = isPast ? walk.next(common) : walk.next();
  }
  return { objects, commonPrefixes };
}
