import { describeProblem } from '../core/config/problems';
import type { Settings } from '../core/config/types';
import { configWarnings } from '../core/config/warnings';

/** Prints what may go wrong with a configuration on standard error, so that JSON on standard output stays whole. */
export function printWarnings(settings: Settings): void {
  for (const warning of configWarnings(settings)) process.stderr.write(`Warning: ${describeProblem(warning)}\n`);
}
