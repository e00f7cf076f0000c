/** Where UTF-16 order and UTF-8 order part: surrogates stand for characters beyond U+FFFF. */
const NEEDS_BYTES = /[\ud800-\uffff]/;
/** More new keys than this are sorted in at once instead of one by one. */
const FEW_KEYS = 64;

/** Keys in S3's order, that of their UTF-8 bytes. Adding many in a row costs one sort, when they are next looked at. */
export class KeyIndex {
  #sorted: string[] = [];
  #added: string[] = [];
  /** Still among the sorted ones. */
  #removed = new Set<string>();
  #needsBytes = false;

  /** A key that is not there yet. */
  add(key: string): void {
    if (this.#removed.delete(key)) return;
    this.#needsBytes ||= NEEDS_BYTES.test(key);
    this.#added.push(key);
  }

  remove(key: string): void {
    this.#removed.add(key);
  }

  compare(a: string, b: string): number {
    if (a === b) return 0;
    if (this.#needsBytes || NEEDS_BYTES.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
    return a < b ? -1 : 1;
  }

  /**
   * Keys from the first that is not before `bound` (or, exclusive, not at it either). `next(prefix)` leaps over all
   * with that prefix.
   */
  *from(bound: string, isExclusive = false): Generator<string, void, string | undefined> {
    const keys = this.#settle();
    let i = this.#first(keys, (key) => {
      const order = this.compare(key, bound);
      return order > 0 || (order === 0 && !isExclusive);
    });
    while (i < keys.length) {
      const key = keys[i]!;
      i++;
      if (this.#removed.has(key)) continue;
      const prefix = yield key;
      if (prefix !== undefined) i = this.#first(keys, (k) => !k.startsWith(prefix), i);
    }
  }

  /** Index of the first key that satisfies a condition which, once true, stays so. */
  #first(keys: readonly string[], isReached: (key: string) => boolean, from = 0): number {
    let low = from;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isReached(keys[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #settle(): readonly string[] {
    if (this.#removed.size > this.#sorted.length / 2) {
      this.#sorted = this.#sorted.filter((key) => !this.#removed.has(key));
      this.#added = this.#added.filter((key) => !this.#removed.has(key));
      this.#removed.clear();
    }
    if (this.#added.length > FEW_KEYS) {
      this.#sorted = this.#sorted.concat(this.#added).sort((a, b) => this.compare(a, b));
    } else {
      // A new array: a listing under way goes on over the old one.
      if (this.#added.length > 0) this.#sorted = [...this.#sorted];
      for (const key of this.#added) {
        this.#sorted.splice(
          this.#first(this.#sorted, (k) => this.compare(k, key) > 0),
          0,
          key,
        );
      }
    }
    this.#added = [];
    return this.#sorted;
  }
}
