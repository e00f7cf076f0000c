import { ExecutionStatus, RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { type Names, namesOf } from '../../core/deployed-names';
import { executionLink } from '../../core/runs/console-links';
import { findMachine, findRun } from '../runs/find-run';
import { listRuns } from '../runs/list-runs';
import { describeRun, showRun } from '../runs/show-run';
import { type RunSummary, summarizeRun } from '../runs/summarize-run';
import { formatTable } from '../table';
import { chooseTarget, print, type TargetOptions, withTarget } from '../target';

/** `runs`, `show`, `redrive`: what the console's Executions page offers, here and against the local runtime. */
export function registerRuns(program: Command): void {
  withTarget(program.command('runs'))
    .description('list executions, newest first: of which source and date, how they ended and why')
    .option('--status <status>', 'RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED or PENDING_REDRIVE')
    .option('--machine <name>', 'for example export-snapshot', 'export-snapshot')
    .option('--limit <n>', 'how many at most', '20')
    .action(async (options: RunsOptions) => {
      const status = knownStatus(options.status);
      const limit = wholeNumber('--limit', options.limit);
      const { environment, timeZone } = await chooseTarget(options);
      const sfn = new SFNClient({});
      const { machine } = options;
      const all = await listRuns(sfn, await findMachine(sfn, namesOf(environment), machine), status);
      const runs: RunSummary[] = [];
      for (const run of all.slice(0, limit)) runs.push(await summarizeRun(sfn, run, timeZone));
      print(
        runs.map((run) => ({ machine, ...run })),
        options,
        () => (runs.length === 0 ? noRuns(machine, status) : runsTable(runs)),
      );
      if (all.length > limit)
        process.stderr.write(`${all.length - limit} older executions are left out. --limit ${all.length} shows all.\n`);
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

interface RunsOptions extends TargetOptions {
  readonly status?: string;
  readonly machine: string;
  readonly limit: string;
}

/** In capitals or not. Throws for a word that Step Functions does not know. */
function knownStatus(status: string | undefined): ExecutionStatus | undefined {
  const known = Object.values(ExecutionStatus);
  const found = known.find((each) => each === status?.toUpperCase());
  if (status === undefined || found !== undefined) return found;
  throw new Error(`--status is '${status}'. Use one of ${known.join(', ')}.`);
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${option} is '${text}'. Use a whole number above 0.`);
}

const noRuns = (machine: string, status = ''): string =>
  `${machine} has no ${status === '' ? '' : `${status} `}executions. Another machine's are listed with --machine <name>.`;

const runsTable = (runs: readonly RunSummary[]): string =>
  formatTable(
    ['execution', 'source', 'date', 'status', 'outcome', 'started', 'stopped', 'redrives', 'cause'],
    runs.map((r) => [
      r.name,
      r.source ?? '',
      r.date ?? '',
      r.status,
      r.outcome ?? '',
      r.startedAt?.toISOString() ?? '',
      r.stoppedAt?.toISOString() ?? '',
      r.redriveCount,
      oneLine(r.cause ?? ''),
    ]),
  );

/** In a table; `show` has all of it. */
const MAX_CAUSE_CHARS = 160;

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > MAX_CAUSE_CHARS ? `${line.slice(0, MAX_CAUSE_CHARS - 1)}…` : line;
}
