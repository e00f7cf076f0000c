import { seedsToPlay } from '../../window/environment';
import { play } from './play';
import { scenarioOf } from './scenario';

/** With fewer seeds, something that is rare may be missing by chance: `npm run random-runs` has enough. */
const ENOUGH_SEEDS = 25;

/** Declares a test for every seed of this shard: two files share the seeds, so that two cores do. */
export function testSeeds(shard: number, shards: number): void {
  const ours = seedsToPlay(process.env).filter((seed) => seed % shards === shard);
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

  if (ours.length >= ENOUGH_SEEDS) {
    it('had what it is about', () => {
      expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([]);
    });
  }
}
