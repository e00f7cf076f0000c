import { createHash, randomBytes } from 'node:crypto';
import type { ServiceDependencies } from '../../service';
import { DurableMap } from '../../store';

export interface Principal {
  readonly accountId: string;
  /** ARN of the account's root, or of the assumed role's session. */
  readonly principalArn: string;
  /** Of a role's session. */
  readonly roleArn?: string;
  /** Policies that AssumeRole was given: the session may what the role and they allow. */
  readonly sessionPolicies?: readonly string[];
  /** The key is not valid any more: its session is over. */
  readonly isExpired?: boolean;
  /** There is no such key any more. */
  readonly isRevoked?: boolean;
}

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** A role's session: whose key it is, and since when. */
interface Session extends Omit<Principal, 'isExpired' | 'isRevoked'> {
  readonly accessKeyId: string;
  /** Milliseconds since the epoch; absent for a service's own, which AWS renews by itself. */
  readonly expiresAt?: number;
}

export interface IssueOptions {
  /** @default an hour */
  readonly durationSeconds?: number;
  readonly sessionPolicies?: readonly string[];
}

const ACCOUNT_ID = /^\d{12}$/;
const DEFAULT_SESSION_SECONDS = 3600;

/**
 * Who holds an access key. A key of 12 digits is that account's; a key issued by AssumeRole is the role session's, also
 * after a restart, until it expires; every other key is the runtime's own account's. Signatures are not verified.
 */
export class Credentials {
  readonly #ofServices = new Map<string, Session>();

  private constructor(
    readonly deps: Pick<ServiceDependencies, 'clock' | 'partition' | 'accountId'>,
    readonly sessions: DurableMap<Session>,
    readonly revoked: DurableMap<true>,
  ) {}

  static async load(
    deps: Pick<ServiceDependencies, 'clock' | 'store' | 'partition' | 'accountId'>,
  ): Promise<Credentials> {
    const { store } = deps;
    return new Credentials(
      deps,
      await DurableMap.load<Session>(store, 'sts-sessions'),
      await DurableMap.load<true>(store, 'sts-revoked-keys'),
    );
  }

  readonly identify = (accessKeyId: string): Principal => {
    const isRevoked = this.revoked.has(accessKeyId) || undefined;
    const session = this.sessions.get(accessKeyId) ?? this.#ofServices.get(accessKeyId);
    if (session !== undefined) {
      const { expiresAt, accessKeyId: _, ...principal } = session;
      return { ...principal, isExpired: expiresAt !== undefined && expiresAt <= this.deps.clock.now(), isRevoked };
    }
    const accountId = ACCOUNT_ID.test(accessKeyId) ? accessKeyId : this.deps.accountId;
    return { accountId, principalArn: `arn:${this.deps.partition}:iam::${accountId}:root`, isRevoked };
  };

  /** An access key that was deleted, as by a rotation: whoever uses it is told that it is not known. */
  readonly revoke = (accessKeyId: string): Promise<void> => this.revoked.set(accessKeyId, true);

  /** Keys of a role's session. Throws a RangeError for what is no role ARN. */
  async issue(
    roleArn: string,
    sessionName: string,
    { durationSeconds = DEFAULT_SESSION_SECONDS, sessionPolicies }: IssueOptions = {},
  ): Promise<IssuedCredentials> {
    const accessKeyId = `ASIA${base32(randomBytes(16))}`;
    const expiresAt = this.deps.clock.now() + durationSeconds * 1000;
    await this.sessions.set(accessKeyId, {
      accessKeyId,
      ...roleSession(roleArn, sessionName),
      sessionPolicies,
      expiresAt,
    });
    return {
      accessKeyId,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(120).toString('base64'),
      expiration: new Date(expiresAt),
    };
  }

  /**
   * The key that a service of AWS uses as a role, the same each time: AWS renews it before it expires. Throws a
   * RangeError for what is no role ARN.
   */
  readonly serviceKey = (roleArn: string, sessionName: string): string => {
    const digest = createHash('sha256').update(`${roleArn}/${sessionName}`).digest();
    const accessKeyId = `ASIA${base32(digest.subarray(0, 16))}`;
    this.#ofServices.set(accessKeyId, { accessKeyId, ...roleSession(roleArn, sessionName) });
    return accessKeyId;
  };
}

/** `arn:aws:iam::1:role/path/name` in session `s` is `arn:aws:sts::1:assumed-role/name/s`; the path is dropped. */
export function roleSession(roleArn: string, sessionName: string): Principal {
  const match = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn);
  if (match === null)
    throw new RangeError(`'${roleArn}' is not the ARN of a role. Use arn:<partition>:iam::<account>:role/<name>.`);
  const [, partition = '', accountId = '', role = ''] = match;
  return { accountId, principalArn: `arn:${partition}:sts::${accountId}:assumed-role/${role}/${sessionName}`, roleArn };
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base32 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => BASE32.charAt(byte % BASE32.length)).join('');
