const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError for what is no time zone. Building one costs a hundred times as much as using it. */
export function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  formats.set(timeZone, format);
  return format;
}

/** What clocks in a zone show at a moment, as the moment at which clocks in UTC show the same. Whole seconds. */
export function wallClock(timeZone: string, moment: number): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  return Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second);
}

/**
 * The first moment at which clocks in a zone show this; undefined for a time that is skipped when they are put forward.
 * A day around a change of the clocks has the offset of before at one end, and that of after at the other.
 */
export function firstMoment(timeZone: string, wall: number): number | undefined {
  const offsetAt = (moment: number): number => wallClock(timeZone, moment) - moment;
  const moments = [wall - DAY_MS, wall + DAY_MS].map((near) => wall - offsetAt(near));
  return moments.sort((a, b) => a - b).find((moment) => wallClock(timeZone, moment) === wall);
}
