const MICROS_PER_DAY = 86_400_000_000;
/** Dates are compared as text, so a year has four digits. */
const LAST_DAY = Date.UTC(9999, 11, 31) / 86_400_000;

const known = new Map<number, string>();
/** A batch has rows of a few days. */
const MOST_KNOWN = 10_000;

/** UTC date of a row's version, in microseconds. `undefined` where its year has more than four digits. */
export function eventDateOf(micros: number): string | undefined {
  const day = Math.floor(micros / MICROS_PER_DAY);
  if (day > LAST_DAY) return undefined;
  const date = known.get(day);
  if (date !== undefined) return date;
  if (known.size >= MOST_KNOWN) known.clear();
  const made = new Date(day * 86_400_000).toISOString().slice(0, 10);
  known.set(day, made);
  return made;
}
