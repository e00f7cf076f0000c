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
const OVERDUE_SHARE = 0.05;
/** RDS restores the database first and reports 0% meanwhile: about twelve minutes, less for what is over soon. */
const RESTORING_SECONDS = 720;
const RESTORING_SHARE = 0.3;

/**
 * Seconds that an export still needs: by history at first, more and more by progress. Never 0 while it runs.
 */
export function remainingSeconds({ elapsedSeconds, expectedSeconds, percentProgress }: ExportProgress): number {
  const byHistory = Math.max(expectedSeconds - elapsedSeconds, OVERDUE_SHARE * elapsedSeconds);
  if (percentProgress <= 0) return byHistory;
  const share = percentProgress / 100;
  const working = elapsedSeconds - Math.min(RESTORING_SECONDS, RESTORING_SHARE * elapsedSeconds);
  const byProgress = (working * (1 - share)) / share;
  return share * byProgress + (1 - share) * byHistory;
}

/** Share of what remains that is slept through: short of it, for estimates err. */
const SHARE_OF_REMAINING = 0.65;
/** Looks are never closer than this share of the age: the end is seen within 2% of the duration. */
const SHARE_OF_AGE = 0.018;
const SHORTEST_WAIT_SECONDS = 15;
const LONGEST_WAIT_SECONDS = 6 * 3600;

/** Seconds until the next look at a running export. */
export function waitForExport(progress: ExportProgress): number {
  const worthwhile = Math.max(
    SHARE_OF_REMAINING * remainingSeconds(progress),
    SHARE_OF_AGE * progress.elapsedSeconds,
    SHORTEST_WAIT_SECONDS,
  );
  return Math.ceil(Math.min(worthwhile, LONGEST_WAIT_SECONDS));
}
