/** As the properties of a table name them. */
export const UNITS = ['YEARS', 'MONTHS', 'WEEKS', 'DAYS', 'HOURS', 'MINUTES', 'SECONDS'] as const;
export type Unit = (typeof UNITS)[number];

/** Undefined for what is no unit; `DAY` is one. */
export const unitOf = (name: string): Unit | undefined =>
  UNITS.find((unit) => unit === name.toUpperCase() || unit === `${name.toUpperCase()}S`);

const MS: Readonly<Record<Exclude<Unit, 'YEARS' | 'MONTHS'>, number>> = {
  WEEKS: 7 * 86_400_000,
  DAYS: 86_400_000,
  HOURS: 3_600_000,
  MINUTES: 60_000,
  SECONDS: 1000,
};

/** The time that many units later. A month later than its 31st is the last day of the next month. */
export function addUnits(time: number, count: number, unit: Unit): number {
  if (unit !== 'YEARS' && unit !== 'MONTHS') return time + count * MS[unit];
  const date = new Date(time);
  const day = date.getUTCDate();
  const moved = new Date(time);
  moved.setUTCDate(1);
  moved.setUTCMonth(date.getUTCMonth() + count * (unit === 'YEARS' ? 12 : 1));
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(day, lastDay));
  return moved.getTime();
}

/** A rough count of whole steps from one time to a later one; at most one off. */
export function stepsBetween(from: number, to: number, step: number, unit: Unit): number {
  if (unit !== 'YEARS' && unit !== 'MONTHS') return Math.floor((to - from) / (step * MS[unit]));
  const [a, b] = [new Date(from), new Date(to)];
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  return Math.floor(months / (step * (unit === 'YEARS' ? 12 : 1)));
}

const NOW = /^\s*NOW\s*(?:([+-])\s*(\d+)\s*([A-Z]+)\s*)?$/i;

/** `NOW`, `NOW-3DAYS`, `NOW+1MONTH`; undefined for anything else. */
export function relativeTime(text: string, now: number): number | undefined {
  const [found, sign, count, name = ''] = NOW.exec(text) ?? [];
  if (found === undefined) return undefined;
  if (count === undefined) return now;
  const unit = unitOf(name);
  return unit && addUnits(now, Number(count) * (sign === '-' ? -1 : 1), unit);
}
