import type {
  CreateSecurityConfigurationCommandInput,
  DeleteSecurityConfigurationCommandInput,
  EncryptionConfiguration,
  GetSecurityConfigurationCommandInput,
  GetSecurityConfigurationsCommandInput,
  SecurityConfiguration,
} from '@aws-sdk/client-glue';
import type { Clock } from '../../clock';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import type { DurableMap } from '../../store';
import { pageOf } from '../page';

export interface SecurityConfigurationRecord {
  readonly catalogId: string;
  readonly name: string;
  readonly encryption: EncryptionConfiguration;
  readonly createdAt: number;
}

/** Kept and shown. Crawlers write no log here, so nothing is encrypted by them. */
export function securityConfigurationOperations(
  configurations: DurableMap<SecurityConfigurationRecord>,
  clock: Clock,
): Record<string, Operation> {
  const find = (name: string | undefined, { accountId }: RequestContext): SecurityConfigurationRecord => {
    const found = configurations.get(securityConfigurationKey(accountId, name ?? ''));
    if (found !== undefined) return found;
    throw new ServiceError('EntityNotFoundException', `Security configuration ${name} not found`);
  };
  return {
    CreateSecurityConfiguration: async (input: CreateSecurityConfigurationCommandInput, { accountId }) => {
      const { Name: name = '', EncryptionConfiguration: encryption = {} } = input;
      const key = securityConfigurationKey(accountId, name);
      if (configurations.has(key)) {
        throw new ServiceError('AlreadyExistsException', `Security configuration already exists: ${name}`);
      }
      const record = { catalogId: accountId, name, encryption, createdAt: clock.now() };
      await configurations.set(key, record);
      return { Name: name, CreatedTimestamp: new Date(record.createdAt) };
    },
    GetSecurityConfiguration: async ({ Name }: GetSecurityConfigurationCommandInput, context) => ({
      SecurityConfiguration: describe(find(Name, context)),
    }),
    GetSecurityConfigurations: async (input: GetSecurityConfigurationsCommandInput, { accountId }) => {
      const own = configurations.values().filter(({ catalogId }) => catalogId === accountId);
      const { items, next } = pageOf(own, input.NextToken, input.MaxResults ?? 100);
      return { SecurityConfigurations: items.map(describe), NextToken: next };
    },
    DeleteSecurityConfiguration: async ({ Name }: DeleteSecurityConfigurationCommandInput, context) => {
      await configurations.delete(securityConfigurationKey(context.accountId, find(Name, context).name));
      return {};
    },
  };
}

export const securityConfigurationKey = (accountId: string, name: string): string => `${accountId}/${name}`;

const describe = ({ name, encryption, createdAt }: SecurityConfigurationRecord): SecurityConfiguration => ({
  Name: name,
  CreatedTimeStamp: new Date(createdAt),
  EncryptionConfiguration: encryption,
});
