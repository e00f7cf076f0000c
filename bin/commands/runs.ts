import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListStateMachines,
  RedriveExecutionCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { deployedName } from '../../core/names';
import { formatTable } from '../table';
import { chooseTarget, print, type TargetOptions, withTarget } from '../target';

interface RunSummary {
  readonly machine: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  readonly redriveCount: number;
  readonly executionArn: string;
}

/** `runs`, `show`, `redrive`: what the console's Executions page offers, here and against the local runtime. */
export function registerRuns(program: Command): void {
  withTarget(program.command('runs'))
    .description('list executions, newest first')
    .option('--status <status>', 'RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED')
    .option('--machine <name>', 'for example export-snapshot', 'export-snapshot')
    .action(async (options: TargetOptions & { status?: string; machine: string }) => {
      chooseTarget(options);
      const runs = await listRuns(new SFNClient({}), options.machine);
      print(
        runs.filter((run) => options.status === undefined || run.status === options.status),
        options,
        runsTable,
      );
    });

  withTarget(program.command('show'))
    .description('one execution: input, output or cause, and the states it went through')
    .argument('<execution>', 'execution ARN, or the beginning of its name')
    .action(async (execution: string, options: TargetOptions) => {
      chooseTarget(options);
      print(await describeRun(new SFNClient({}), execution), options, (run) => JSON.stringify(run, null, 2));
    });

  withTarget(program.command('redrive'))
    .description('continue a failed execution from where it failed')
    .argument('<execution>', 'execution ARN, or the beginning of its name')
    .action(async (execution: string, options: TargetOptions) => {
      chooseTarget(options);
      const sfn = new SFNClient({});
      const executionArn = await resolveArn(sfn, execution);
      const { redriveDate } = await sfn.send(new RedriveExecutionCommand({ executionArn }));
      print({ executionArn, redriveDate }, options, () => `Redriven: ${executionArn}`);
    });
}

/** All executions of one lakeferry machine, newest first. */
async function listRuns(sfn: SFNClient, machine: string): Promise<RunSummary[]> {
  const stateMachineArn = await machineArn(sfn, machine);
  const runs: RunSummary[] = [];
  for await (const page of paginateListExecutions({ client: sfn }, { stateMachineArn })) {
    runs.push(...(page.executions ?? []).map((e) => summarize(machine, e)));
  }
  return runs.sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? ''));
}

const summarize = (machine: string, e: ExecutionListItem): RunSummary => ({
  machine,
  name: e.name ?? '',
  status: e.status ?? '',
  startedAt: e.startDate?.toISOString(),
  stoppedAt: e.stopDate?.toISOString(),
  redriveCount: e.redriveCount ?? 0,
  executionArn: e.executionArn ?? '',
});

const runsTable = (runs: readonly RunSummary[]): string =>
  formatTable(
    ['execution', 'status', 'started', 'stopped', 'redrives'],
    runs.map((r) => [r.name, r.status, r.startedAt ?? '', r.stoppedAt ?? '', r.redriveCount]),
  );

async function machineArn(sfn: SFNClient, machine: string): Promise<string> {
  const wanted = deployedName(machine);
  const seen: string[] = [];
  for await (const page of paginateListStateMachines({ client: sfn }, {})) {
    for (const { name = '', stateMachineArn = '' } of page.stateMachines ?? []) {
      if (name === wanted) return stateMachineArn;
      seen.push(name);
    }
  }
  throw new Error(
    `There is no state machine '${wanted}' here. Found: ${seen.join(', ') || 'none'}. Is lakeferry deployed in this Region?`,
  );
}

/** An ARN stays; a name, or its beginning, is looked for among the executions of every lakeferry machine. */
async function resolveArn(sfn: SFNClient, execution: string): Promise<string> {
  if (execution.startsWith('arn:')) return execution;
  for (const machine of ['export-snapshot', 'publish-export', 'catalog-tables']) {
    const found = (await listRuns(sfn, machine)).find((run) => run.name.startsWith(execution));
    if (found !== undefined) return found.executionArn;
  }
  throw new Error(`No execution's name begins with '${execution}'. List them with 'lakeferry runs'.`);
}

/** The execution with the states it entered, in order, and its way out. */
async function describeRun(sfn: SFNClient, execution: string): Promise<Record<string, unknown>> {
  const executionArn = await resolveArn(sfn, execution);
  const run = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return {
    executionArn,
    status: run.status,
    redriveCount: run.redriveCount,
    startedAt: run.startDate,
    stoppedAt: run.stopDate,
    input: parsed(run.input),
    output: parsed(run.output),
    error: run.error,
    cause: parsed(run.cause),
    states: await statesEntered(sfn, executionArn),
  };
}

async function statesEntered(sfn: SFNClient, executionArn: string): Promise<{ at?: Date; state?: string }[]> {
  const states: { at?: Date; state?: string }[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client: sfn }, { executionArn })) {
    for (const { timestamp, stateEnteredEventDetails: entered } of events) {
      if (entered !== undefined) states.push({ at: timestamp, state: entered.name });
    }
  }
  return states;
}

/** JSON as a value; other text as it is. Causes of nested executions are JSON within JSON. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    const record = value as Record<string, unknown>;
    return typeof record.Cause === 'string' ? { ...record, Cause: parsed(record.Cause) } : record;
  } catch {
    return text;
  }
}
