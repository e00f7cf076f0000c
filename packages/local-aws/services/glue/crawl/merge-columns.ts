import type { GlueColumn } from './parquet-schema';

/**
 * One schema for files that differ: every column of any of them, in order of first sight; types that differ are
 * widened. A name that one file has twice (names that differ in case only) stays twice.
 */
export function mergeColumns(schemas: Iterable<readonly GlueColumn[]>): GlueColumn[] {
  const merged = new Map<string, GlueColumn>();
  for (const columns of schemas) {
    const seen = new Map<string, number>();
    for (const { name, type } of columns) {
      const nth = seen.get(name) ?? 0;
      seen.set(name, nth + 1);
      const key = `${nth} ${name}`;
      const known = merged.get(key);
      merged.set(key, { name, type: known === undefined ? type : widerType(known.type, type) });
    }
  }
  return [...merged.values()];
}

const INTEGERS = ['tinyint', 'smallint', 'int', 'bigint'];

/** The narrowest type that holds both; `string` when there is none. */
export function widerType(a: string, b: string): string {
  if (a === b) return a;
  const [low, high] = [INTEGERS.indexOf(a), INTEGERS.indexOf(b)];
  if (low >= 0 && high >= 0) return INTEGERS[Math.max(low, high)]!;
  const isNumber = (type: string): boolean => INTEGERS.includes(type) || type === 'float' || type === 'double';
  return isNumber(a) && isNumber(b) ? 'double' : 'string';
}

/** Share of columns (by name) that two schemas have in common, 0 to 1. */
export function similarity(a: readonly GlueColumn[], b: readonly GlueColumn[]): number {
  const names = new Set(a.map((c) => c.name));
  const common = b.filter((c) => names.has(c.name)).length;
  const all = new Set([...names, ...b.map((c) => c.name)]).size;
  return all === 0 ? 1 : common / all;
}
