import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { MachineName } from '../../local/deploy';

/** One execution of a machine, as the demo watches it. */
export interface Run {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  readonly redriveCount: number;
  /** ARN of the snapshot in the event; only of `export-snapshot`. */
  readonly snapshotArn?: string;
  /** The state entered last. */
  readonly state: string;
  /** Of a run that succeeded. */
  readonly output?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly cause?: string;
}

/** Every execution of one machine, as it is now. */
export async function listRuns(sfn: SFNClient, stateMachineArn: string): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const page of paginateListExecutions({ client: sfn }, { stateMachineArn })) {
    for (const { executionArn = '' } of page.executions ?? []) runs.push(await describeRun(sfn, executionArn));
  }
  return runs;
}

async function describeRun(sfn: SFNClient, executionArn: string): Promise<Run> {
  const [execution, { events = [] }] = await Promise.all([
    sfn.send(new DescribeExecutionCommand({ executionArn })),
    sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 20 })),
  ]);
  const input = JSON.parse(execution.input ?? '{}') as { detail?: { SourceArn?: string } };
  return {
    executionArn,
    name: execution.name ?? '',
    status: execution.status ?? '',
    redriveCount: execution.redriveCount ?? 0,
    snapshotArn: input.detail?.SourceArn,
    state: events.find((e) => e.stateEnteredEventDetails)?.stateEnteredEventDetails?.name ?? '',
    output: execution.output === undefined ? undefined : JSON.parse(execution.output),
    error: execution.error,
    cause: execution.cause,
  };
}

/** What an operator would call the state the run is in. */
export function phaseOf({ status, state }: Run): string {
  if (status === 'SUCCEEDED') return 'published';
  if (status !== 'RUNNING') return status.toLowerCase();
  return PHASES[state] ?? state;
}

const PHASES: Readonly<Record<string, string>> = {
  StartExport: 'waiting for a slot',
  HasSlot: 'waiting for a slot',
  WaitForSlot: 'waiting for a slot',
  WaitForExport: 'exporting',
  DescribeExport: 'exporting',
  JudgeExport: 'exporting',
  RecordExported: 'exported',
  PublishExport: 'copying, crawling, governing',
  RecordPublished: 'published',
};

export type RunsByMachine = Readonly<Record<MachineName, readonly Run[]>>;
