import type { TaskResource } from '../integrations/resource';
import type { Json } from '../json';
import type { EventDetails } from '../records/history';
import type { StateRun } from '../run/run';

/** A Task's history: `LambdaFunction…` for a function's ARN, `Task…` for integrations. */

interface Limits {
  readonly timeout?: number;
  readonly heartbeatSeconds?: number;
  readonly roleArn?: string;
}

export function scheduled(run: StateRun, resource: TaskResource, args: Json, limits: Limits): void {
  const { timeout, heartbeatSeconds, roleArn } = limits;
  const taskCredentials = roleArn === undefined ? undefined : { roleArn };
  if (resource.kind === 'function') {
    const details = { input: run.text(args), resource: resource.resource, taskCredentials, timeoutInSeconds: timeout };
    run.append('LambdaFunctionScheduled', details);
    run.append('LambdaFunctionStarted');
    return;
  }
  run.append('TaskScheduled', {
    resourceType: resource.type,
    resource: resource.resource,
    region: run.runtime.place.region,
    parameters: run.text(args),
    timeoutInSeconds: timeout,
    heartbeatInSeconds: heartbeatSeconds,
    taskCredentials,
  });
  run.append('TaskStarted', headOf(resource));
}

/** A function's ARN has no such event. */
export function submitted(run: StateRun, resource: TaskResource, output: Json): void {
  if (resource.kind === 'function') return;
  run.append('TaskSubmitted', { ...headOf(resource), output: run.text(output) });
}

export function succeeded(run: StateRun, resource: TaskResource, output: Json): void {
  append(run, resource, 'Succeeded', { output: run.text(output) });
}

export function failed(run: StateRun, resource: TaskResource, error?: string, cause?: string): void {
  append(run, resource, 'Failed', { error, cause });
}

export function timedOut(run: StateRun, resource: TaskResource, error: string): void {
  append(run, resource, 'TimedOut', { error });
}

type Outcome = 'Succeeded' | 'Failed' | 'TimedOut';

const FUNCTION_EVENTS: Readonly<Record<Outcome, string>> = {
  Succeeded: 'LambdaFunctionSucceeded',
  Failed: 'LambdaFunctionFailed',
  TimedOut: 'LambdaFunctionTimedOut',
};
const TASK_EVENTS: Readonly<Record<Outcome, string>> = {
  Succeeded: 'TaskSucceeded',
  Failed: 'TaskFailed',
  TimedOut: 'TaskTimedOut',
};

function append(run: StateRun, resource: TaskResource, outcome: Outcome, details: EventDetails): void {
  if (resource.kind === 'function') run.append(FUNCTION_EVENTS[outcome], details);
  else run.append(TASK_EVENTS[outcome], { ...headOf(resource), ...details });
}

const headOf = ({ type, resource }: TaskResource): EventDetails => ({ resourceType: type, resource });
