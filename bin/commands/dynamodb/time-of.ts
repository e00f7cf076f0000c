/** Milliseconds since 1970 of an option. Throws for a time without its zone. */
export function timeOf(option: string, text: string): number {
  const time = Date.parse(text);
  if (Number.isFinite(time) && /^\d{4}-\d{2}-\d{2}T.+(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return time;
  throw new Error(`${option}: '${text}' is not a time with its zone: write it as 2026-11-27T00:00:00Z.`);
}
