import { TaskFailure } from '../errors';
import { isObject, type JsonObject } from '../json';
import { invokeByArguments, invokeByArn } from './lambda';
import { startNested } from './nested';
import type { TaskAnswer, TaskCall } from './task-call';

/** Makes a Task's call. Rejects with `TaskFailure`. */
export async function call(task: TaskCall): Promise<TaskAnswer> {
  const { resource, phase, run, roleArn, control } = task;
  if (resource.kind === 'function') return { result: await invokeByArn(task) };
  if (!resource.sdk && resource.service === 'lambda') return { result: await invokeByArguments(task) };
  if (!resource.sdk && resource.service === 'states') return startNested(task);
  if (resource.pattern === 'sync' || resource.pattern === 'sync:2') {
    throw new TaskFailure(
      'States.Runtime',
      `The local runtime has no ${resource.type}:${resource.resource}. Use the request pattern and poll, or run it on AWS.`,
    );
  }
  const { service, action, sdk } = resource;
  const result = await run.runtime.sdk(
    { service, action, arguments: phase.arguments, optimized: !sdk, roleArn: roleArn ?? run.execution.record.roleArn },
    control,
  );
  if (service === 'events' && isObject(result) && Number(result.FailedEntryCount) > 0) throw failedEntry(result);
  return { result };
}

/** `events:putEvents` fails when one of its entries does. */
function failedEntry({ Entries = [], FailedEntryCount = 0 }: JsonObject): TaskFailure {
  return new TaskFailure('EventBridge.FailedEntry', JSON.stringify({ Entries, FailedEntryCount }));
}
