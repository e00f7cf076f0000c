import { authorize, type ContextValue, contextOf, policyOf } from '../iam';
import { ServiceError } from '../service';
import type { Kms } from './kms';

/** An AWS service that acts in its own name: it has no role, so resource policies and key policies must name it. */
export interface ActingService {
  /** `cloudwatch.amazonaws.com` */
  readonly principal: string;
  readonly sourceAccount: string;
  /** The alarm, rule or topic. */
  readonly sourceArn: string;
}

export const accountIn = (arn: string): string => arn.split(':')[4] ?? '';

/** Whether a resource's policy lets the service do this. */
export const mayByPolicy = (
  policy: string,
  { principal, sourceAccount, sourceArn }: ActingService,
  { action, resource }: { readonly action: string; readonly resource: string },
): boolean => {
  const context = { 'aws:SourceAccount': sourceAccount, 'aws:SourceArn': sourceArn, 'aws:SecureTransport': 'true' };
  return allowsService(policy, { service: principal, action, resource, context });
};

interface ServiceCall {
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, ContextValue>>;
}

const allowsService = (policy: string, { service, action, resource, context }: ServiceCall): boolean =>
  authorize(
    {
      principal: { kind: 'service', service },
      action,
      resource,
      resourceAccount: '',
      context: contextOf({ ...context, 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': service }),
    },
    { resource: policyOf(policy) },
  ).allowed;

export type KeyProblem = 'NotFound' | 'Disabled' | 'InvalidState' | 'AccessDenied';

const KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

const PROBLEMS: Readonly<Record<string, KeyProblem>> = {
  NotFoundException: 'NotFound',
  DisabledException: 'Disabled',
  KMSInvalidStateException: 'InvalidState',
};

/**
 * Throws when data cannot be encrypted under the key, or when the service does not stand in the key's policy. `codeOf`
 * names the problem as the caller's API does. No source reaches the key: SNS documents that `aws:SourceAccount` and
 * `aws:SourceArn` do not work for EventBridge there, of CloudWatch nothing is documented.
 */
export async function checkKeyUse(
  cipher: Kms['cipher'],
  keyName: string,
  service: ActingService | undefined,
  codeOf: (problem: KeyProblem) => string,
): Promise<void> {
  const { key } = await cipher.encrypt(keyName, new Uint8Array(32)).catch((error: unknown) => {
    const problem = error instanceof ServiceError ? PROBLEMS[error.code] : undefined;
    throw problem === undefined ? error : new ServiceError(codeOf(problem), (error as Error).message);
  });
  if (service === undefined) return;
  const { principal } = service;
  const { policy, arn: resource } = key;
  if (KEY_ACTIONS.every((action) => allowsService(policy, { service: principal, action, resource, context: {} })))
    return;
  throw new ServiceError(
    codeOf('AccessDenied'),
    `User: ${principal} is not authorized to perform: ${KEY_ACTIONS.join(', ')} on resource: ${resource}`,
  );
}
