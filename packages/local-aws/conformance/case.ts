import type { Json } from '../engine/json';

/** A recorded case (format asl-conformance/1). Described in the data's own README. */
export interface Case {
  readonly id: string;
  readonly kind: 'execution' | 'test-state' | 'validation-create' | 'validation-validate' | 'validation-start-input';
  readonly definition?: Json;
  readonly definitionText?: string;
  readonly definitionJsonata?: Json;
  readonly definitionIs?: 'state' | 'state-machine';
  readonly applicableToJsonataEngine?: 'yes' | 'translated' | 'no';
  readonly inputText?: string;
  readonly request?: TestStateRequest;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly input: Json;
  readonly run: { stateMachineName: string; executionName: string; roleArn: string; accountId: string; region: string };
  readonly lambdas?: readonly { name: string; arn: string; behaviour: Behaviour }[];
  readonly taskMocks?: readonly TaskMock[];
  readonly s3?: readonly { Bucket: string; Key: string; Body: string }[];
  readonly childStateMachines?: readonly { name: string; arn: string; definition: Json }[];
  readonly bindings?: readonly { value: string; token: string }[];
  readonly wildcards?: { anywhere: readonly string[]; wholeString: readonly string[] };
  readonly ignoreKeys?: readonly string[];
  readonly features?: readonly string[];
  readonly expected: Expected;
}

export interface TestStateRequest {
  readonly stateName?: string;
  readonly inspectionLevel?: string;
  readonly mock?: { result?: Json; errorOutput?: { error?: string; cause?: string } };
  readonly context?: Json;
  readonly variables?: Json;
  readonly stateConfiguration?: {
    errorCausedByState?: string;
    mapIterationFailureCount?: number;
    retrierRetryCount?: number;
  };
}

export interface Expected {
  readonly status?: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly causeIsJson?: true;
  readonly stateSequence?: readonly string[];
  readonly topLevelSequence?: readonly string[];
  readonly sequenceOrder?: 'exact' | 'concurrent';
  readonly states?: readonly {
    name: string;
    type: string;
    input: Json;
    output?: Json;
    assignedVariables?: Json;
    within?: Json;
  }[];
  readonly events?: readonly {
    type: string;
    state?: string;
    error?: string;
    cause?: string;
    location?: string;
    index?: number;
    length?: number;
  }[];
  readonly eventCounts?: Readonly<Record<string, number>>;
  readonly nextState?: string;
  readonly inspectionData?: Json;
  readonly accepted?: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly diagnostics?: Json;
  readonly result?: string;
}

export interface TaskMock {
  readonly state: string;
  readonly request: { readonly resourceType?: string; readonly resource?: string; readonly payload?: Json };
  readonly submitted?: Json;
  readonly outcome:
    | { readonly type: 'success'; readonly output: Json }
    | { readonly type: 'failure'; readonly error?: string; readonly cause?: string }
    | { readonly type: 'timeout' };
}

export type Behaviour =
  | { readonly kind: 'echo' }
  | { readonly kind: 'return'; readonly value: Json }
  | {
      readonly kind: 'raise';
      readonly errorType: string;
      readonly errorMessage: string;
      readonly stackTrace: readonly string[];
    }
  | { readonly kind: 'sleep'; readonly seconds: number; readonly then: Behaviour }
  | { readonly kind: 'returnLargeString'; readonly char: string; readonly bytes: number }
  | { readonly kind: 'opaque' };

/**
 * One difference between what AWS did and what the engine did. Level 1 is the outcome, 2 the way there, 3 words and
 * event counts.
 */
export interface Difference {
  readonly level: 1 | 2 | 3;
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}
