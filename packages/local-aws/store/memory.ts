import { jsonOf, type Store, type Write } from './store';

/**
 * A store that is gone with its object: for tests and for what need not last. `close` keeps it, so that a test can
 * start over it.
 */
export function memoryStore(): Store {
  const namespaces = new Map<string, Map<string, string>>();
  const space = (name: string): Map<string, string> => {
    const known = namespaces.get(name);
    if (known !== undefined) return known;
    const begun = new Map<string, string>();
    namespaces.set(name, begun);
    return begun;
  };
  const remove = (name: string, key: string): void => {
    const known = namespaces.get(name);
    if (known?.delete(key) && known.size === 0) namespaces.delete(name);
  };
  const append = (writes: readonly Write[]): void => {
    const texts = writes.map((w) => ('deleted' in w ? undefined : jsonOf(w)));
    for (const [i, { namespace, key }] of writes.entries()) {
      const text = texts[i];
      if (text === undefined) remove(namespace, key);
      else space(namespace).set(key, text);
    }
  };
  return {
    async *entries<T>(namespace: string) {
      const sorted = [...(namespaces.get(namespace) ?? [])].sort(([a], [b]) => compareBytes(a, b));
      for (const [key, text] of sorted) yield [key, JSON.parse(text) as T];
    },
    async get<T>(namespace: string, key: string) {
      const text = namespaces.get(namespace)?.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as T);
    },
    append,
    async room() {},
    async write(writes) {
      append(writes);
    },
    async close() {},
  };
}

/**
 * UTF-16 and UTF-8 order two texts differently only where both have a unit from here on: surrogates stand for what lies
 * beyond U+FFFF.
 */
const HIGH_UNIT = /[\ud800-\uffff]/;

function compareBytes(a: string, b: string): number {
  if (HIGH_UNIT.test(a) && HIGH_UNIT.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}
