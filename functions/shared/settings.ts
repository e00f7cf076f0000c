import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../core/config/types';

/** The validated configuration, put beside the handler's bundle at synth time: code and settings change together. */
export const SETTINGS_FILE = 'settings.json';

/** Reads the settings of the deployed function. */
export function bundledSettings(directory: string = process.env.LAMBDA_TASK_ROOT ?? __dirname): Settings {
  return JSON.parse(readFileSync(join(directory, SETTINGS_FILE), 'utf8')) as Settings;
}
