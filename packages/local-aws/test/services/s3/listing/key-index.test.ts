import fc from 'fast-check';
import { KeyIndex } from '../../../../services/s3/listing/key-index';
import { findPage, type Page } from '../../../../services/s3/listing/page-of-keys';

const key = fc.stringMatching(/^[ab/~\u00e9\uffee\u{1f600}]{1,6}$/u);
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const change = fc.record({ kind: fc.constantFrom('add', 'add', 'remove', 'list'), key });

/** An index after those changes, listed now and then, and the set it should hold. */
function built(changes: readonly { kind: string; key: string }[]) {
  const index = new KeyIndex();
  const there = new Set<string>();
  for (const { kind, key: k } of changes) {
    if (kind === 'add' && !there.has(k)) index.add(k);
    if (kind === 'add') there.add(k);
    if (kind === 'remove' && there.delete(k)) index.remove(k);
    if (kind === 'list') index.from('').next();
  }
  return { index, keys: [...there].sort(byBytes) };
}

it('holds what was added and not removed, in the order of UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), key, (changes, bound) => {
      const { index, keys } = built(changes);
      expect([...index.from('')]).toEqual(keys);
      expect([...index.from(bound)]).toEqual(keys.filter((k) => byBytes(k, bound) >= 0));
      expect([...index.from(bound, true)]).toEqual(keys.filter((k) => byBytes(k, bound) > 0));
    }),
  );
});

it('goes on with what it was listing while keys come and go', () => {
  const index = new KeyIndex();
  for (const k of ['a', 'c', 'e']) index.add(k);
  const walk = index.from('');
  expect(walk.next().value).toBe('a');
  index.add('b');
  expect([...index.from('')]).toEqual(['a', 'b', 'c', 'e']);
  index.remove('e');
  expect([...walk]).toEqual(['c']);
});

/** Pages as S3's documentation has them, worked out the slow way. */
function expectedEntries(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const entries = keys
    .filter((k) => k.startsWith(prefix))
    .map((k) => {
      const end = delimiter === '' ? -1 : k.indexOf(delimiter, prefix.length);
      return end === -1 ? k : `${k.slice(0, end + delimiter.length)} (prefix)`;
    });
  return [...new Set(entries)];
}

it('pages join to the whole listing, whatever their size, prefix and delimiter', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 60 }),
      fc.stringMatching(/^[ab/]{0,2}$/),
      fc.constantFrom('', '/', 'a', '//'),
      fc.integer({ min: 1, max: 4 }),
      (changes, prefix, delimiter, most) => {
        const { index, keys } = built(changes);
        const entries: string[] = [];
        let after: string | undefined = '';
        while (after !== undefined) {
          const page: Page<string> = findPage(index, { prefix, delimiter, after, most }, (k) => k);
          expect(page.objects.length + page.commonPrefixes.length).toBeLessThanOrEqual(most);
          entries.push(...[...page.objects, ...page.commonPrefixes.map((p) => `${p} (prefix)`)].sort(byBytes));
          after = page.next;
        }
        expect(entries.sort(byBytes)).toEqual(expectedEntries(keys, prefix, delimiter).sort(byBytes));
      },
    ),
    { numRuns: 500 },
  );
});

it('leaps over a prefix: a listing of two folders looks at two of their 2,000 keys', () => {
  const index = new KeyIndex();
  for (let i = 0; i < 1000; i++) for (const folder of ['a', 'b']) index.add(`${folder}/${i}`);
  let looks = 0;
  const page = findPage(index, { prefix: '', delimiter: '/', after: '', most: 1000 }, () => ++looks);
  expect(page.commonPrefixes).toEqual(['a/', 'b/']);
  expect(looks).toBe(2);
});
