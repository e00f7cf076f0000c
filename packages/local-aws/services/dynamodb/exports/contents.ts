import { type Change, canonical, type Item } from '../capture/change';

/** One line of an export. */
export type Line = Readonly<Record<string, unknown>>;

const keyOf = ({ keys }: Pick<Change, 'keys'>): string => canonical(keys);

/**
 * The items of a table at a time: those of now, with every change after that time undone. `keysOf` takes the key out of
 * an item.
 */
export async function* itemsAt(
  time: number,
  items: AsyncIterable<Item>,
  changes: AsyncIterable<Change>,
  keysOf: (item: Item) => Item,
): AsyncIterable<Line> {
  const before = new Map<string, Item | undefined>();
  for await (const change of changes) {
    const key = keyOf(change);
    // the first change after the time knows what was there
    if (change.micros > time * 1000 && !before.has(key)) before.set(key, change.before);
  }
  for await (const item of items) {
    const key = keyOf({ keys: keysOf(item) });
    const wasThere = before.has(key) ? before.get(key) : item;
    before.delete(key);
    if (wasThere !== undefined) yield { Item: wasThere };
  }
  for (const item of before.values()) if (item !== undefined) yield { Item: item };
}

interface Net {
  readonly first: Change;
  last: Change;
}

/** What became of each item between two times: one line each, none for one that came and went. */
export async function* netChanges(
  { from, to }: { readonly from: number; readonly to: number },
  changes: AsyncIterable<Change>,
  view: string,
): AsyncIterable<Line> {
  const nets = new Map<string, Net>();
  for await (const change of changes) {
    if (change.micros < from * 1000 || change.micros >= to * 1000) continue;
    const known = nets.get(keyOf(change));
    if (known === undefined) nets.set(keyOf(change), { first: change, last: change });
    else known.last = change;
  }
  for (const { first, last } of nets.values()) {
    const [OldImage, NewImage] = [first.before, last.after];
    if (OldImage === undefined && NewImage === undefined) continue;
    yield {
      Metadata: { WriteTimestampMicros: { N: String(last.micros) } },
      Keys: last.keys,
      ...(NewImage === undefined ? {} : { NewImage }),
      ...(OldImage === undefined || view === 'NEW_IMAGE' ? {} : { OldImage }),
    };
  }
}
