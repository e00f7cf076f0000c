import type { Authority } from '../../authorization/authority';
import type { Rights } from '../../authorization/rights';
import { FunctionFailure, TaskFailure } from '../../engine/errors';
import type { Json } from '../../engine/json';
import { MAX_PAYLOAD_BYTES } from '../../engine/limits';
import type { CallControl, InvokeFunction } from '../../engine/ports';
import { inTime } from '../../invocation';
import { type LocalService, type ServiceDependencies, ServiceError } from '../../service';
import type { MappedFunction } from './event-sources';
import { lambdaRights } from './rights';

/** A function's handler; what it throws becomes Lambda's error answer. */
export type FunctionHandler = (payload: never, context: FunctionContext) => Promise<unknown>;

/** What an invocation is given besides its payload. */
export interface FunctionContext extends CallControl {
  /** The function's own variables and nothing more; `process.env` is this process's. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a deployment says of a function besides its code. */
export interface FunctionSettings {
  /** Shown, and given to the handler. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * How long one invocation may take, by the runtime's clock and in real time; then it fails, and what it still does
   * has no effect through clients of `roleConfig`. @default 900
   */
  readonly timeoutSeconds?: number;
  /** Shown, in MB. Functions share the memory of this process: nothing is bounded. @default 128 */
  readonly memorySize?: number;
  /** Shown, in MB. Functions share the files of this computer: nothing is bounded. @default 512 */
  readonly temporaryStorage?: number;
  /** What it runs as. @default a role that nobody judges */
  readonly roleArn?: string;
}

export interface LambdaService extends LocalService {
  /**
   * Makes a handler invocable under `arn:<partition>:lambda:<region>:<account>:function:<name>`; a second registration
   * replaces the first.
   */
  readonly registerFunction: (name: string, handler: FunctionHandler, settings?: FunctionSettings) => void;
  /**
   * Invokes by ARN or name. Rejects with `FunctionFailure` (it threw) or `TaskFailure` (it was not reached, or its
   * answer was lost).
   */
  readonly invoke: InvokeFunction;
  readonly rights: Rights;
  /** Of a function that is registered, by name or ARN. Throws ResourceNotFoundException. */
  readonly functionOf: (nameOrArn: string | undefined) => MappedFunction;
}

const PRINCIPAL = 'lambda.amazonaws.com';

/** More than a Task may hand on, less than a function may answer (6 MB). */
const PADDING = 'x'.repeat(MAX_PAYLOAD_BYTES);

/**
 * Lambda, as far as state machines and an SDK client need it. Faults strike at `lambda:<name>`, the name without the
 * deployment's prefix (`lambda:plan-copy`).
 */
export interface LambdaDependencies extends ServiceDependencies {
  /** Of the names of all functions; faults do without. @default '' */
  readonly functionPrefix?: string;
  /** Judges roles; undefined where nobody does. */
  readonly authority?: () => Pick<Authority, 'mayServiceAssume'> | undefined;
  /** Of the account. @default 1000 */
  readonly concurrentExecutions?: number;
}

export function createLambdaService({
  faults,
  clock,
  partition,
  region,
  accountId,
  functionPrefix: prefix = '',
  authority,
  concurrentExecutions = 1000,
}: LambdaDependencies): LambdaService {
  const functions = new Map<string, { readonly handler: FunctionHandler; readonly settings: FunctionSettings }>();
  const running = new Set<symbol>();
  const arnOf = (name: string): string => `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
  const nameOf = (arnOrName: string): string => /function:([^:]+)/.exec(arnOrName)?.[1] ?? arnOrName.split(':')[0]!;

  const targetOf = (name: string): string => `lambda:${name.startsWith(prefix) ? name.slice(prefix.length) : name}`;
  const find = (name: string) => {
    const found = functions.get(name);
    if (found !== undefined) return found;
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${arnOf(name)}`, { status: 404 });
  };
  const describe = (name: string): object => configuration(name, arnOf(name), find(name).settings);

  const invoke: InvokeFunction = async (arn, payload, control) => {
    const name = nameOf(arn);
    const { handler, settings } = functions.get(name) ?? {};
    const target = targetOf(name);
    if (handler === undefined) throw notFound(arn.startsWith('arn:') ? arn : arnOf(name));
    if (faults.strikes('throttling', target))
      throw new TaskFailure('Lambda.TooManyRequestsException', 'Rate Exceeded. (Service: AWSLambda; Status Code: 429)');
    if (faults.strikes('service-error', target))
      throw new TaskFailure('Lambda.ServiceException', 'Service error. (Service: AWSLambda; Status Code: 500)');
    if (faults.strikes('access-denied', target))
      throw new TaskFailure(
        'Lambda.AWSLambdaException',
        `User is not authorized to perform: lambda:InvokeFunction on resource: ${arn}`,
      );
    if (faults.strikes('function-timeout', target)) throw timedOut(settings?.timeoutSeconds);
    if (faults.strikes('function-error', target))
      throw new FunctionFailure({
        errorMessage: 'Injected by the fault function-error.',
        errorType: 'InjectedError',
        requestId: requestId(),
        stackTrace: [],
      });
    const { roleArn } = settings ?? {};
    if (roleArn !== undefined && authority?.()?.mayServiceAssume(roleArn, PRINCIPAL, {}) === false)
      throw new TaskFailure('Lambda.AccessDeniedException', `The role ${roleArn} cannot be assumed by Lambda.`);
    if (running.size >= concurrentExecutions) throw tooMany();
    const invocation = Symbol(name);
    running.add(invocation);
    const { timeoutSeconds, environment = {} } = settings ?? {};
    const bounds = {
      virtualSeconds: timeoutSeconds,
      realSeconds: timeoutSeconds ?? MAX_TIMEOUT_SECONDS,
      late: () => timedOut(timeoutSeconds),
    };
    const context = { idle: control.idle, environment };
    const answer = await inTime(clock, bounds, () => answerOf(handler, payload, context)).finally(() =>
      running.delete(invocation),
    );
    checkSize(answer);
    if (faults.strikes('function-lost-response', target))
      throw new TaskFailure('Lambda.SdkClientException', 'Unable to execute HTTP request: Connection reset');
    if (faults.strikes('function-large-answer', target)) return { answer, padding: PADDING };
    return answer;
  };

  return {
    name: 'lambda',
    registerFunction(name, handler, settings = {}) {
      functions.set(name, { handler, settings });
    },
    invoke,
    functionOf: (nameOrArn = '') => {
      const name = nameOf(nameOrArn);
      const { roleArn, timeoutSeconds } = find(name).settings;
      return { name, arn: arnOf(name), roleArn, timeoutSeconds, faultTarget: targetOf(name) };
    },
    rights: lambdaRights((given) => arnOf(nameOf(given))),
    operations: {
      async Invoke({ FunctionName, Payload }, { idle = (work) => work }) {
        const payload = parsedPayload(Payload);
        try {
          const result = await invoke(FunctionName, payload, { idle });
          return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: bytes(result ?? null) };
        } catch (error) {
          if (error instanceof FunctionFailure) {
            return {
              StatusCode: 200,
              ExecutedVersion: '$LATEST',
              FunctionError: 'Unhandled',
              Payload: bytes(error.payload),
            };
          }
          if (error instanceof TaskFailure)
            throw new ServiceError(error.error?.replace('Lambda.', '') ?? 'ServiceException', error.reason ?? '');
          throw error;
        }
      },
      async ListFunctions() {
        return { Functions: [...functions.keys()].sort().map(describe) };
      },
      async GetFunction({ FunctionName }) {
        return { Configuration: describe(nameOf(FunctionName)) };
      },
      async GetFunctionConfiguration({ FunctionName }) {
        return describe(nameOf(FunctionName));
      },
    },
  };
}

