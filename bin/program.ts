import type { Command } from 'commander';
import { registerDemo } from './commands/demo';
import { registerDynamoDb } from './commands/dynamodb';
import { registerGovernance } from './commands/governance';
import { registerLocal } from './commands/local';
import { registerProbe } from './commands/probe';
import { registerReplication } from './commands/replication';
import { registerRuns } from './commands/runs';

/** Adds every command of `lakeferry`. */
export function registerCommands(program: Command): Command {
  program.description('Moves operational data into a governed AWS data lake.').showHelpAfterError();
  registerDemo(program);
  registerLocal(program);
  registerRuns(program);
  registerGovernance(program);
  registerReplication(program);
  registerDynamoDb(program);
  registerProbe(program);
  return program;
}
