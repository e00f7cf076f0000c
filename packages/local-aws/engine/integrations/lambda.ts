import { FunctionFailure, TaskFailure } from '../errors';
import { isObject, type Json } from '../json';
import type { Runtime } from '../run/run';
import type { TaskCall } from './task-call';

/** A Lambda ARN as Resource: the arguments are the payload, the payload is the result. */
export async function invokeByArn(task: TaskCall): Promise<Json> {
  return invoke(task, task.resource.resource, task.phase.arguments, spacedJson);
}

/** `lambda:invoke`: FunctionName and Payload in, the answer with its metadata out. */
export async function invokeByArguments(task: TaskCall): Promise<Json> {
  const args = task.phase.arguments;
  if (!isObject(args) || typeof args.FunctionName !== 'string') {
    throw new TaskFailure(
      'States.Runtime',
      "The Parameters '{}' could not be used to start the Task: [The field 'FunctionName' is required but was missing]",
    );
  }
  const arn = functionArn(task.run.runtime, args.FunctionName);
  if (args.InvocationType === 'Event') {
    invoke(task, arn, args.Payload ?? {}, JSON.stringify).catch(() => {});
    return envelope(task, {}, 202);
  }
  return envelope(task, await invoke(task, arn, args.Payload ?? {}, JSON.stringify), 200);
}

async function invoke(
  { run, control, roleArn }: TaskCall,
  arn: string,
  payload: Json,
  causeText: (value: object) => string,
): Promise<Json> {
  const refusal = run.runtime.refusal?.(roleArn ?? run.execution.record.roleArn, 'lambda:InvokeFunction', arn);
  if (refusal !== undefined)
    throw new TaskFailure('Lambda.AWSLambdaException', `${refusal} (Service: AWSLambda; Status Code: 403)`);
  try {
    const result = await run.runtime.invokeFunction(arn, payload, control);
    return result === undefined ? null : (JSON.parse(JSON.stringify(result)) as Json);
  } catch (error) {
    if (error instanceof FunctionFailure)
      throw new TaskFailure(error.payload.errorType ?? 'Lambda.Unknown', causeText(error.payload));
    if (error instanceof TaskFailure) throw error;
    throw new TaskFailure('Lambda.SdkClientException', error instanceof Error ? error.message : String(error));
  }
}

/** A name, a partial ARN or an ARN (with or without qualifier) as an ARN. */
export function functionArn({ place: { partition, region, accountId } }: Pick<Runtime, 'place'>, name: string): string {
  if (name.startsWith('arn:')) return name;
  const bare = name.replace(/^\d{12}:function:/, '');
  return `arn:${partition}:lambda:${region}:${accountId}:function:${bare}`;
}

function envelope({ run }: TaskCall, Payload: Json, StatusCode: number): Json {
  const requestId = run.runtime.ids();
  const length = String(Buffer.byteLength(JSON.stringify(Payload)));
  const headers = {
    Connection: 'keep-alive',
    'Content-Length': length,
    'Content-Type': 'application/json',
    Date: new Date(run.runtime.clock.now()).toUTCString(),
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': requestId,
  };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    ExecutedVersion: '$LATEST',
    Payload,
    SdkHttpMetadata: { AllHttpHeaders: lists, HttpHeaders: headers, HttpStatusCode: StatusCode },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode,
  };
}

/** JSON with a space after commas and colons, as the cause of a failed Lambda-ARN Task is written. */
export function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, v]) => v !== undefined);
    return `{${members.map(([key, v]) => `${JSON.stringify(key)}: ${spacedJson(v)}`).join(', ')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
