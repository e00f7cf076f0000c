import type { TaskResource } from '../integrations/resource';
import { defined, type Json, type JsonObject } from '../json';
import type { StateRun } from '../run/run';

interface Limits {
  readonly timeout?: number;
  readonly heartbeatSeconds?: number;
  readonly roleArn?: string;
}

interface TaskEvents {
  scheduled(args: Json, limits: Limits): void;
  submitted(output: Json): void;
  succeeded(output: Json): void;
  failed(error?: string, cause?: string): void;
  timedOut(error: string): void;
}

/** A Task's history: `LambdaFunction…` for a function's ARN, `Task…` for integrations. */
export const taskEvents = (run: StateRun, resource: TaskResource): TaskEvents =>
  resource.kind === 'function' ? functionEvents(run, resource) : serviceEvents(run, resource);

const notTruncated = { truncated: false };
const credentials = (roleArn: string | undefined): JsonObject | undefined =>
  roleArn === undefined ? undefined : { roleArn };

function functionEvents(run: StateRun, { resource }: TaskResource): TaskEvents {
  return {
    scheduled(args, { timeout, roleArn }) {
      const details = {
        input: JSON.stringify(args),
        inputDetails: notTruncated,
        resource,
        taskCredentials: credentials(roleArn),
        timeoutInSeconds: timeout,
      };
      run.append('LambdaFunctionScheduled', clean(details));
      run.append('LambdaFunctionStarted');
    },
    submitted() {},
    succeeded: (output) => {
      run.append('LambdaFunctionSucceeded', { output: JSON.stringify(output), outputDetails: notTruncated });
    },
    failed: (error, cause) => {
      run.append('LambdaFunctionFailed', clean({ error, cause }));
    },
    timedOut: (error) => {
      run.append('LambdaFunctionTimedOut', { error });
    },
  };
}

function serviceEvents(run: StateRun, { type, resource }: TaskResource): TaskEvents {
  const head = { resourceType: type, resource };
  return {
    scheduled(args, { timeout, heartbeatSeconds, roleArn }) {
      const details = {
        ...head,
        region: run.runtime.place.region,
        parameters: JSON.stringify(args),
        timeoutInSeconds: timeout,
        heartbeatInSeconds: heartbeatSeconds,
        taskCredentials: credentials(roleArn),
      };
      run.append('TaskScheduled', clean(details));
      run.append('TaskStarted', head);
    },
    submitted: (output) => {
      run.append('TaskSubmitted', { ...head, output: JSON.stringify(output), outputDetails: notTruncated });
    },
    succeeded: (output) => {
      run.append('TaskSucceeded', { ...head, output: JSON.stringify(output), outputDetails: notTruncated });
    },
    failed: (error, cause) => {
      run.append('TaskFailed', clean({ ...head, error, cause }));
    },
    timedOut: (error) => {
      run.append('TaskTimedOut', { ...head, error });
    },
  };
}

const clean = (details: Record<string, Json | undefined>): JsonObject => defined(details) as JsonObject;
