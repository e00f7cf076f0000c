import { middleKey } from '../../../../core/replication/comparison/key-range';
import { compareKeys } from '../../../../core/replication/key-order';
import { Dice } from '../../../../packages/local-aws/test/gateway/fuzz/requests';

const CHARACTERS = ['a', 'b', 'z', '/', ' ', '\u0000', '\u007f', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}'];

it('a middle is between, in the order of UTF-8, for any keys', () => {
  const dice = new Dice(7);
  const key = (): string => Array.from({ length: 1 + dice.below(4) }, () => dice.of(CHARACTERS)).join('');
  for (let i = 0; i < 5_000; i++) {
    const [first, upTo] = [key(), key()].sort(compareKeys) as [string, string];
    const middle = middleKey(first, upTo);
    if (middle === undefined) continue;
    expect(Buffer.from(middle).toString()).toBe(middle);
    expect(compareKeys(first, middle)).toBeLessThanOrEqual(0);
    expect(compareKeys(middle, upTo)).toBeLessThan(0);
    const open = middleKey(first, undefined);
    if (open !== undefined) expect(compareKeys(first, open)).toBeLessThan(0);
  }
});

it.each([
  ['a', undefined, '\u007f'],
  ['a/1', 'a/9', 'a/5'],
  ['dt=2026-01', 'dt=2027', 'dt=2026\u007f'],
  ['same', 'same', undefined],
])('of %s and %s it is %s', (first, upTo, middle) => expect(middleKey(first, upTo)).toBe(middle));
