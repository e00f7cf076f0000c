/** Half an hour after a date ends in UTC, most of what changed on it has arrived; the machine waits for the rest. */
export const PUBLISH_SCHEDULE = 'cron(30 0 * * ? *)';

/** An entry of which nothing was published for longer has missed a night, and half a day to catch up. */
export const LATE_AFTER_HOURS = 36;
