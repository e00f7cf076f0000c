/** One mistake in the configuration. */
export interface Problem {
  /** Field, as one would write it: `sources[2].id`. */
  readonly path: string;
  /** What stands there; `undefined` when it is missing. */
  readonly value: unknown;
  /** What is wrong and what to write instead; read after path and value. */
  readonly fix: string;
  /** Of the file, when it is known. */
  readonly line?: number;
}

/** Every mistake of the configuration at once, each with field, value and fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    readonly problems: readonly Problem[],
    file = 'lakeferry.config.ts',
  ) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${file} has ${count}:\n${problems.map((problem) => `  ${describeProblem(problem)}`).join('\n')}`);
  }
}

export const describeProblem = ({ path, value, fix, line }: Problem): string =>
  `${path}: ${value === undefined ? '' : `${showValue(value)} `}${fix}${line === undefined ? '' : ` (line ${line})`}`;

/** The fix for a table in a policy that the list in `field` leaves out. */
export const neverArrives = (field: string): string =>
  `never arrives: ${field} leaves it out. Add it there, or take it out here.`;

const MAX_SHOWN_CHARS = 80;

function showValue(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text;
}

/** `['sources', 2, 'id']` as `sources[2].id`; keys that are no identifiers in brackets and quotes. */
export function fieldPath(parts: readonly PropertyKey[]): string {
  const written = parts.map((part) => {
    if (typeof part === 'number') return `[${part}]`;
    return /^[A-Za-z_$][\w$]*$/.test(String(part)) ? `.${String(part)}` : `['${String(part)}']`;
  });
  return written.join('').replace(/^\./, '') || 'the configuration';
}
