import fc from 'fast-check';
import { BoundedRegExp } from '../bounded-regexp';

const FOREVER = `${'a'.repeat(5000)}b`;

/** All matches, as JSONata asks for them. */
function matches(expression: { lastIndex: number; exec(text: string): unknown }, text: string): unknown[] {
  const found: unknown[] = [];
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    found.push([...(match as string[]), (match as { index: number }).index]);
    if ((match as string[])[0] === '') break;
  }
  return found;
}

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\b', '(a)', '(?:b|ab)', '(?<n>a|b)');
const pattern = fc
  .array(fc.tuple(atom, fc.constantFrom('', '', '?', '{2}', '{1,2}')), { minLength: 1, maxLength: 5 })
  .map((parts) =>
    parts
      .map(([a, times]) => (a === '\\b' ? a : a + times))
      .join('')
      .replaceAll('(?<n>', '('),
  );

it('finds what RegExp finds by code points, groups and places too', () => {
  const text = fc.array(fc.constantFrom('a', 'b', ' ', '1', 'é', '😀'), { maxLength: 12 }).map((t) => t.join(''));
  fc.assert(
    fc.property(pattern, text, fc.constantFrom('g', 'gi', 'gm'), (source, given, flags) => {
      const expression = new RegExp(source, flags);
      expect(matches(new BoundedRegExp(expression), given)).toEqual(matches(new RegExp(source, `${flags}u`), given));
    }),
    { numRuns: 500 },
  );
});

it.each([/(a+)+$/g, /(a|a)*c/g, /(.*)*x/g, /^(a|aa)+$/g])('%s takes no exponential time', (expression) => {
  expect(new BoundedRegExp(expression).exec(FOREVER)).toBeNull();
});

it.each([
  [/(?=a)a/g, 'ba', 1],
  [/(a)\1/g, 'baa', 1],
  [/(?<!b)a/g, 'baa', 2],
])('%s, which needs backtracking, is found as well', (expression, text, index) => {
  expect(new BoundedRegExp(expression).exec(text)).toMatchObject({ index });
});

it('what needs backtracking and takes too long throws', () => {
  expect(() => new BoundedRegExp(/(?=a)(a+)+$/g).exec(FOREVER)).toThrow('took longer than 500 ms: simplify it');
});
