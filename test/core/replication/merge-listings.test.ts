import fc from 'fast-check';
import { compareKeys } from '../../../core/replication/key-order';
import { type Keyed, mergeListings, UnorderedListingError } from '../../../core/replication/merge-listings';

const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
/** Whole characters of every plane; no lone surrogates, which UTF-8 has not. */
const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }).filter((text) => !/\p{Surrogate}/u.test(text));

async function* pagesOf(keys: Iterable<string>, size: number): AsyncGenerator<Keyed[]> {
  const all = [...new Set(keys)].sort(bytewise).map((each) => ({ key: each }));
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

async function merged(...listings: AsyncIterable<readonly Keyed[]>[]): Promise<(string | undefined)[][]> {
  const rows: (string | undefined)[][] = [];
  for await (const page of mergeListings<Keyed[]>(...listings)) {
    rows.push(...page.map((row) => row.map((each) => each?.key)));
  }
  return rows;
}

it('compares keys as the bytes of their UTF-8', () => {
  fc.assert(fc.property(key, key, (a, b) => Math.sign(compareKeys(a, b)) === Math.sign(bytewise(a, b))));
  expect(compareKeys('\uffff', '😀')).toBeLessThan(0);
  expect(compareKeys('a', 'a!')).toBeLessThan(0);
});

it('tells for each key which sides have it, in order, whatever the pages', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(key),
      fc.array(key),
      fc.array(key),
      fc.integer({ min: 1, max: 4 }),
      async (a, b, c, size) => {
        const rows = await merged(pagesOf(a, size), pagesOf(b, size + 1), pagesOf(c, 1));
        const all = [...new Set([...a, ...b, ...c])].sort(bytewise);
        const sides = [new Set(a), new Set(b), new Set(c)];
        expect(rows).toEqual(all.map((each) => sides.map((side) => (side.has(each) ? each : undefined))));
      },
    ),
  ));

it('refuses a listing in another order', async () => {
  async function* unordered() {
    yield [{ key: 'b' }, { key: 'a' }];
  }
  await expect(merged(unordered())).rejects.toThrow(UnorderedListingError);
});
