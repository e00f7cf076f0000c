import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  paginateGetExecutionHistory,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { listRuns } from './list-runs';
import type { RunDetails } from './run';

/** More than the events between two states, but for those of a Map's iterations. */
const LAST_EVENTS = 20;

/** One execution as it is now. Throws ExecutionDoesNotExist. */
export async function readRun(sfn: SFNClient, executionArn: string): Promise<RunDetails> {
  const [execution, { events = [] }] = await Promise.all([
    sfn.send(new DescribeExecutionCommand({ executionArn })),
    sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: LAST_EVENTS })),
  ]);
  const { name = '', status = '', redriveCount = 0, startDate, stopDate, output, error, cause } = execution;
  const input: unknown = JSON.parse(execution.input ?? '{}');
  return {
    ...{ executionArn, name, status, redriveCount, startedAt: startDate, stoppedAt: stopDate, input, error, cause },
    state: events.find((event) => event.stateEnteredEventDetails)?.stateEnteredEventDetails?.name ?? '',
    snapshotArn: (input as { readonly detail?: { readonly SourceArn?: string } } | null)?.detail?.SourceArn,
    output: output === undefined ? undefined : JSON.parse(output),
  };
}

/** Every execution of one machine with its details, newest first: two calls for each. */
export async function readRuns(sfn: SFNClient, stateMachineArn: string): Promise<RunDetails[]> {
  const runs: RunDetails[] = [];
  for (const { executionArn } of await listRuns(sfn, stateMachineArn)) runs.push(await readRun(sfn, executionArn));
  return runs;
}

export interface EnteredState {
  readonly at?: Date;
  readonly state?: string;
}

/** The states that an execution went through, in order; iterations of an inline Map too. */
export async function statesEntered(sfn: SFNClient, executionArn: string): Promise<EnteredState[]> {
  const states: EnteredState[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client: sfn }, { executionArn })) {
    for (const { timestamp, stateEnteredEventDetails: entered } of events) {
      if (entered !== undefined) states.push({ at: timestamp, state: entered.name });
    }
  }
  return states;
}
