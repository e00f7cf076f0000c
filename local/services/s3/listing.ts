import { type Bucket, compareKeys, type StoredObject } from './bucket';

export interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys up to and including this one are left out. */
  readonly after: string;
  readonly most: number;
}

export interface Listing {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix, when more follow. */
  readonly next?: string;
}

/** One page, in key order; keys that share the part up to the delimiter count once. */
export function list(bucket: Bucket, { prefix, delimiter, after, most }: ListQuery): Listing {
  const keys = bucket.sortedKeys();
  const objects: StoredObject[] = [];
  const commonPrefixes: string[] = [];
  let last = '';
  for (let i = firstAfter(keys, after < prefix ? prefix : after, after < prefix); i < keys.length; i++) {
    const key = keys[i]!;
    if (!key.startsWith(prefix)) {
      if (compareKeys(key, prefix) > 0) break;
      continue;
    }
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = end === -1 ? undefined : key.slice(0, end + delimiter.length);
    if (common !== undefined && (common === commonPrefixes.at(-1) || (after !== '' && after.startsWith(common))))
      continue;
    if (objects.length + commonPrefixes.length >= most) return { objects, commonPrefixes, next: last };
    if (common === undefined) objects.push(bucket.get(key)!);
    else commonPrefixes.push(common);
    last = common ?? key;
  }
  return { objects, commonPrefixes };
}

/** Index of the first key after `bound`, or at it when `inclusive`. */
function firstAfter(keys: readonly string[], bound: string, inclusive: boolean): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareKeys(keys[middle]!, bound);
    if (order < 0 || (order === 0 && !inclusive)) low = middle + 1;
    else high = middle;
  }
  return low;
}
