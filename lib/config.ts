import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { judgeExampleAccounts } from '../core/config/accounts/example-accounts';
import type { Problem } from '../core/config/problems';
import type { Settings } from '../core/config/types';
import { ConfigError, validateConfig } from '../core/config/validate';
import { fieldLine } from './shared/field-line';

export interface LoadOptions {
  /**
   * Another file than `lakeferry.config.ts`. @default the environment variable LAKEFERRY_CONFIG, else
   * `lakeferry.config.ts` at the top level
   */
  readonly file?: string;
  /** Another Region than the file's. @default the file's */
  readonly region?: string;
}

const DEFAULT_FILE = join(__dirname, '..', 'lakeferry.config.ts');
/** The configuration of `npm run demo` and `npm run local`. */
export const DEMO_CONFIG = join(__dirname, '..', 'lakeferry.demo.config.ts');

/** The file is not there, does not compile, or throws while it is loaded. */
export class ConfigUnreadableError extends Error {
  override readonly name = 'ConfigUnreadableError';
  constructor(file: string, cause: unknown) {
    super(`The configuration ${file} cannot be loaded: ${reasonWithLine(cause, file)}`, { cause });
  }
}

/** The only reader of the configuration file. Throws ConfigError with all mistakes. */
export function loadSettings(options: LoadOptions = {}): Settings {
  const path = pathOf(options);
  const config = readConfig(path);
  const { region } = options;
  try {
    return validateConfig(region === undefined ? config : inRegion(config, region));
  } catch (error) {
    throw error instanceof ConfigError ? inFile(error.problems, path) : error;
  }
}

/** The settings of a deployment to AWS. Throws ConfigError for account numbers that are examples too. */
export function loadDeployableSettings(options: LoadOptions = {}): Settings {
  const settings = loadSettings(options);
  const problems = judgeExampleAccounts(settings);
  if (problems.length > 0) throw inFile(problems, pathOf(options));
  return settings;
}

/** With the file's name, and the line of each field that is written out there. */
function inFile(problems: readonly Problem[], path: string): ConfigError {
  // the name may leave out the ending, as an import does
  const file = require.resolve(path);
  const source = readFileSync(file, 'utf8');
  return new ConfigError(
    problems.map((problem) => ({ ...problem, line: fieldLine(source, problem.path) })),
    basename(file),
  );
}

/** An empty name of a file is a variable that was not set; an empty LAKEFERRY_CONFIG is none. */
function pathOf({ file }: LoadOptions): string {
  if (file === '') throw new ConfigUnreadableError("''", new Error('its name is empty. Is a variable not set?'));
  const named = file ?? process.env.LAKEFERRY_CONFIG ?? '';
  return named === '' ? DEFAULT_FILE : resolve(named);
}

function readConfig(file: string): unknown {
  let module: { readonly default?: unknown };
  try {
    module = require(file) as { readonly default?: unknown };
  } catch (cause) {
    throw new ConfigUnreadableError(file, cause);
  }
  if (module.default !== undefined) return module.default;
  const fix = "is missing: write 'export default defineConfig({ … })'.";
  throw new ConfigError([{ path: 'export default', value: undefined, fix }], basename(file));
}

/**
 * The compiler names file and line in the second line of its message; of what the file throws, only the stack knows the
 * line.
 */
function reasonWithLine(cause: unknown, file: string): string {
  const { message = String(cause), stack = '' } = (cause ?? {}) as Partial<Error>;
  const [first = '', second = ''] = message.split('\n');
  if (first.endsWith(':') && second !== '') return second.replace(`${file}:`, 'line ');
  const at = stack.indexOf(`${file}:`);
  const line = at === -1 ? undefined : /^\d+/.exec(stack.slice(at + file.length + 1))?.[0];
  return line === undefined ? first : `line ${line}: ${first}`;
}

function inRegion(config: unknown, region: string): unknown {
  const environment = (config as { readonly environment?: object } | null)?.environment;
  return { ...(config as object), environment: { ...environment, region } };
}
