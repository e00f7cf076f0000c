import type { TaskResource } from '../integrations/resource';
import { defined, type Json, type JsonObject } from '../json';
import type { StateRun } from '../run/run';

/** A Task's history: `LambdaFunction…` for a function's ARN, `Task…` for integrations. */

interface Limits {
  readonly timeout?: number;
  readonly heartbeatSeconds?: number;
  readonly roleArn?: string;
}

const NOT_TRUNCATED = { truncated: false };

export function scheduled(run: StateRun, resource: TaskResource, args: Json, limits: Limits): void {
  const { timeout, heartbeatSeconds, roleArn } = limits;
  const taskCredentials = roleArn === undefined ? undefined : { roleArn };
  if (resource.kind === 'function') {
    const input = { input: run.text(args), inputDetails: NOT_TRUNCATED, resource: resource.resource };
    run.append('LambdaFunctionScheduled', clean({ ...input, taskCredentials, timeoutInSeconds: timeout }));
    run.append('LambdaFunctionStarted');
    return;
  }
  const details = {
    ...headOf(resource),
    region: run.runtime.place.region,
    parameters: run.text(args),
    timeoutInSeconds: timeout,
    heartbeatInSeconds: heartbeatSeconds,
    taskCredentials,
  };
  run.append('TaskScheduled', clean(details));
  run.append('TaskStarted', headOf(resource));
}

/** A function's ARN has no such event. */
export function submitted(run: StateRun, resource: TaskResource, output: Json): void {
  if (resource.kind === 'function') return;
  run.append('TaskSubmitted', { ...headOf(resource), output: run.text(output), outputDetails: NOT_TRUNCATED });
}

export function succeeded(run: StateRun, resource: TaskResource, output: Json): void {
  append(run, resource, 'Succeeded', { output: run.text(output), outputDetails: NOT_TRUNCATED });
}

export function failed(run: StateRun, resource: TaskResource, error?: string, cause?: string): void {
  append(run, resource, 'Failed', clean({ error, cause }));
}

export function timedOut(run: StateRun, resource: TaskResource, error: string): void {
  append(run, resource, 'TimedOut', { error });
}

function append(run: StateRun, resource: TaskResource, what: string, details: JsonObject): void {
  if (resource.kind === 'function') run.append(`LambdaFunction${what}`, details);
  else run.append(`Task${what}`, { ...headOf(resource), ...details });
}

const headOf = ({ type, resource }: TaskResource): JsonObject => ({ resourceType: type, resource });

const clean = (details: Record<string, Json | undefined>): JsonObject => defined(details) as JsonObject;
