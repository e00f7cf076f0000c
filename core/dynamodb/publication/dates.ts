/** `YYYY-MM-DD` in UTC, of an ISO-8601 text or of milliseconds since the epoch. */
export const utcDate = (moment: string | number): string => new Date(moment).toISOString().slice(0, 10);

/** When a date is over: the first moment of the next. */
export const endOfDate = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString();

const DAY_MS = 24 * 3600 * 1000;

/** The date before a moment's. */
export const dateBefore = (moment: string): string => utcDate(Date.parse(moment) - DAY_MS);

/** A date that there is, as `YYYY-MM-DD`. */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  utcDate(`${text}T00:00:00Z`) === text;
