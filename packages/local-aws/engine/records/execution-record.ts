import type { Frame, MapItem } from './frames';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

/** An execution as it is stored. Times are milliseconds since the epoch; input and output are JSON texts. */
export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Key of the definition it runs, whatever becomes of the machine. */
  readonly definition: string;
  /** Children of a Map Run run a processor inside the definition. */
  readonly path: Frame['path'];
  readonly mapRunArn?: string;
  /** Position in its Map Run. */
  readonly mapRunIndex?: number;
  /** Redrive of the Map Run that last started it. */
  mapRunRedrive?: number;
  readonly item?: MapItem;
  readonly startDate: number;
  readonly input: string;
  status: ExecutionStatus;
  stopDate?: number;
  output?: string;
  error?: string;
  cause?: string;
  redriveCount: number;
  redriveDate?: number;
  /** Last redrive tokens: a repeated request is the same redrive. */
  redriveTokens?: { readonly token: string; readonly date: number }[];
  eventCount: number;
}
