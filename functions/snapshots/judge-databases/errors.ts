import { describeFailedDatabases, type FailedDatabase } from '../../../core/runs/failed-databases';

/** Some databases of a publication are copied, but not crawled or not governed. The others are in order. */
export class DatabasesFailedError extends Error {
  override readonly name = 'DatabasesFailedError';
  constructor(
    sourceId: string,
    readonly failed: readonly FailedDatabase[],
    total: number,
  ) {
    super(
      `${failed.length} of ${total} ${total === 1 ? 'database' : 'databases'} of ${sourceId} ${failed.length === 1 ? 'is' : 'are'} copied, but not crawled or ` +
        `not governed; the others are in order. Remove each cause, then redrive: a redrive repeats only these.${describeFailedDatabases(failed)}`,
    );
  }
}
