/** Half an hour after a date ends in UTC, most of what changed on it has arrived; the machine waits for the rest. */
export const PUBLISH_SCHEDULE = 'cron(30 0 * * ? *)';
