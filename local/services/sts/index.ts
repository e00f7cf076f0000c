import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock';
import { DurableMap, type Store } from '../../store';
import { type LocalService, type RequestContext, ServiceError } from '../service';

/** Who holds an access key that AssumeRole gave out. */
interface Session {
  readonly accountId: string;
  readonly principalArn: string;
}

export interface Sts {
  readonly service: LocalService;
  /** A key of 12 digits is that account's; one that AssumeRole gave out is that session's; any other the default account's. */
  identify(accessKeyId: string): Session;
}

export interface StsDependencies {
  readonly clock: Clock;
  readonly store: Store;
  readonly partition: string;
  readonly accountId: string;
}

const DEFAULT_SESSION_SECONDS = 3600;

/** Security Token Service: everybody may assume any role. */
export async function createSts({ clock, store, partition, accountId }: StsDependencies): Promise<Sts> {
  const sessions = await DurableMap.load<Session>(store, 'sts-sessions');
  const user = (account: string): Session => ({
    accountId: account,
    principalArn: `arn:${partition}:iam::${account}:user/local`,
  });
  return {
    identify: (accessKeyId) =>
      sessions.get(accessKeyId) ?? user(/^\d{12}$/.test(accessKeyId) ? accessKeyId : accountId),
    service: {
      name: 'sts',
      operations: {
        async GetCallerIdentity(_input: object, caller: RequestContext) {
          return { Account: caller.accountId, Arn: caller.principalArn, UserId: 'LOCAL' };
        },
        async AssumeRole(input: { RoleArn: string; RoleSessionName: string; DurationSeconds?: number }) {
          const [, account, role] = /^arn:[\w-]+:iam::(\d{12}):role\/(?:.+\/)?([\w+=,.@-]+)$/.exec(input.RoleArn) ?? [];
          if (account === undefined) throw new ServiceError('ValidationError', `${input.RoleArn} is invalid`);
          const AccessKeyId = `ASIALOCAL${randomBytes(6).toString('hex').toUpperCase()}`;
          const arn = `arn:${partition}:sts::${account}:assumed-role/${role}/${input.RoleSessionName}`;
          await sessions.set(AccessKeyId, { accountId: account, principalArn: arn });
          const seconds = input.DurationSeconds ?? DEFAULT_SESSION_SECONDS;
          return {
            Credentials: {
              AccessKeyId,
              SecretAccessKey: randomBytes(20).toString('hex'),
              SessionToken: randomBytes(20).toString('hex'),
              Expiration: new Date(clock.now() + seconds * 1000),
            },
            AssumedRoleUser: { Arn: arn, AssumedRoleId: `LOCAL:${input.RoleSessionName}` },
          };
        },
      },
    },
  };
}
