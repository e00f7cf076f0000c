import { compareKeys } from '../../../../core/replication/key-order';
import { cutRanges } from '../../../../functions/replication/plan-comparison/cut-ranges';
import { Dice } from '../../../../packages/local-aws/test/gateway/fuzz/requests';

const PAGE = 10;

/** A listing of keys, ten to a page. */
function listing(keys: readonly string[]) {
  const sorted = [...keys].sort(compareKeys);
  let probes = 0;
  return {
    sorted,
    probes: () => probes,
    probe: async (after: string | undefined) => {
      probes++;
      const from = after === undefined ? 0 : sorted.findIndex((key) => compareKeys(key, after) > 0);
      const page = from < 0 ? [] : sorted.slice(from, from + PAGE);
      const isLast = from < 0 || from + PAGE >= sorted.length;
      return { objects: page.map((key) => ({ key, size: 1, etag: '' })), ...(isLast ? {} : { token: 'more' }) };
    },
  };
}

const inRange = (keys: readonly string[], { after, upTo }: { after?: string; upTo?: string }): string[] =>
  keys.filter(
    (key) =>
      (after === undefined || compareKeys(key, after) > 0) && (upTo === undefined || compareKeys(key, upTo) <= 0),
  );

const numbered = (count: number, prefix = ''): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(7, '0')}`);

const dice = new Dice(11);
const PIECES = ['a', 'b', '/', 'dt=1', '\u0001', 'é', '\ue000', '😀', '\u{10ffff}'];
const odd = [
  ...new Set(
    Array.from({ length: 2000 }, () => Array.from({ length: 1 + dice.below(6) }, () => dice.of(PIECES)).join('')),
  ),
];

it.each<[string, string[], number]>([
  ['numbers below one folder', numbered(3000, 'lake/db/table/date=2026-01-01/part-'), 12],
  ['odd characters', odd, 12],
  ['a few folders, one much larger', [...numbered(20, 'a/'), ...numbered(2500, 'b/'), ...numbered(20, 'c/')], 12],
])('%s: every key is in one range, and none of them is large', async (_, keys, ranges) => {
  const { sorted, probe, probes } = listing(keys);
  const cut = await cutRanges(probe, { ranges });
  expect(cut.flatMap((range) => inRange(sorted, range))).toEqual(sorted);
  expect(cut.length).toBeGreaterThanOrEqual(ranges / 2);
  const largest = Math.max(...cut.map((range) => inRange(sorted, range).length));
  expect(largest).toBeLessThan(sorted.length / 2);
  expect(probes()).toBeLessThan(400);
  // what only the destination has is somewhere in them as well
  expect(cut[0]).not.toHaveProperty('after');
  expect(cut.at(-1)).not.toHaveProperty('upTo');
});

it.each([[[]], [['one']], [numbered(PAGE)]])('what one page holds is one range: %j', async (keys) =>
  expect(await cutRanges(listing(keys).probe)).toEqual([{}]),
);

it('looks no more often than it may', async () => {
  const { probe, probes } = listing(numbered(5000));
  await cutRanges(probe, { ranges: 1000, probes: 50 });
  expect(probes()).toBeLessThan(70);
});
