import { play } from './play';
import { scenarioOf } from './scenario';

const { LAKEFERRY_SEED, LAKEFERRY_SEEDS = '50' } = process.env;

/** Every `shards`th seed is a test: two files share them, so that two cores do. One seed alone runs when the environment names it. */
export function testSeeds(shard: number, shards: number): void {
  const all = Array.from({ length: Number(LAKEFERRY_SEEDS) }, (_, i) => i + 1);
  const seeds = LAKEFERRY_SEED === undefined ? all : [Number(LAKEFERRY_SEED)];
  const ours = seeds.filter((seed) => seed % shards === shard);
  const seen = {
    deaths: 0,
    redrives: 0,
    foreignExports: 0,
    PUBLISHED: 0,
    SUPERSEDED: 0,
    DUPLICATE: 0,
    UNKNOWN_SOURCE: 0,
  };

  if (ours.length > 0) {
    it.each(ours)('seed %i', async (seed) => {
      const { violations, outcomes, deaths, redrives, foreignExports } = await play(scenarioOf(seed));
      seen.deaths += deaths;
      seen.redrives += redrives;
      seen.foreignExports += foreignExports;
      for (const outcome of outcomes) if (outcome in seen) seen[outcome as keyof typeof seen]++;
      const reproduce = `LAKEFERRY_SEED=${seed} npx jest test/local/random-runs`;
      expect({ reproduce, violations }).toEqual({ reproduce, violations: [] });
    });
  } else it('has no seed in this half', () => {});

  if (ours.length >= 25) {
    it('had what it is about', () => {
      expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([]);
    });
  }
}
