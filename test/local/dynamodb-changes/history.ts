export interface Item {
  readonly n?: string;
  /** Seconds since 1970; absent: never. */
  readonly expires?: string;
  /** Characters of an attribute that makes the change too large for a stream. */
  readonly large?: number;
}

/** What became of each item, oldest first. Items are told apart: what has one time for both has no order. */
export class History {
  readonly #lines = new Map<string, string[]>();
  readonly #items = new Map<string, Item>();

  /** By key, in the order of the keys. */
  get lines(): readonly (readonly [id: string, lines: readonly string[]])[] {
    return [...this.#lines].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** As they are after all that. */
  get items(): Readonly<Record<string, Item>> {
    return Object.fromEntries(this.#items);
  }

  item(id: string): Item | undefined {
    return this.#items.get(id);
  }

  /** `event` begins with DynamoDB's name of it. */
  add(id: string, event: string, { n, expires, large }: Item): void {
    const isGone = event.startsWith('REMOVE');
    const line = [event, ...(isGone ? [] : [n, expires, large])].filter((each) => each != null).join(' ');
    this.#lines.set(id, [...(this.#lines.get(id) ?? []), line]);
    if (isGone) this.#items.delete(id);
    else this.#items.set(id, { n, ...(expires == null ? {} : { expires }), ...(large == null ? {} : { large }) });
  }
}
