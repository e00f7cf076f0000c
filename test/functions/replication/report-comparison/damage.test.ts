import { Dice } from '../../../../packages/local-aws/test/gateway/fuzz/requests';
import { bytes } from '../copy/two-sides';
import { replicationSeeds } from '../random/seeds';
import { Comparison } from '../world/comparison';
import { ReplicationWorld } from '../world/replication-world';

const PIECES = [
  'a',
  'b',
  'dt=2026-01-01',
  ' ',
  '+',
  '%2F',
  '&',
  '<',
  '"',
  'é',
  '\u0001',
  '\ue000',
  '😀',
  '//',
  '*',
  '?',
];
const OBJECTS = 24;

let world: ReplicationWorld;
let comparison: Comparison;
beforeAll(async () => {
  world = await ReplicationWorld.start();
  comparison = await Comparison.of(world);
});
afterAll(() => world.close());

const odd = (dice: Dice, folder: string): string =>
  `${folder}${Array.from({ length: 1 + dice.below(4) }, () => dice.of(PIECES)).join('')}`;

const sorted = (keys: Iterable<string>): string[] => [...keys].sort();

/** A tenth of the seeds, and one at least: each is compared five times. */
const seeds = replicationSeeds().filter((_, i) => i % 10 === 0);

it.each(seeds)(
  'seed %i: a report names exactly what was damaged, and a run mends exactly that',
  async (seed) => {
    const dice = new Dice(seed);
    const prefix = `seed-${seed}/`;
    const keys = [...new Set(Array.from({ length: OBJECTS }, () => odd(dice, prefix)))];
    for (const key of keys) await world.sides.source.put(key, bytes(dice.below(500)));
    const first = await comparison.run({ prefix });
    expect(first).toMatchObject({
      outcome: 'COMPLETE',
      missing: keys.length,
      replicated: { replicated: keys.length, underWay: 0, failedMissing: 0 },
    });
    const whole = await comparison.run({ prefix, reportOnly: true });
    expect(whole).toMatchObject({
      outcome: 'COMPLETE',
      same: keys.length,
      missing: 0,
      different: 0,
      extra: 0,
      gone: 0,
    });

    const expected: Record<'MISSING' | 'DIFFERENT' | 'EXTRA' | 'GONE', string[]> = {
      MISSING: [],
      DIFFERENT: [],
      EXTRA: [],
      GONE: [],
    };
    const damaged = keys.filter(() => dice.chance(0.4));
    for (const key of damaged) {
      const there = `in/${key}`;
      const content = (await world.sides.destination.find(there))!;
      const kinds = ['missing', 'gone', 'other', ...(content.length > 1 ? ['truncated', 'flipped'] : [])] as const;
      const kind = dice.of(kinds);
      if (kind === 'missing') {
        await world.sides.destination.remove(there);
        expected.MISSING.push(key);
      } else if (kind === 'gone') {
        await world.sides.source.remove(key);
        expected.GONE.push(key);
      } else {
        const changed = kind === 'truncated' ? content.subarray(1) : kind === 'other' ? bytes(600) : flipped(content);
        await world.sides.destination.put(there, changed);
        expected.DIFFERENT.push(key);
      }
    }
    const strangers = Array.from({ length: 3 }, (_, i) => `${odd(dice, prefix)}-stranger-${i}`);
    for (const key of strangers) await world.sides.destination.put(`in/${key}`, bytes(3));
    expected.EXTRA.push(...strangers);

    const report = await comparison.run({ prefix, reportOnly: true });
    const found = await comparison.found(report);
    for (const [kind, names] of Object.entries(expected)) {
      expect({ kind, keys: sorted(found[kind as 'EXTRA'] ?? []) }).toEqual({ kind, keys: sorted(names) });
    }
    expect(report).toMatchObject({ extra: 3, gone: expected.GONE.length });

    const repaired = await comparison.run({ prefix });
    expect(repaired.outcome).toBe('COMPLETE');
    expect(repaired.replicated?.replicated ?? 0).toBe(expected.MISSING.length + expected.DIFFERENT.length);
    const after = await comparison.run({ prefix, reportOnly: true });
    expect(after).toMatchObject({ missing: 0, different: 0, same: keys.length - expected.GONE.length });
    for (const key of keys.filter((each) => !expected.GONE.includes(each))) {
      const [from, to] = [await world.sides.source.find(key), await world.sides.destination.find(`in/${key}`)];
      expect(to!.equals(from!)).toBe(true);
    }
  },
  120_000,
);

const flipped = (content: Buffer): Buffer => {
  const other = Buffer.from(content);
  other[0] = other[0]! ^ 1;
  return other;
};
