import type { Json } from './json';

/** A state machine, a Parallel's branch, or a Map's processor. */
export interface Scope {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Definition extends Scope {
  readonly Comment?: string;
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
}

export interface Processor extends Scope {
  readonly ProcessorConfig?: {
    readonly Mode?: 'INLINE' | 'DISTRIBUTED';
    readonly ExecutionType?: 'STANDARD' | 'EXPRESS';
  };
}

interface Common {
  readonly Comment?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Output?: Json;
  readonly Assign?: Json;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output?: Json;
  readonly Assign?: Json;
}

interface Guarded extends Common {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface PassState extends Common {
  readonly Type: 'Pass';
}
export interface SucceedState extends Common {
  readonly Type: 'Succeed';
}
export interface FailState {
  readonly Type: 'Fail';
  readonly Comment?: string;
  readonly Error?: string;
  readonly Cause?: string;
}
export interface ChoiceState {
  readonly Type: 'Choice';
  readonly Comment?: string;
  readonly Choices: readonly {
    readonly Condition: Json;
    readonly Next: string;
    readonly Output?: Json;
    readonly Assign?: Json;
  }[];
  readonly Default?: string;
  readonly Output?: Json;
  readonly Assign?: Json;
}
export interface WaitState extends Common {
  readonly Type: 'Wait';
  readonly Seconds?: number | string;
  readonly Timestamp?: string;
}
export interface TaskState extends Guarded {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Json;
  readonly TimeoutSeconds?: number | string;
  readonly HeartbeatSeconds?: number | string;
  readonly Credentials?: { readonly RoleArn: string };
}
export interface ParallelState extends Guarded {
  readonly Type: 'Parallel';
  readonly Branches: readonly Scope[];
  readonly Arguments?: Json;
}
export interface MapState extends Guarded {
  readonly Type: 'Map';
  readonly ItemProcessor: Processor;
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: {
    readonly MaxItemsPerBatch?: number | string;
    readonly MaxInputBytesPerBatch?: number | string;
    readonly BatchInput?: Json;
  };
  readonly ResultWriter?: {
    readonly Resource?: string;
    readonly Arguments?: Json;
    readonly WriterConfig?: {
      readonly Transformation?: 'NONE' | 'COMPACT' | 'FLATTEN';
      readonly OutputType?: 'JSON' | 'JSONL';
    };
  };
  readonly MaxConcurrency?: number | string;
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly Label?: string;
}
export interface ItemReader {
  readonly Resource: string;
  readonly Arguments?: Json;
  readonly ReaderConfig?: {
    readonly InputType?: 'CSV' | 'JSON' | 'JSONL' | 'PARQUET' | 'MANIFEST';
    readonly Transformation?: 'NONE' | 'LOAD_AND_FLATTEN';
    readonly ManifestType?: 'ATHENA_DATA' | 'S3_INVENTORY';
    readonly ItemsPointer?: string;
    readonly CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN';
    readonly CSVHeaders?: readonly string[];
    readonly CSVDelimiter?: 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB';
    readonly MaxItems?: number | string;
  };
}

export type State =
  | PassState
  | SucceedState
  | FailState
  | ChoiceState
  | WaitState
  | TaskState
  | ParallelState
  | MapState;
export type StateType = State['Type'];

export const isDistributed = (state: MapState): boolean => state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';

/** One step from a scope into a scope inside it. */
export type ScopeStep = readonly [state: string] | readonly [state: string, branch: number];

/** The scope at the end of a path of steps. */
export function scopeAt(root: Scope, path: readonly ScopeStep[]): Scope {
  return path.reduce((scope, [name, branch]) => {
    const state = scope.States[name];
    if (state?.Type === 'Parallel') return state.Branches[branch ?? 0]!;
    if (state?.Type === 'Map') return state.ItemProcessor;
    throw new Error(`State '${name}' has no scope inside it.`);
  }, root);
}
