import { seedsToPlay } from '../../../window/environment';

/**
 * `LAKEFERRY_REPLICATION_SEEDS=1-200`. Without it the seeds are those of the random runs, which move with the commit.
 */
export const replicationSeeds = (environment = process.env): number[] =>
  seedsToPlay({
    LAKEFERRY_SEED: environment.LAKEFERRY_SEED,
    LAKEFERRY_SEEDS: environment.LAKEFERRY_REPLICATION_SEEDS ?? environment.LAKEFERRY_SEEDS,
  });