function parsedPayload(payload: Uint8Array = new Uint8Array()): Json {
  if (payload.length === 0) return {};
  try {
    return JSON.parse(Buffer.from(payload).toString()) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceError(
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${reason}`,
    );
  }
}

async function answerOf(handler: FunctionHandler, payload: unknown, context: FunctionContext): Promise<unknown> {
  try {
    // A handler gets its own copy, as it would over the wire.
    return await handler(JSON.parse(JSON.stringify(payload)) as never, context);
  } catch (error) {
    throw new FunctionFailure(failurePayload(error));
  }
}

function failurePayload(error: unknown): FunctionFailure['payload'] {
  if (!(error instanceof Error))
    return { errorMessage: String(error), errorType: 'Error', requestId: requestId(), stackTrace: [] };
  const stackTrace = (error.stack ?? '')
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
  return { errorMessage: error.message, errorType: error.name, requestId: requestId(), stackTrace };
}

const notFound = (arn: string): TaskFailure =>
  new TaskFailure(
    'Lambda.ResourceNotFoundException',
    `Function not found: ${arn} (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: ${requestId()}; Proxy: null)`,
  );

const MAX_TIMEOUT_SECONDS = 900;

const timedOut = (seconds = MAX_TIMEOUT_SECONDS): FunctionFailure =>
  new FunctionFailure({
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId()} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  });

const tooMany = (): TaskFailure =>
  new TaskFailure(
    'Lambda.TooManyRequestsException',
    'Rate Exceeded. (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException)',
  );

/** Of a synchronous invocation: 6 MB and 100 bytes. */
const MAX_ANSWER_BYTES = 6_291_556;

function checkSize(answer: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(answer) ?? 'null');
  if (bytes <= MAX_ANSWER_BYTES) return;
  throw new FunctionFailure({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`,
  });
}

const requestId = (): string => crypto.randomUUID();
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const configuration = (
  FunctionName: string,
  FunctionArn: string,
  {
    environment,
    timeoutSeconds = MAX_TIMEOUT_SECONDS,
    memorySize = 128,
    temporaryStorage = 512,
    roleArn,
  }: FunctionSettings,
): object => ({
  FunctionName,
  FunctionArn,
  Timeout: timeoutSeconds,
  MemorySize: memorySize,
  EphemeralStorage: { Size: temporaryStorage },
  Role: roleArn,
  // Lambda leaves the member out for a function without variables
  ...(Object.keys(environment ?? {}).length === 0 ? {} : { Environment: { Variables: environment } }),
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  State: 'Active',
  PackageType: 'Zip',
  Version: '$LATEST',
});
