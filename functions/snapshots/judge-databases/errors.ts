import { describeFailedDatabases, type FailedDatabase } from '../../../core/runs/failed-databases';

/** Some databases of a publication are not copied, not crawled or not governed. The others are in order. */
export class DatabasesFailedError extends Error {
  override readonly name = 'DatabasesFailedError';
  constructor(
    sourceId: string,
    readonly failed: readonly FailedDatabase[],
    total: number,
  ) {
    super(
      `${failed.length} of ${total} ${total === 1 ? 'database' : 'databases'} of ${sourceId} could not be copied, crawled or governed; ` +
        `the others are in order. Remove each cause, then redrive: a redrive repeats only these.${describeFailedDatabases(failed)}`,
    );
  }
}
