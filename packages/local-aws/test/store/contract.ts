import type { Store, Write } from '../../store';

/** Opens one place to keep things; `reopen` closes it and opens the same place again, as a restarted process does. */
export interface StorePlace {
  readonly store: Store;
  reopen(): Promise<StorePlace>;
}

const put = (namespace: string, key: string, value: unknown): Write => ({ namespace, key, value });
const remove = (namespace: string, key: string): Write => ({ namespace, key, deleted: true });

async function all(store: Store, namespace: string): Promise<(readonly [string, unknown])[]> {
  const found: (readonly [string, unknown])[] = [];
  for await (const entry of store.entries(namespace)) found.push(entry);
  return found;
}

/** What every {@link Store} promises; each implementation is held to all of it. */
export function storeContract(open: () => Promise<StorePlace>): void {
  let place: StorePlace;
  beforeEach(async () => {
    place = await open();
  });
  afterEach(() => place.store.close());

  it('has nothing at first', async () => expect(await all(place.store, 'a')).toEqual([]));

  it('returns entries in the order of the UTF-8 bytes of their keys', async () => {
    // U+FF5E sorts after U+1F600 by UTF-16 units, before it by bytes.
    const ordered = ['', '\u0000', '!', '10', '9', 'A', 'a', 'a\u0000b', 'ab', 'é', '\uff5e', '\u{1f600}'];
    await place.store.write(ordered.toReversed().map((key) => put('n', key, key)));
    expect((await all(place.store, 'n')).map(([key]) => key)).toEqual(ordered);
  });

  it('keeps namespaces apart, also those whose names begin alike', async () => {
    await place.store.write([put('a', 'k', 1), put('ab', 'k', 2), put('a/b', 'k', 3)]);
    expect(await all(place.store, 'a')).toEqual([['k', 1]]);
    expect(await all(place.store, 'ab')).toEqual([['k', 2]]);
    expect(await all(place.store, 'a/b')).toEqual([['k', 3]]);
  });

  it('replaces a value, and deletes a key whether it is there or not', async () => {
    await place.store.write([put('n', 'k', 1), put('n', 'gone', 1)]);
    await place.store.write([put('n', 'k', 2), remove('n', 'gone'), remove('n', 'never')]);
    expect(await all(place.store, 'n')).toEqual([['k', 2]]);
  });

  it('returns the value of one key, as it was written last, and undefined for a key that has none', async () => {
    await place.store.write([put('n', 'k', 1), put('n', 'gone', 1), put('m', 'other', 1)]);
    await place.store.write([put('n', 'k', { a: [2] }), remove('n', 'gone')]);
    expect(await place.store.get('n', 'k')).toEqual({ a: [2] });
    for (const key of ['gone', 'other', '']) expect(await place.store.get('n', key)).toBeUndefined();
  });

  it('applies the writes of one call in their order', async () => {
    await place.store.write([put('n', 'a', 1), remove('n', 'a'), remove('n', 'b'), put('n', 'b', 1), put('n', 'b', 2)]);
    expect(await all(place.store, 'n')).toEqual([['b', 2]]);
  });

  it('applies the writes of calls that are not waited for in the order of the calls', async () => {
    await Promise.all([1, 2, 3, 4].map((value) => place.store.write([put('n', 'k', value)])));
    expect(await all(place.store, 'n')).toEqual([['k', 4]]);
  });

  it('shows what is appended from the moment that the call returns, before anything is awaited', async () => {
    place.store.append([put('n', 'k', 1), put('m', 'k', 1)]);
    const found = all(place.store, 'n');
    place.store.append([remove('n', 'k')]);
    await place.store.room();
    expect(await found).toEqual([['k', 1]]);
    expect(await all(place.store, 'n')).toEqual([]);
  });

  it('throws for a value that JSON cannot hold, and takes later writes', async () => {
    expect(() => place.store.append([put('n', 'a', 1), put('n', 'b', undefined)])).toThrow('n/b');
    place.store.append([put('n', 'c', 1)]);
    expect(await all(place.store, 'n')).toEqual([['c', 1]]);
  });

  it.each([
    ['has no JSON form', 1n],
    ['is undefined', undefined],
    ['is a function', () => 1],
  ])('applies no write of a call, in any namespace, when one value %s', async (_why, value) => {
    await place.store.write([put('n', 'kept', 1)]);
    const refused = place.store.write([put('n', 'a', 1), remove('n', 'kept'), put('m', 'b', value), put('n', 'c', 1)]);
    await expect(refused).rejects.toThrow();
    expect(await all(place.store, 'n')).toEqual([['kept', 1]]);
    expect(await all(place.store, 'm')).toEqual([]);
  });

  it('keeps what a value was when it was written, and hands out copies', async () => {
    const value = { list: [1] };
    await place.store.write([put('n', 'k', value)]);
    value.list.push(2);
    const [first] = await all(place.store, 'n');
    (first![1] as typeof value).list.push(3);
    expect(await all(place.store, 'n')).toEqual([['k', { list: [1] }]]);
  });

  it('keeps any JSON value', async () => {
    const values = [null, false, 0, '', '\u0000\u{1f600}', [], {}, { a: [{ b: null }] }, 'x'.repeat(300_000)];
    await place.store.write(values.map((value, i) => put('n', String(i), value)));
    expect((await all(place.store, 'n')).map(([, value]) => value)).toEqual(values);
  });

  it('does not show a walk what is written after it began', async () => {
    await place.store.write([put('n', 'a', 1), put('n', 'c', 1)]);
    const seen: string[] = [];
    for await (const [key] of place.store.entries('n')) {
      if (seen.length === 0) await place.store.write([put('n', 'b', 1), put('n', 'd', 1), remove('n', 'c')]);
      seen.push(key);
    }
    expect(seen).toEqual(['a', 'c']);
  });

  it('has everything again when it is opened again', async () => {
    await place.store.write([put('n', 'a', { at: 1 }), put('m', 'b', 2), put('n', 'gone', 3)]);
    await place.store.write([remove('n', 'gone')]);
    place = await place.reopen();
    expect(await all(place.store, 'n')).toEqual([['a', { at: 1 }]]);
    expect(await all(place.store, 'm')).toEqual([['b', 2]]);
  });
}
