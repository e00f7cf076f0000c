import type { Clock } from '../clock';
import type { Faults } from '../faults';
import type { EmitEvent } from '../service';
import type { Store } from '../store';
import type { Json } from './json';

/** Lets virtual time pass while a call waits for something that takes time itself. */
export interface CallControl {
  idle<T>(work: Promise<T>): Promise<T>;
}

/** An API call of a Task, under Step Functions' names: `dynamodb`, `putItem`, PascalCase arguments. */
export interface SdkCall {
  readonly service: string;
  readonly action: string;
  readonly arguments: Json;
  /** `arn:…:states:::dynamodb:putItem` instead of `arn:…:states:::aws-sdk:dynamodb:putItem`: other error names. */
  readonly optimized: boolean;
  /** The machine's role, or that of the Task's Credentials field. */
  readonly roleArn: string;
}

/** Resolves with the result in Step Functions' casing; rejects with `TaskFailure`. */
export type SdkCaller = (call: SdkCall, control: CallControl) => Promise<Json>;

/**
 * Resolves with what the function returned; rejects with `FunctionFailure` (it threw) or `TaskFailure` (it could not be
 * invoked).
 */
export type InvokeFunction = (arn: string, payload: Json, control: CallControl) => Promise<unknown>;

/** Why the role may not, in AWS's words; undefined when it may. */
export type Refusal = (roleArn: string, action: string, resource: string) => string | undefined;

/** A Task's call as it is about to be made. */
export interface InterceptedCall {
  readonly state: string;
  readonly resource: string;
  readonly payload: Json;
  /** Within a child of a Map Run. */
  readonly child: boolean;
}

/** Answers a call in place of the service; undefined lets it through. `submitted` is what TaskSubmitted shows. */
export type Intercept = (
  call: InterceptedCall,
  control: CallControl,
) => { readonly submitted?: Json; readonly outcome: Promise<Json> } | undefined;

export interface EngineDependencies {
  readonly clock: Clock;
  readonly store: Store;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly emit: EmitEvent;
  readonly invokeFunction: InvokeFunction;
  readonly sdk: SdkCaller;
  /** Why a role may not do what Step Functions does in process as it. @default it may do everything */
  readonly refusal?: Refusal;
  /** Strike at `states:StartExecution` of a nested execution; other calls meet them where they arrive. @default none */
  readonly faults?: Pick<Faults, 'strikes'>;
  /** Mocks Tasks; for tests and recorded cases. */
  readonly intercept?: Intercept;
  /** @default Math.random */
  readonly random?: () => number;
  /** @default randomUUID */
  readonly ids?: () => string;
  /** Off only to measure the engine beyond 25,000 events. @default true */
  readonly historyLimit?: boolean;
}

export interface StartRequest {
  readonly stateMachineArn: string;
  readonly name?: string;
  /** JSON text. @default '{}' */
  readonly input?: string;
}
