import { type Sender, translating } from './translating';

/** AWS refused a function something. Its role lacks a right, or a policy of the target does not let the role in. */
export class AccessDeniedError extends Error {
  override readonly name = 'AccessDeniedError';
}

const REFUSALS =
  /^(AccessDenied|AccessDeniedException|AccessDeniedFault|AuthorizationError|AuthorizationErrorException)$/;
/** On Lambda, a session is named for its function. */
const SESSION = /:assumed-role\/([^/\s]+)\/([^\s]+)/;
const ACTION = /not authorized to perform: "?([\w-]+:\w+)"?/;
const RESOURCE = /on resource: "?([^\s"]+)"?/;

/** Lambda sets it. */
export const functionName = (): string => process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'this function';

/**
 * The error with target, function and role in its message; undefined for what is no refusal. S3 says "Access Denied"
 * and nothing else where the caller may not list the bucket.
 */
export function accessDenied(error: unknown, command: unknown): AccessDeniedError | undefined {
  if (!(error instanceof Error) || !REFUSALS.test(error.name)) return undefined;
  const [, role, session] = SESSION.exec(error.message) ?? [];
  const name = session ?? functionName();
  const { operation, target } = described(command);
  const action = ACTION.exec(error.message)?.[1] ?? operation;
  const resource = RESOURCE.exec(error.message)?.[1] ?? target;
  const who = role === undefined ? `The role of ${name}` : `Role ${role} of ${name}`;
  const hint =
    role === undefined ? ` Its role: aws lambda get-function-configuration --function-name ${name} --query Role.` : '';
  return new AccessDeniedError(
    `${who} may not ${action} on ${resource}. Look whether the policy of the role, the policy of the target and that of its KMS key allow it, and whether ` +
      `a service control policy denies it; deploying again puts back what lakeferry grants. Then redrive.${hint} AWS says: ${error.name}: ${error.message}`,
    { cause: error },
  );
}

/** The client, with refusals that name target, function and role. */
export const namingRefusals = <Client extends Sender>(client: Client): Pick<Client, 'send'> =>
  translating(client, (error, command) => accessDenied(error, command) ?? error);

const TARGETS = ['Bucket', 'TableName', 'DatabaseName', 'CrawlerName', 'TopicArn', 'SourceArn', 'executionArn', 'Name'];

/** Minified classes have no name, so the operation is read from the command's schema: [kind, namespace, name, …]. */
function described(command: unknown): { readonly operation: string; readonly target: string } {
  const { input = {}, schema } = (command ?? {}) as { input?: Readonly<Record<string, unknown>>; schema?: unknown };
  const [, namespace, name] = Array.isArray(schema) ? (schema as readonly unknown[]) : [];
  const service = typeof namespace === 'string' ? namespace.split('.').at(-1) : undefined;
  const operation = service === undefined ? 'make a call' : `${service}:${String(name)}`;
  const key = TARGETS.find((each) => typeof input[each] === 'string');
  if (key === undefined) return { operation, target: 'a resource that AWS does not name' };
  const path = typeof input.Key === 'string' ? `/${input.Key}` : '';
  return { operation, target: `${key} ${String(input[key])}${path}` };
}
