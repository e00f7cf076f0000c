import { TaskFailure } from './errors';
import { exceptionName } from './integrations/java-names';
import { findOperation, isSchema, toClientInput, toTaskResult } from './integrations/schema';
import { type ClientPackage, SERVICES } from './integrations/services';
import type { JsonObject } from './json';
import type { SdkCall, SdkCaller } from './ports';

/** What the clients are built with: endpoint, region, credentials; for all services alike. */
export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

interface SdkClient {
  send(command: object): Promise<unknown>;
}
type Constructor<T> = new (options: object) => T;

/** Calls services as Step Functions does: through their SDK clients, over HTTP, with its casing and error names. */
export function createSdkCaller(optionsOf: (roleArn: string) => ClientOptions): SdkCaller {
  const clients = new Map<string, Promise<{ client: SdkClient; library: Readonly<Record<string, unknown>> }>>();
  const open = async (pack: ClientPackage, roleArn: string) => {
    const library = await pack.load();
    // Step Functions retries by the machine's Retry, not behind its back.
    const settings = { ...optionsOf(roleArn), maxAttempts: 1, disableHostPrefix: true, forcePathStyle: true };
    return { library, client: new (library[pack.client] as Constructor<SdkClient>)(settings) };
  };
  return async (call, control) => {
    const pack = SERVICES[call.service];
    if (pack === undefined)
      throw new TaskFailure('States.Runtime', `The local runtime has no client for the service '${call.service}'.`);
    const key = `${call.service} ${call.roleArn}`;
    const opened = clients.get(key) ?? open(pack, call.roleArn);
    clients.set(key, opened);
    const { client, library } = await opened;
    const answer = send(call, pack, client, library);
    // Its answer comes when another execution has ended, and that may wait.
    return WAITS_FOR_TIME.has(`${call.service}:${call.action}`) ? control.idle(answer) : answer;
  };
}

/** Calls that virtual time has to pass for. */
const WAITS_FOR_TIME = new Set(['sfn:startSyncExecution']);

async function send(call: SdkCall, pack: ClientPackage, client: SdkClient, library: Readonly<Record<string, unknown>>) {
  const operation = findOperation(library, call.action);
  if (operation === undefined)
    throw new TaskFailure('States.Runtime', `The service '${call.service}' has no action '${call.action}'.`);
  const Command = library[`${operation.name}Command`] as Constructor<object>;
  const input = toClientInput(operation.input, call.arguments) as object;
  let answer: unknown;
  try {
    answer = await client.send(new Command(input));
  } catch (error) {
    throw failure(call, pack, library, error);
  }
  const result = (await toTaskResult(operation.output, answer)) as JsonObject;
  return call.optimized ? withMetadata(result, answer) : result;
}

interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

function failure(
  { optimized }: SdkCall,
  pack: ClientPackage,
  library: Readonly<Record<string, unknown>>,
  error: unknown,
): TaskFailure {
  const { name, message, $metadata } = error as SdkError;
  const prefix = optimized ? (pack.optimizedPrefix ?? pack.prefix) : pack.prefix;
  const status = $metadata?.httpStatusCode;
  if (status === undefined)
    return new TaskFailure(`${prefix}.SdkClientException`, `Unable to execute HTTP request: ${message}`);
  const modelled = isSchema(library[`${name}$`]);
  const unmodelled = optimized ? `Amazon${prefix}Exception` : `${prefix}Exception`;
  const requestId = $metadata?.requestId ?? 'unknown';
  const cause = optimized
    ? `${message} (Service: Amazon${prefix}; Status Code: ${status}; Error Code: ${name}; Request ID: ${requestId}; Proxy: null)`
    : `${message} (Service: ${prefix}, Status Code: ${status}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
  return new TaskFailure(`${prefix}.${modelled ? exceptionName(name) : unmodelled}`, cause);
}

function withMetadata(result: JsonObject, answer: unknown): JsonObject {
  const { httpStatusCode = 200, requestId = 'unknown' } = (answer as SdkError).$metadata ?? {};
  return {
    ...result,
    SdkHttpMetadata: { AllHttpHeaders: {}, HttpHeaders: {}, HttpStatusCode: httpStatusCode },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
