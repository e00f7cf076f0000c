/** What is known of a running export. */
export interface ExportProgress {
  /** Since StartExportTask. */
  readonly elapsedSeconds: number;
  /** From earlier exports of the same source. */
  readonly expectedSeconds: number;
  /** RDS's own figure, 0 to 100; 0 for the quarter of an hour in which the database is restored. */
  readonly percentProgress: number;
}

/** An export that has outlived its expectation is expected to need this share of its age more. */
const OVERDUE_SHARE = 0.1;
/** From this progress on, RDS's figure alone counts. */
const TRUSTED_PERCENT = 50;

/**
 * Seconds that an export still needs: history at the beginning, progress in the second half, a blend between. Never 0 while it runs.
 * The machine's `DescribeExport` holds the same formula in JSONata; a test keeps the two equal.
 */
export function remainingSeconds({ elapsedSeconds, expectedSeconds, percentProgress }: ExportProgress): number {
  const byHistory = Math.max(expectedSeconds - elapsedSeconds, OVERDUE_SHARE * elapsedSeconds);
  if (percentProgress <= 0) return byHistory;
  const byProgress = (elapsedSeconds * (100 - percentProgress)) / percentProgress;
  const trust = Math.min(percentProgress / TRUSTED_PERCENT, 1);
  return trust * byProgress + (1 - trust) * byHistory;
}
