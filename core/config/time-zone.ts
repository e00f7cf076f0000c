import { type Judge, text } from './fields';

export const DEFAULT_TIME_ZONE = 'UTC';

/** Offsets, and names without a place that Node.js takes, are no names of EventBridge Scheduler and Athena. */
const NAME = /^(UTC|[A-Z][A-Za-z_]+(\/[A-Z][A-Za-z0-9_+-]*)+)$/;

/** The names of the IANA time zone database. EventBridge Scheduler and Athena know them too. */
export const judgeTimeZone: Judge<string> = (value) => {
  const canonical = canonicalZone(value);
  if (canonical !== undefined && NAME.test(value)) return undefined;
  return canonical !== undefined && NAME.test(canonical) && canonical.toLowerCase() === value.toLowerCase()
    ? `is written '${canonical}'.`
    : "is not the name of a time zone: use one of the IANA database, for example 'Asia/Taipei' or 'UTC'.";
};

function canonicalZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

export const timeZone = text(judgeTimeZone);
