import { randomBytes } from 'node:crypto';
import type { ServiceDependencies } from '../../service';
import { DurableMap } from '../../store';

export interface Principal {
  readonly accountId: string;
  /** ARN of the account's root, or of the assumed role's session. */
  readonly principalArn: string;
}

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** A role's session: whose key it is, and since when. */
interface Session extends Principal {
  readonly accessKeyId: string;
}

const ACCOUNT_ID = /^\d{12}$/;
const DEFAULT_SESSION_SECONDS = 3600;

/**
 * Who holds an access key. A key of 12 digits is that account's; a key issued by AssumeRole is the role session's, also
 * after a restart; every other key is the runtime's own account's. Signatures are not verified and keys do not expire:
 * virtual time may leap over days.
 */
export class Credentials {
  private constructor(
    readonly deps: Pick<ServiceDependencies, 'clock' | 'partition' | 'accountId'>,
    readonly sessions: DurableMap<Session>,
  ) {}

  static async load(
    deps: Pick<ServiceDependencies, 'clock' | 'store' | 'partition' | 'accountId'>,
  ): Promise<Credentials> {
    return new Credentials(deps, await DurableMap.load<Session>(deps.store, 'sts-sessions'));
  }

  readonly identify = (accessKeyId: string): Principal => {
    const session = this.sessions.get(accessKeyId);
    if (session !== undefined) return { accountId: session.accountId, principalArn: session.principalArn };
    const accountId = ACCOUNT_ID.test(accessKeyId) ? accessKeyId : this.deps.accountId;
    return { accountId, principalArn: `arn:${this.deps.partition}:iam::${accountId}:root` };
  };

  /** Keys of a role's session. Throws a RangeError for what is no role ARN. */
  async issue(
    roleArn: string,
    sessionName: string,
    durationSeconds = DEFAULT_SESSION_SECONDS,
  ): Promise<IssuedCredentials> {
    const accessKeyId = `ASIA${base32(16)}`;
    await this.sessions.set(accessKeyId, { accessKeyId, ...roleSession(roleArn, sessionName) });
    return {
      accessKeyId,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(120).toString('base64'),
      expiration: new Date(this.deps.clock.now() + durationSeconds * 1000),
    };
  }
}

/** `arn:aws:iam::1:role/path/name` in session `s` is `arn:aws:sts::1:assumed-role/name/s`; the path is dropped. */
export function roleSession(roleArn: string, sessionName: string): Principal {
  const match = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn);
  if (match === null)
    throw new RangeError(`'${roleArn}' is not the ARN of a role. Use arn:<partition>:iam::<account>:role/<name>.`);
  const [, partition = '', accountId = '', role = ''] = match;
  return { accountId, principalArn: `arn:${partition}:sts::${accountId}:assumed-role/${role}/${sessionName}` };
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base32 = (length: number): string =>
  Array.from(randomBytes(length), (byte) => BASE32.charAt(byte % BASE32.length)).join('');
