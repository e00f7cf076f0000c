/** What an outermost machine says at its end, as far as a warning is concerned. */
interface RunOutput {
  readonly outcome?: unknown;
  readonly skippedTables?: unknown;
  readonly lacking?: { readonly count?: unknown; readonly names?: unknown };
  /** RDS's WarningMessage. */
  readonly exportWarning?: unknown;
}

const MAX_WARNING_CHARS = 600;
/** Names in one notice; the completeness report has all. */
const MAX_NAMES = 5;

/** Why operators are told of a run that succeeded. Undefined: nothing expected is missing. */
export function warningOfRun(output: unknown): string | undefined {
  const { outcome, skippedTables, lacking, exportWarning } = (output ?? {}) as RunOutput;
  const skipped = typeof skippedTables === 'number' ? skippedTables : 0;
  const missing = typeof lacking?.count === 'number' ? lacking.count : skipped;
  if (outcome !== 'PUBLISHED_INCOMPLETE' && missing === 0) return undefined;
  const why = typeof exportWarning === 'string' && exportWarning !== '' ? ` RDS says: ${exportWarning}` : '';
  return `${whatIsMissing(missing, namesOf(lacking))} The rest of the date is published.${why}`.slice(
    0,
    MAX_WARNING_CHARS,
  );
}

function whatIsMissing(count: number, names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES);
  const more = count > shown.length ? ` and ${count - shown.length} more` : '';
  const list = shown.length === 0 ? '' : `: ${shown.join('; ')}${more}`;
  if (count === 0) return `Something expected is missing from the lake${list}.`;
  return count === 1
    ? `One expected table or database is missing from the lake${list}.`
    : `${count} expected tables or databases are missing from the lake${list}.`;
}

const namesOf = (lacking: RunOutput['lacking']): string[] =>
  Array.isArray(lacking?.names) ? lacking.names.filter((name): name is string => typeof name === 'string') : [];
