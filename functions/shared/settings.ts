import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../core/config/types';

/**
 * Parts of the validated configuration, put beside the handler's bundle at synth time: code and settings change
 * together.
 */
export const SETTINGS_FILE = 'settings.json';

export class MissingSettingsError extends Error {
  override readonly name = 'MissingSettingsError';
  constructor(missing: readonly string[]) {
    super(
      `${SETTINGS_FILE} of this function lacks ${missing.join(', ')}. Name what it reads in 'reads' of its construct, then deploy again.`,
    );
  }
}

/**
 * Reads the named parts of the settings of the deployed function. Throws {@link MissingSettingsError} for one that was
 * not bundled.
 */
export function bundledSettings<Part extends keyof Settings>(...parts: readonly Part[]): Pick<Settings, Part> {
  const file = join(process.env.LAMBDA_TASK_ROOT ?? __dirname, SETTINGS_FILE);
  const settings = JSON.parse(readFileSync(file, 'utf8')) as Pick<Settings, Part>;
  const missing = parts.filter((part) => settings[part] === undefined);
  if (missing.length > 0) throw new MissingSettingsError(missing);
  return settings;
}
