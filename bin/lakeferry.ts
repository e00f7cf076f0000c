import { Command } from 'commander';
import { registerDemo } from './commands/demo';
import { registerGovernance } from './commands/governance';
import { registerLocal } from './commands/local';
import { registerRuns } from './commands/runs';
import { describeError } from './describe-error';

const program = new Command('lakeferry')
  .description('Moves operational data into a governed AWS data lake.')
  .showHelpAfterError();

registerDemo(program);
registerLocal(program);
registerRuns(program);
registerGovernance(program);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});
