import { ConfigError, validateConfig } from '../../../core/config/validate';

/** What the configuration is refused with, one line for each problem; empty if it is taken. */
export function problemsOf(config: Readonly<Record<string, unknown>>): string {
  try {
    validateConfig(config);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
