const DAY_MS = 86_400_000;

/**
 * A UTC date that is over. The machine fails for any other, which rings an alarm. Throws for anything else.
 */
export function throughDate(text: string, now: number): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(time).toISOString().startsWith(text);
  if (!isDate) throw new Error(`--through: '${text}' is not a date: write it as 2026-11-27.`);
  if (time + DAY_MS > now) {
    const today = new Date(now).toISOString().slice(0, 10);
    const yesterday = new Date(now - DAY_MS).toISOString().slice(0, 10);
    throw new Error(
      `--through: '${text}' is not over in UTC, where it is ${today}. The last finished date is ${yesterday}.`,
    );
  }
  return text;
}
