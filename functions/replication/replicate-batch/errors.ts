import type { ReplicationFailure } from '../../../core/replication/comparison/report';

/** Objects of a batch could not be copied. The machine tries again; what was copied has its receipt. */
export class BatchUnfinishedError extends Error {
  override readonly name = 'BatchUnfinishedError';
  constructor(failures: readonly ReplicationFailure[]) {
    const { key, error, message } = failures[0]!;
    super(`${failures.length} objects of the batch were not copied. The first: '${key}': ${error}: ${message}`);
  }
}
