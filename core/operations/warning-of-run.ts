/** What an outermost machine says at its end, as far as a warning is concerned. */
interface RunOutput {
  readonly outcome?: unknown;
  readonly skippedTables?: unknown;
  /** RDS's WarningMessage. */
  readonly exportWarning?: unknown;
}

const MAX_WARNING_CHARS = 600;

/** Why operators are told of a run that succeeded. Undefined: nothing expected is missing. */
export function warningOfRun(output: unknown): string | undefined {
  const { outcome, skippedTables, exportWarning } = (output ?? {}) as RunOutput;
  const missing = typeof skippedTables === 'number' ? skippedTables : 0;
  if (outcome !== 'PUBLISHED_INCOMPLETE' && missing === 0) return undefined;
  const what = missing === 0 ? 'Something expected is' : missing === 1 ? 'One table is' : `${missing} tables are`;
  const why = typeof exportWarning === 'string' && exportWarning !== '' ? ` RDS says: ${exportWarning}` : '';
  return `${what} missing from the lake; the rest of the date is published.${why}`.slice(0, MAX_WARNING_CHARS);
}
