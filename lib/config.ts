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
    const [reason] = String((cause as Error).message).split('\n');
    throw new Error(`The configuration ${file} cannot be loaded: ${reason}`, { cause });
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

function inRegion(config: unknown, region: string): unknown {
  const environment = (config as { readonly environment?: object } | null)?.environment;
  return { ...(config as object), environment: { ...environment, region } };
}
