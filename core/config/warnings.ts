import { placed } from './branch';
import { BRANCHES } from './branches';
import { warnOfStates } from './dynamodb/warn-of-states';
import { warnOfReaders } from './governance/readers';
import { warnOfUnions } from './governance/unions';
import type { Problem } from './problems';
import { warnOfDailyExports } from './snapshots/daily-exports';
import type { Settings } from './types';

/**
 * What may go wrong with a valid configuration, each with field, value and what to check. `cdk synth` and the command
 * line print it; nothing is refused.
 */
export const configWarnings = (settings: Settings): Problem[] => [
  ...BRANCHES.flatMap((branch) => branch.warnings(placed<unknown>(settings[branch.key]), settings.environment)),
  ...warnOfDailyExports(settings),
  ...warnOfUnions(settings),
  ...warnOfReaders(settings),
  ...warnOfStates(settings),
];
