/** Even of a tiny table an export takes ten minutes. */
const FIRST_SECONDS = 300;
const LEAST_SECONDS = 60;
const MOST_SECONDS = 900;

/** Seconds until an export is looked at again: a tenth of what it has taken, between one minute and a quarter hour. */
export const waitForTableExport = (elapsedSeconds: number): number =>
  elapsedSeconds < FIRST_SECONDS
    ? FIRST_SECONDS
    : Math.min(Math.max(Math.round(elapsedSeconds / 10), LEAST_SECONDS), MOST_SECONDS);
