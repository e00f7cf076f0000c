/**
 * The request that an `aws` command sends, for the parts of its syntax that our messages and documents use: quotes of a
 * POSIX shell, `--name value …`, JSON, and `Key=value`. Throws for another command.
 */
export function requestOf(command: string, name: string): Record<string, unknown> {
  const [program, service, operation, ...rest] = words(command);
  if (program !== 'aws' || `${service} ${operation}` !== name) throw new Error(`This is not aws ${name}: ${command}`);
  const request: Record<string, unknown> = {};
  for (let at = 0; at < rest.length; ) {
    const option = rest[at++]!;
    if (!option.startsWith('--')) throw new Error(`${option} belongs to no option in ${command}`);
    const values: string[] = [];
    while (at < rest.length && !rest[at]!.startsWith('--')) values.push(rest[at++]!);
    request[memberOf(option)] = optionValue(option, values);
  }
  return request;
}

/** Options whose value is a list even if it has one item. */
const LISTS = new Set(['--permissions', '--permissions-with-grant-option']);

const memberOf = (option: string): string =>
  option.replace(/^-/, '').replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());

function optionValue(option: string, values: readonly string[]): unknown {
  if (LISTS.has(option)) return values;
  const [value = ''] = values;
  if (/^[[{]/.test(value)) return JSON.parse(value) as unknown;
  const pair = /^(\w+)=(.*)$/.exec(value);
  return pair === null ? value : { [pair[1]!]: pair[2] };
}

/** Splits as a shell does: single quotes keep everything, `\\'` is a quote. */
const words = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\(.)/g, (_all, kept?: string, escaped?: string) => kept ?? escaped ?? ''),
  );
