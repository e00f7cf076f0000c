import { firstMoment, wallClock } from './wall-clock';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** The rarest date, a 29 February on one weekday, comes again within forty years. */
const LOOKED_AT_DAYS = 40 * 366;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Says whether a day is meant. */
type Matches = (day: Date) => boolean;

export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly matchesDay: Matches;
}

/** Six fields: minutes hours day-of-month month day-of-week year. Throws a RangeError for what is none. */
export function parseCron(body: string): Cron {
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year, ...rest] = body.trim().split(/\s+/);
  if (year === undefined || rest.length > 0) throw new RangeError('cron takes six fields');
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw new RangeError('one of the two fields of days must be ?');
  const months = new Set(valuesOf(month!, 1, 12, MONTHS));
  const years = new Set(valuesOf(year, 1970, 2199));
  const isDay = dayOfMonth === '?' ? weekdays(dayOfWeek!) : daysOfMonth(dayOfMonth!);
  return {
    minutes: valuesOf(minutes!, 0, 59),
    hours: valuesOf(hours!, 0, 23),
    matchesDay: (day) => years.has(day.getUTCFullYear()) && months.has(day.getUTCMonth() + 1) && isDay(day),
  };
}

/** Sorted, each once. `*`, lists, ranges, steps and words. */
function valuesOf(field: string, min: number, max: number, words: readonly string[] = []): number[] {
  const numberOf = (text: string): number => {
    const word = words.indexOf(text.toUpperCase());
    const value = word >= 0 ? word + min : Number(text);
    if (text === '' || !Number.isInteger(value) || value < min || value > max) throw new RangeError(`'${text}'`);
    return value;
  };
  const values = field.split(',').flatMap((part) => {
    const [range = '', step] = part.split('/');
    const by = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(by) || by < 1) throw new RangeError(`'${part}'`);
    const [from, to] = range === '*' ? [min, max] : bounds(range.split('-').map(numberOf), step === undefined, max);
    return Array.from({ length: Math.max(Math.floor((to - from) / by) + 1, 0) }, (_, i) => from + i * by);
  });
  if (values.length === 0) throw new RangeError(`'${field}'`);
  return [...new Set(values)].sort((a, b) => a - b);
}

/** `5` is one value, `5/10` every tenth from there on. */
function bounds([from, to, ...rest]: readonly number[], isWhole: boolean, max: number): readonly [number, number] {
  if (from === undefined || rest.length > 0) throw new RangeError('range');
  return [from, to ?? (isWhole ? from : max)];
}

const lastOfMonth = (day: Date): number =>
  new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();

function daysOfMonth(field: string): Matches {
  const parts = field.split(',').map((part): Matches => {
    if (part === 'L') return (day) => day.getUTCDate() === lastOfMonth(day);
    if (part === 'LW') return (day) => day.getUTCDate() === nearestWorkday(day, lastOfMonth(day));
    const workday = /^(\d{1,2})W$/.exec(part)?.[1];
    if (workday !== undefined) return (day) => day.getUTCDate() === nearestWorkday(day, Number(workday));
    const values = new Set(valuesOf(part, 1, 31));
    return (day) => values.has(day.getUTCDate());
  });
  return (day) => parts.some((matches) => matches(day));
}

/** The workday nearest to a date, in the same month. */
function nearestWorkday(day: Date, date: number): number {
  const last = lastOfMonth(day);
  const wanted = Math.min(date, last);
  const weekday = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), wanted)).getUTCDay();
  if (weekday === 6) return wanted > 1 ? wanted - 1 : wanted + 2;
  if (weekday === 0) return wanted < last ? wanted + 1 : wanted - 2;
  return wanted;
}

function weekdays(field: string): Matches {
  const parts = field.split(',').map((part): Matches => {
    if (part === 'L') return (day) => day.getUTCDay() === 6;
    const [, last] = /^(\w{1,3})L$/.exec(part) ?? [];
    if (last !== undefined) {
      const [weekday] = valuesOf(last, 1, 7, WEEKDAYS);
      return (day) => day.getUTCDay() + 1 === weekday && day.getUTCDate() > lastOfMonth(day) - 7;
    }
    const [, nth, which] = /^(\w{1,3})#([1-5])$/.exec(part) ?? [];
    if (nth !== undefined) {
      const [weekday] = valuesOf(nth, 1, 7, WEEKDAYS);
      return (day) => day.getUTCDay() + 1 === weekday && Math.ceil(day.getUTCDate() / 7) === Number(which);
    }
    const values = new Set(valuesOf(part, 1, 7, WEEKDAYS));
    return (day) => values.has(day.getUTCDay() + 1);
  });
  return (day) => parts.some((matches) => matches(day));
}

/**
 * The first moment after another; undefined when none comes. A time that clocks skip is left out, and one that they
 * show twice counts once: EventBridge Scheduler User Guide, "Schedule types", daylight saving time.
 */
export function nextCron({ minutes, hours, matchesDay }: Cron, timeZone: string, after: number): number | undefined {
  // two hours before: clocks may have been set back since
  const from = wallClock(timeZone, after) - 120 * MINUTE_MS;
  const firstDay = Math.floor(from / DAY_MS) * DAY_MS;
  for (let i = 0; i < LOOKED_AT_DAYS; i++) {
    const day = firstDay + i * DAY_MS;
    if (!matchesDay(new Date(day))) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        const wall = day + (hour * 60 + minute) * MINUTE_MS;
        const moment = wall < from ? undefined : firstMoment(timeZone, wall);
        if (moment !== undefined && moment > after) return moment;
      }
    }
  }
  return undefined;
}
