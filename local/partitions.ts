import { join } from 'node:path';
import type { Settings } from '../core/config/types';
import type { Clock } from '../packages/local-aws/clock';
import type { KeysOfIssuer } from '../packages/local-aws/services/sts';
import { type Aws, startAws } from '../packages/local-aws/start-aws';

export interface PartitionsOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Of the configuration's own partition: its tokens are taken elsewhere. */
  readonly issuers: KeysOfIssuer;
}

/**
 * A local AWS for each other partition that destinations are in, as nothing but a web identity or a key crosses the
 * border. Each plays the account and Region of its first destination. Where one does not start, the others are closed.
 */
export async function startPartitions(
  installations: readonly Pick<Settings, 'replications'>[],
  own: string,
  { directory, clock, issuers }: PartitionsOptions,
): Promise<ReadonlyMap<string, Aws>> {
  const started = new Map<string, Aws>();
  const outputs = installations.flatMap(({ replications }) => replications.flatMap((each) => each.outputs));
  try {
    for (const { partition, region, account: accountId } of outputs.map(({ destination }) => destination)) {
      if (partition === own || started.has(partition)) continue;
      const place = { partition, region, accountId, directory: join(directory, 'partitions', partition) };
      started.set(partition, await startAws({ ...place, clock, services: ['s3', 'sts'], authorize: true, issuers }));
    }
  } catch (error) {
    await closePartitions(started);
    throw error;
  }
  return started;
}

export async function closePartitions(partitions: ReadonlyMap<string, Aws>): Promise<void> {
  for (const each of partitions.values()) await each.close();
}
