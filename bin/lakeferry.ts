import { Command } from 'commander';
import { describeError } from './describe-error';
import { registerCommands } from './program';

registerCommands(new Command('lakeferry'))
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = 1;
  });
