import { join, resolve } from 'node:path';
import type { Settings } from '../core/config/types';
import { ConfigError, validateConfig } from '../core/config/validate';

export interface LoadOptions {
  /** Another file than `lakeferry.config.ts`. @default the environment variable LAKEFERRY_CONFIG, else `lakeferry.config.ts` at the top level */
  readonly file?: string;
  /** Another Region than the file's. @default the file's */
  readonly region?: string;
}

const DEFAULT_FILE = join(__dirname, '..', 'lakeferry.config.ts');

/** The only reader of the configuration file. Throws ConfigError with all mistakes. */
export function loadSettings({ file = process.env.LAKEFERRY_CONFIG, region }: LoadOptions = {}): Settings {
  const config = readConfig(file === undefined || file === '' ? DEFAULT_FILE : resolve(file));
  return validateConfig(region === undefined ? config : inRegion(config, region));
}

function readConfig(file: string): unknown {
  let module: { readonly default?: unknown };
  try {
    module = require(file) as { readonly default?: unknown };
  } catch (cause) {
    throw new Error(`The configuration ${file} cannot be loaded: ${reasonWithLine(cause, file)}`, { cause });
  }
  if (module.default !== undefined) return module.default;
  throw new ConfigError([
    {
      path: 'export default',
      value: undefined,
      fix: `is missing in ${file}: write 'export default defineConfig({ … })'.`,
    },
  ]);
}

/** The compiler names file and line in the second line of its message; of what the file throws, only the stack knows the line. */
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
