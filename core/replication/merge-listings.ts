import { compareKeys } from './key-order';

/** Anything that is listed by key. */
export interface Keyed {
  readonly key: string;
}

/** What several listings say of one key; a side that lacks it is absent. */
export type Merged<Sides extends readonly Keyed[]> = { readonly [Side in keyof Sides]: Sides[Side] | undefined };

type Pages<T> = AsyncIterable<readonly T[]>;

/**
 * Walks several listings side by side, in the order of their keys, and tells for each key what each side has. Holds a
 * page of each, whatever their length. Throws `UnorderedListingError`: a merge of lists in another order would tell
 * things that are not so.
 */
export async function* mergeListings<Sides extends readonly Keyed[]>(
  ...listings: { readonly [Side in keyof Sides]: Pages<Sides[Side]> }
): AsyncGenerator<readonly Merged<Sides>[], void> {
  const cursors = (listings as readonly Pages<Keyed>[]).map((pages) => new Cursor(pages));
  await Promise.all(cursors.map((cursor) => cursor.fill()));
  let merged: Merged<Sides>[] = [];
  for (;;) {
    const key = smallest(cursors);
    if (key === undefined) break;
    merged.push(cursors.map((cursor) => cursor.take(key)) as unknown as Merged<Sides>);
    if (cursors.every((cursor) => cursor.isFilled)) continue;
    // whoever reads goes on while the next pages come
    yield merged;
    merged = [];
    await Promise.all(cursors.map((cursor) => cursor.fill()));
  }
  if (merged.length > 0) yield merged;
}

function smallest(cursors: readonly Cursor[]): string | undefined {
  let key: string | undefined;
  for (const { head } of cursors) {
    if (head !== undefined && (key === undefined || compareKeys(head.key, key) < 0)) key = head.key;
  }
  return key;
}

/** A listing came in another order than S3's: from another service, or not decoded. */
export class UnorderedListingError extends Error {
  override readonly name = 'UnorderedListingError';
  constructor(before: string, after: string) {
    super(`A listing has '${after}' after '${before}', which is not the order of S3. It cannot be compared.`);
  }
}

class Cursor {
  readonly #pages: AsyncIterator<readonly Keyed[]>;
  #page: readonly Keyed[] = [];
  #at = 0;
  #isOver = false;
  #last: string | undefined;

  constructor(pages: Pages<Keyed>) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** The next one; `undefined` behind the last. */
  get head(): Keyed | undefined {
    return this.#page[this.#at];
  }

  get isFilled(): boolean {
    return this.#isOver || this.#at < this.#page.length;
  }

  async fill(): Promise<void> {
    while (!this.isFilled) {
      const { value, done } = await this.#pages.next();
      this.#isOver = done === true;
      this.#page = done === true ? [] : value;
      this.#at = 0;
    }
  }

  take(key: string): Keyed | undefined {
    const { head } = this;
    if (head?.key !== key) return undefined;
    if (this.#last !== undefined && compareKeys(this.#last, key) >= 0) throw new UnorderedListingError(this.#last, key);
    this.#last = key;
    this.#at++;
    return head;
  }
}
