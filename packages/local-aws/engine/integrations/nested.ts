import { ServiceError } from '../../service';
import { TaskFailure } from '../errors';
import { isoTime } from '../expressions/context';
import { isObject, type Json, type JsonObject } from '../json';
import { redriveStatus } from '../run/redrive-status';
import type { RunningExecution } from '../run/run';
import type { TaskAnswer, TaskCall } from './task-call';

/**
 * `states:startExecution[.sync[:2]]`. Without a Name the child is called by the Task's token, so that a call repeated
 * after a crash is the same call.
 */
export async function startNested(task: TaskCall): Promise<TaskAnswer> {
  const { run, resource, phase } = task;
  const { runtime } = run;
  if (resource.action !== 'startExecution')
    throw new TaskFailure('States.Runtime', `Unknown action states:${resource.action}.`);
  const args: JsonObject = isObject(phase.arguments) ? phase.arguments : {};
  const { StateMachineArn, Name, Input } = args;
  throwInjected(run);
  throwRefused(task, String(StateMachineArn ?? ''));
  try {
    const child = await runtime.start({
      stateMachineArn: String(StateMachineArn ?? ''),
      name: typeof Name === 'string' ? Name : phase.token,
      input: typeof Input === 'string' ? Input : JSON.stringify(Input ?? {}),
    });
    const { arn, startDate } = child.record;
    if (run.runtime.faults?.strikes('lost-response', TARGET) === true)
      throw new TaskFailure('StepFunctions.SdkClientException', 'Unable to execute HTTP request: Connection reset');
    return {
      result: startAnswer(run.runtime.ids(), arn, startDate),
      child: resource.pattern === 'request' ? undefined : arn,
    };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const cause = `${error.message} (Service: AWSStepFunctions; Status Code: 400; Error Code: ${error.code}; Request ID: ${runtime.ids()}; Proxy: null)`;
    throw new TaskFailure(`StepFunctions.${error.code.replace(/(Exception)?$/, 'Exception')}`, cause);
  }
}

/** As the API's own operation is called where faults strike. */
const TARGET = 'states:StartExecution';
/** Step Functions' own client knows no shape for the second and third, and gives them the service's name. */
const INJECTED = {
  throttling: 'StepFunctions.ThrottlingException',
  'access-denied': 'StepFunctions.AWSStepFunctionsException',
  'service-error': 'StepFunctions.AWSStepFunctionsException',
} as const;

function throwInjected({ runtime: { faults } }: TaskCall['run']): void {
  for (const name of ['throttling', 'access-denied', 'service-error'] as const) {
    if (faults?.strikes(name, TARGET) === true)
      throw new TaskFailure(INJECTED[name], `Injected by the fault ${name}. (Service: AWSStepFunctions)`);
  }
}

/** Waiting for the child takes a rule that hears of its end, and rights on the child. */
function throwRefused({ run, resource, roleArn }: TaskCall, machine: string): void {
  const { refusal, place } = run.runtime;
  const rule = `arn:${place.partition}:events:${place.region}:${place.accountId}:rule/${RULE}`;
  const child = machine.replace(':stateMachine:', ':execution:');
  const waiting: [string, string][] = [
    ...['events:PutTargets', 'events:PutRule', 'events:DescribeRule'].map((action): [string, string] => [action, rule]),
    ...['states:DescribeExecution', 'states:StopExecution'].map((action): [string, string] => [action, `${child}:any`]),
  ];
  const needed: [string, string][] = [
    ['states:StartExecution', machine],
    ...(resource.pattern === 'request' ? [] : waiting),
  ];
  for (const [action, arn] of needed) {
    const refused = refusal?.(roleArn ?? run.execution.record.roleArn, action, arn);
    if (refused !== undefined)
      throw new TaskFailure(INJECTED['access-denied'], `${refused} (Service: AWSStepFunctions; Status Code: 400)`);
  }
}

/** Step Functions' own, by which it hears that a child has ended. */
const RULE = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

function startAnswer(requestId: string, ExecutionArn: string, startDate: number): Json {
  const headers = { 'Content-Type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': requestId };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    ExecutionArn,
    SdkHttpMetadata: { AllHttpHeaders: lists, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StartDate: isoTime(startDate),
  };
}

/** What a `.sync` Task gets of its finished child: `.sync` quotes input and output, `.sync:2` parses them. */
export function childResult(child: RunningExecution, parsed: boolean): Json {
  const { record } = child;
  if (record.status !== 'SUCCEEDED')
    throw new TaskFailure('States.TaskFailed', JSON.stringify(childDescription(child, false)));
  return childDescription(child, parsed);
}

/** DescribeExecution as integrations spell it; keys in alphabetical order, as recorded. */
export function childDescription({ record }: Pick<RunningExecution, 'record'>, parsed: boolean): JsonObject {
  const text = (json: string): Json => (parsed ? (JSON.parse(json) as Json) : json);
  const { redriveStatus: RedriveStatus, redriveStatusReason } = redriveStatus(record);
  return {
    ...(record.cause === undefined ? {} : { Cause: record.cause }),
    ...(record.error === undefined ? timedOutError(record.status) : { Error: record.error }),
    ExecutionArn: record.arn,
    Input: text(record.input),
    InputDetails: { Included: true },
    Name: record.name,
    ...(record.output === undefined ? {} : { Output: text(record.output), OutputDetails: { Included: true } }),
    RedriveCount: record.redriveCount,
    RedriveStatus,
    ...(redriveStatusReason === undefined ? {} : { RedriveStatusReason: redriveStatusReason }),
    StartDate: isoTime(record.startDate),
    StateMachineArn: record.stateMachineArn,
    Status: record.status,
    ...(record.stopDate === undefined ? {} : { StopDate: isoTime(record.stopDate) }),
  };
}

const timedOutError = (status: string): JsonObject => (status === 'TIMED_OUT' ? { Error: 'States.Timeout' } : {});
