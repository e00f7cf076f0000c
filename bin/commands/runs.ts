import { ExecutionStatus, RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { type Names, namesOf } from '../../core/deployed-names';
import { executionLink } from '../../core/runs/console-links';
import { findMachine, findRun } from '../runs/find-run';
import { listRuns } from '../runs/list-runs';
import type { Run } from '../runs/run';
import { describeRun, showRun } from '../runs/show-run';
import { formatTable } from '../table';
import { chooseTarget, print, type TargetOptions, withTarget } from '../target';

/** `runs`, `show`, `redrive`: what the console's Executions page offers, here and against the local runtime. */
export function registerRuns(program: Command): void {
  withTarget(program.command('runs'))
    .description('list executions, newest first')
    .option('--status <status>', 'RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED or PENDING_REDRIVE')
    .option('--machine <name>', 'for example export-snapshot', 'export-snapshot')
    .action(async (options: TargetOptions & { status?: string; machine: string }) => {
      const status = knownStatus(options.status);
      const names = await installationOf(options);
      const sfn = new SFNClient({});
      const runs = await listRuns(sfn, await findMachine(sfn, names, options.machine), status);
      const { machine } = options;
      print(
        runs.map((run) => ({ machine, ...run })),
        options,
        runsTable,
      );
    });

  withTarget(program.command('show'))
    .description('one execution: where it stands, why it failed and what to do, and the states it went through')
    .argument('<execution>', 'execution ARN, or the beginning of its name')
    .action(async (execution: string, options: TargetOptions) => {
      const names = await installationOf(options);
      const sfn = new SFNClient({});
      print(await describeRun(sfn, await findRun(sfn, names, execution)), options, (report) =>
        showRun(report, options),
      );
    });

  withTarget(program.command('redrive'))
    .description('continue a failed execution from where it failed')
    .argument('<execution>', 'execution ARN, or the beginning of its name')
    .action(async (execution: string, options: TargetOptions) => {
      const names = await installationOf(options);
      const sfn = new SFNClient({});
      const executionArn = await findRun(sfn, names, execution);
      const { redriveDate } = await sfn.send(new RedriveExecutionCommand({ executionArn }));
      print(
        { executionArn, redriveDate, console: executionLink(executionArn) },
        options,
        () => `Redriven: ${executionArn}`,
      );
    });
}

/** The machines are those of the configuration's installation. */
const installationOf = async (options: TargetOptions): Promise<Names> =>
  namesOf((await chooseTarget(options)).environment);

/** Throws for a word that Step Functions does not know. */
function knownStatus(status: string | undefined): ExecutionStatus | undefined {
  const known = Object.values(ExecutionStatus);
  if (status === undefined || known.includes(status as ExecutionStatus)) return status as ExecutionStatus | undefined;
  throw new Error(`--status is '${status}'. Use one of ${known.join(', ')}.`);
}

const runsTable = (runs: readonly Run[]): string =>
  formatTable(
    ['execution', 'status', 'started', 'stopped', 'redrives'],
    runs.map((r) => [
      r.name,
      r.status,
      r.startedAt?.toISOString() ?? '',
      r.stoppedAt?.toISOString() ?? '',
      r.redriveCount,
    ]),
  );
