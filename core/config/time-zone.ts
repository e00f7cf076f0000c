import { type Judge, text } from './fields';

export const DEFAULT_TIME_ZONE = 'UTC';

/** Offsets, and names without a place that Node.js takes, are no names of EventBridge Scheduler and Athena. */
const PLACE = /^[A-Z][A-Za-z_]+(\/[A-Z][A-Za-z0-9_+-]*)+$/;

/**
 * How former names of zones are written, of which Node.js takes any capitals and says none: words that begin with a
 * capital, and these exceptions of the database.
 */
const FORMER =
  /^(US|[A-Z][a-z]+)(\/([A-Z][a-z]+([_-]([A-Z][a-z]+|of|es|au|IN))*|ACT|LHI|NSW|UCT|UTC|GMT([+-]?\d+)?|DeNoronha|ComodRivadavia|EasterIsland|BajaNorte|BajaSur))+$/;

/** The names of the IANA time zone database. EventBridge Scheduler and Athena know them too. */
export const judgeTimeZone: Judge<string> = (value) => {
  const canonical = canonicalZone(value);
  if (canonical === undefined)
    return "is not the name of a time zone: use one of the IANA database, for example 'Asia/Taipei' or 'UTC'.";
  if (canonical === value && (value === DEFAULT_TIME_ZONE || PLACE.test(value))) return undefined;
  if (canonical !== value && canonical.toLowerCase() === value.toLowerCase()) return `is written '${canonical}'.`;
  if (FORMER.test(value)) return undefined;
  if (value.includes('/'))
    return `is not written so in the IANA database: mind the capitals, or use '${canonical}', which is the same zone.`;
  const same = PLACE.test(canonical) ? `'${canonical}', which is the same zone` : "'UTC'";
  return `names no place: use ${same}, or another name of the IANA database with a place.`;
};

/** Undefined for what is no name: of offsets, later Nodes make zones and Node 20 does not. */
function canonicalZone(name: string): string | undefined {
  if (/^[+-]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

export const timeZone = text(judgeTimeZone);
