import {
  OUTERMOST_MACHINES,
  outputMachines,
  publishingMachines,
  type Replications,
  streamMachines,
  type TableStreams,
} from '../machines';

/** Parts of a configuration that have machines of their own. */
export interface MachinesOf {
  readonly replications: Replications;
  readonly dynamodb: TableStreams;
}

/** What EventBridge tells of an execution that ended (source `aws.states`). Times are milliseconds since the epoch. */
export interface StatusChange {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly stopDate?: number | null;
  /** JSON text. EventBridge leaves it out when input and output together have more than 248 KiB. */
  readonly input?: string | null;
  readonly output?: string | null;
  readonly redriveCount?: number | null;
  readonly redriveStatus?: string | null;
  readonly redriveStatusReason?: string | null;
  readonly error?: string | null;
  readonly cause?: string | null;
}

const ENDINGS: readonly StatusChange['status'][] = ['FAILED', 'TIMED_OUT', 'ABORTED', 'SUCCEEDED'];

/**
 * Ends of the outermost machines alone: a nested execution and a Map Run's children have events of their own, and one
 * fault would be told three times. Those that succeeded are looked at too, because a success may come with a warning.
 */
export const endingPattern = (machineArn: (name: string) => string, { replications, dynamodb }: MachinesOf) => ({
  source: ['aws.states'],
  'detail-type': ['Step Functions Execution Status Change'],
  detail: {
    stateMachineArn: [
      ...OUTERMOST_MACHINES,
      ...publishingMachines(dynamodb),
      ...streamMachines(dynamodb),
      ...outputMachines(replications),
    ].map(machineArn),
    status: ENDINGS,
  },
});
