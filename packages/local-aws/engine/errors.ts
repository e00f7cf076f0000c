/** What makes a state fail: the Error and Cause that Retry, Catch and the execution's end see. */
export class StateError extends Error {
  override readonly name: string = 'StateError';
  constructor(
    readonly error: string | undefined,
    readonly reason: string | undefined,
  ) {
    super(`${error ?? ''}: ${reason ?? ''}`);
  }
}

/**
 * A Task's clock ran out. A silent heartbeat is reported as `States.Timeout` too; Retry and Catch know it by its own
 * name as well.
 */
export class TimeoutError extends StateError {
  override readonly name = 'TimeoutError';
  constructor(readonly heartbeat: boolean) {
    super('States.Timeout', undefined);
  }
}

/** An expression failed; `location` is the field of the state it stands in. */
export class QueryEvaluationError extends StateError {
  override readonly name = 'QueryEvaluationError';
  constructor(
    cause: string,
    readonly location?: string,
  ) {
    super('States.QueryEvaluationError', cause);
  }
}

/** How an integration says that a call failed: error name and cause exactly as Step Functions would report them. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  constructor(
    readonly error: string | undefined,
    readonly reason: string | undefined,
  ) {
    super(`${error ?? ''}: ${reason ?? ''}`);
  }
}

/** A function threw: what Lambda answers with X-Amz-Function-Error. */
export class FunctionFailure extends Error {
  override readonly name = 'FunctionFailure';
  constructor(
    readonly payload: {
      readonly errorMessage?: string;
      readonly errorType?: string;
      readonly requestId?: string;
      readonly stackTrace?: readonly string[];
    },
  ) {
    super(payload.errorMessage);
  }
}

/** Unwinds the work of a frame that was aborted; never leaves the engine. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export const dataLimitExceeded = (what: string): StateError =>
  new StateError(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );

/** A failure of the machine itself, which no Catch takes. */
export class RuntimeStateError extends StateError {
  constructor(cause: string) {
    super('States.Runtime', cause);
  }
}
