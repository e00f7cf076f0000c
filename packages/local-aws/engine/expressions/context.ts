import type { Json, JsonObject } from '../json';
import type { Frame, MapItem } from '../records/frames';
import type { RunningExecution } from '../run/run';

/** ISO 8601 as the context object has it: trailing zeros of the fraction dropped. */
export const isoTime = (ms: number): string => new Date(ms).toISOString().replace(/\.?0+Z$/, 'Z');

export function mapContext({ index, value, key, source }: MapItem): JsonObject {
  const Item: JsonObject = { Index: index, Value: value };
  if (key !== undefined) Item.Key = key;
  if (source !== undefined) Item.Source = source;
  return { Item };
}

/** Only states that can be retried tell how often they were. */
const RETRIABLE = new Set(['Task', 'Parallel', 'Map']);

/** `$states.context` for a frame's current state. */
export function contextObject(execution: RunningExecution, frame: Frame, token?: string): JsonObject {
  const { record } = execution;
  if (execution.contextOverride !== undefined) return execution.contextOverride;
  const context: JsonObject = {
    Execution: {
      Id: record.arn,
      Input: execution.input,
      Name: record.name,
      RoleArn: record.roleArn,
      StartTime: isoTime(record.startDate),
      RedriveCount: record.redriveCount,
      ...(record.redriveDate === undefined ? {} : { RedriveTime: isoTime(record.redriveDate) }),
    },
    StateMachine: { Id: record.stateMachineArn, Name: record.stateMachineName },
    State: {
      Name: frame.state,
      EnteredTime: isoTime(frame.enteredAt),
      ...(RETRIABLE.has(execution.stateOf(frame).Type)
        ? { RetryCount: frame.retries.reduce((sum, n) => sum + (n ?? 0), 0) }
        : {}),
    },
  };
  const item = innermostItem(execution, frame);
  if (item !== undefined) context.Map = mapContext(item);
  if (token !== undefined) context.Task = { Token: token };
  return context;
}

function innermostItem(execution: RunningExecution, frame: Frame): MapItem | undefined {
  for (
    let f: Frame | undefined = frame;
    f !== undefined;
    f = f.parent === undefined ? undefined : execution.frames.get(f.parent)
  ) {
    if (f.item !== undefined) return f.item;
  }
  return undefined;
}

/** Variables a frame can read: its own and those of the scopes around it. */
export function variablesInScope(execution: RunningExecution, frame: Frame): { [name: string]: Json } {
  const parent = frame.parent === undefined ? undefined : execution.frames.get(frame.parent);
  return parent === undefined ? frame.variables : { ...variablesInScope(execution, parent), ...frame.variables };
}
