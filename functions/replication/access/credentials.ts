import type { SSMClient } from '@aws-sdk/client-ssm';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  GetWebIdentityTokenCommand,
  type STSClient,
} from '@aws-sdk/client-sts';
import type { DestinationSettings, OutputSettings } from '../../../core/config/replication/types';
import { TOKEN_SECONDS } from '../../../core/replication/names';
import { readKeys } from './output-parameters';
import { sessionPolicy } from './session-policy';

/** What credentials of a destination are made with. */
export interface CredentialsSource {
  readonly output: Pick<OutputSettings, 'name' | 'credentials' | 'copy'>;
  /** What is copied from, where S3 copies by itself. */
  readonly sourceBucket: string;
  readonly ssm: Pick<SSMClient, 'send'>;
  /** Of this account, at its Region's endpoint. */
  readonly sts: Pick<STSClient, 'send'>;
  /** Of the destination's Region and partition, for calls without a signature. */
  readonly foreignSts: (region: string) => Pick<STSClient, 'send'>;
  /** The SecureString of the keys. */
  readonly keysParameter: (account: string) => string;
  readonly now: () => number;
}

/** As an SDK client takes them. With an expiration the client asks again in time, within a long copy too. */
export interface DestinationCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration: Date;
}

/** STS answered without credentials, which it never does. */
export class NoCredentialsError extends Error {
  override readonly name = 'NoCredentialsError';
  constructor(output: string) {
    super(`STS gave no credentials for output ${output}.`);
  }
}

/** STS let nobody in. The configuration of either account is wrong, or the role is not made yet. */
export class CredentialsRefusedError extends Error {
  override readonly name = 'CredentialsRefusedError';
  constructor(output: string, role: string, remedy: string, cause: Error) {
    super(
      `Output ${output} gets no credentials of ${role}: ${cause.name}: ${cause.message} ${remedy} See docs/replication.md.`,
    );
  }
}

/** A chained session lives an hour at most. */
const SESSION_SECONDS = 3600;
/**
 * Keys that were rotated are taken up within five minutes, without a deployment; at once where S3 refuses the old ones.
 * The SDK asks again five minutes before the end.
 */
const KEYS_KEPT_MS = 10 * 60_000;

/**
 * Credentials of one destination by the mode that the configuration names. Never another: what fails is told. Nothing
 * of them is logged.
 */
export function destinationCredentials(
  source: CredentialsSource,
  destination: DestinationSettings,
): Promise<DestinationCredentials> {
  const { credentials } = source.output;
  if (credentials.mode === 'role') return byRole(source, destination, credentials);
  if (credentials.mode === 'federation') return byWebIdentity(source, destination, credentials);
  return byKeys(source, destination);
}

type OfMode<Mode extends string> = Extract<OutputSettings['credentials'], { mode: Mode }>;

const roleArn = ({ partition, account }: DestinationSettings, roleName: string): string =>
  `arn:${partition}:iam::${account}:role/${roleName}`;

const sessionName = (output: string): string => `lakeferry-${output}`;

async function byRole(
  { sts, output, sourceBucket }: CredentialsSource,
  destination: DestinationSettings,
  { roleName, externalId }: OfMode<'role'>,
): Promise<DestinationCredentials> {
  const command = new AssumeRoleCommand({
    RoleArn: roleArn(destination, roleName),
    RoleSessionName: sessionName(output.name),
    ExternalId: externalId,
    DurationSeconds: SESSION_SECONDS,
    Policy: sessionPolicy(destination, output.copy === 'server-side' ? sourceBucket : undefined),
  });
  const role = roleArn(destination, roleName);
  const answer = await refusing(output.name, role, ROLE_REMEDY, () => sts.send(command));
  return session(output.name, answer.Credentials);
}

async function byWebIdentity(
  { sts, foreignSts, output }: CredentialsSource,
  destination: DestinationSettings,
  { roleName, audience }: OfMode<'federation'>,
): Promise<DestinationCredentials> {
  const asked = new GetWebIdentityTokenCommand({
    Audience: [audience],
    DurationSeconds: TOKEN_SECONDS,
    SigningAlgorithm: 'ES384',
  });
  const { WebIdentityToken } = await refusing(output.name, 'this account', TOKEN_REMEDY, () => sts.send(asked));
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: roleArn(destination, roleName),
    RoleSessionName: sessionName(output.name),
    WebIdentityToken,
    DurationSeconds: SESSION_SECONDS,
    Policy: sessionPolicy(destination),
  });
  const role = roleArn(destination, roleName);
  const answer = await refusing(output.name, role, FEDERATION_REMEDY, () =>
    foreignSts(destination.region).send(command),
  );
  return session(output.name, answer.Credentials);
}

const ROLE_REMEDY =
  "Compare the trust policy of the role with the external id of the configuration and with the function's role.";
const TOKEN_REMEDY = 'Enable outbound web identity federation in IAM, and allow the function sts:GetWebIdentityToken.';
const FEDERATION_REMEDY =
  'Compare the OIDC provider of that account, its audience and the trust policy of the role with the configuration.';

/** What trying again by itself does not change. */
const REFUSALS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'InvalidIdentityToken',
  'InvalidIdentityTokenException',
  'IDPRejectedClaim',
  'IDPRejectedClaimException',
  'OutboundWebIdentityFederationDisabledException',
  'OutboundWebIdentityFederationDisabled',
]);

/** Names who was refused and what to do. The words of STS carry no secrets, its request would. */
async function refusing<T>(output: string, role: string, remedy: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const cause = error as Error;
    throw REFUSALS.has(cause.name) ? new CredentialsRefusedError(output, role, remedy, cause) : error;
  }
}

async function byKeys(
  { ssm, keysParameter, now }: CredentialsSource,
  { account }: DestinationSettings,
): Promise<DestinationCredentials> {
  const { accessKeyId, secretAccessKey } = await readKeys(ssm, keysParameter(account));
  return { accessKeyId, secretAccessKey, expiration: new Date(now() + KEYS_KEPT_MS) };
}

function session(output: string, credentials: Credentials | undefined): DestinationCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || Expiration === undefined) {
    throw new NoCredentialsError(output);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
