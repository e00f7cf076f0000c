const formats = new Map<string, Intl.DateTimeFormat>();

/** Building one costs a hundred times as much as using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  });
  formats.set(timeZone, format);
  return format;
}

/**
 * `YYYY-MM-DD`: the day that it is in a time zone (an IANA name) at a moment, given as ISO-8601 or as milliseconds
 * since the epoch. The value of a partition. Daylight saving makes days of 23 and 25 hours, so no day is computed from
 * another.
 */
export function localDate(moment: string | number, timeZone: string): string {
  const parts = formatOf(timeZone).formatToParts(new Date(moment));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}
