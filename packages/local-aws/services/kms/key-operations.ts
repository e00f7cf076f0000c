import type {
  CreateAliasCommandInput,
  CreateKeyCommandInput,
  KeyMetadata,
  ListAliasesCommandInput,
  ListKeysCommandInput,
  PutKeyPolicyCommandInput,
  ScheduleKeyDeletionCommandInput,
} from '@aws-sdk/client-kms';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import { checkedPolicy } from '../iam/errors';
import { pageOf } from '../page';
import type { KeyRecord, KeyState, Keys } from './keys';

const DAY_MS = 86_400_000;
const LIST_LIMIT = 100;
const ALIAS_NAME = /^alias\/[\w/-]{1,250}$/;

type ByKey = { readonly KeyId?: string };

export const keyOperations = (keys: Keys): Readonly<Record<string, Operation>> => ({
  CreateKey: async (input: CreateKeyCommandInput, { accountId }: RequestContext) => {
    if (input.KeySpec !== undefined && input.KeySpec !== 'SYMMETRIC_DEFAULT') {
      throw new ServiceError(
        'UnsupportedOperationException',
        `KeySpec ${input.KeySpec} is not served locally; SYMMETRIC_DEFAULT is.`,
      );
    }
    return {
      KeyMetadata: metadataOf(
        await keys.create({
          accountId,
          description: input.Description,
          policy: input.Policy && checkedPolicy(input.Policy, 'resource'),
        }),
      ),
    };
  },
  DescribeKey: async ({ KeyId = '' }: ByKey) => ({ KeyMetadata: metadataOf(await keys.find(KeyId)) }),
  ListKeys: async ({ Limit = LIST_LIMIT, Marker }: ListKeysCommandInput, { accountId }: RequestContext) => {
    const own = keys.records.values().filter((k) => k.accountId === accountId);
    const { items, next } = pageOf(own, Marker, Limit, 'InvalidMarkerException');
    return {
      Keys: items.map((k) => ({ KeyId: k.keyId, KeyArn: k.arn })),
      NextMarker: next,
      Truncated: next !== undefined,
    };
  },

  CreateAlias: ({ AliasName = '', TargetKeyId = '' }: CreateAliasCommandInput) =>
    createAlias(keys, AliasName, TargetKeyId),
  DeleteAlias: async ({ AliasName = '' }: { AliasName?: string }) => {
    if (!keys.aliases.has(AliasName)) throw new ServiceError('NotFoundException', `Alias ${AliasName} does not exist`);
    await keys.aliases.delete(AliasName);
    return {};
  },
  ListAliases: (input: ListAliasesCommandInput, { accountId }: RequestContext) => listAliases(keys, input, accountId),

  GetKeyPolicy: async ({ KeyId = '' }: ByKey) => ({ Policy: (await keys.find(KeyId)).policy, PolicyName: 'default' }),
  PutKeyPolicy: async ({ KeyId = '', Policy = '' }: PutKeyPolicyCommandInput) => {
    const key = await keys.find(KeyId);
    await keys.records.set(key.keyId, { ...key, policy: checkedPolicy(Policy, 'resource') });
    return {};
  },

  EnableKey: ({ KeyId = '' }: ByKey) => changeState(keys, KeyId, 'Enabled'),
  DisableKey: ({ KeyId = '' }: ByKey) => changeState(keys, KeyId, 'Disabled'),
  ScheduleKeyDeletion: async ({ KeyId = '', PendingWindowInDays = 30 }: ScheduleKeyDeletionCommandInput) => {
    const key = await keys.find(KeyId);
    const deletionAt = keys.deps.clock.now() + PendingWindowInDays * DAY_MS;
    await keys.records.set(key.keyId, { ...key, state: 'PendingDeletion', deletionAt });
    return { KeyId: key.arn, DeletionDate: new Date(deletionAt), KeyState: 'PendingDeletion', PendingWindowInDays };
  },
  CancelKeyDeletion: async ({ KeyId = '' }: ByKey) => {
    const key = await keys.find(KeyId);
    await keys.records.set(key.keyId, { ...key, state: 'Disabled', deletionAt: undefined });
    return { KeyId: key.arn };
  },
});

async function createAlias(keys: Keys, name: string, target: string): Promise<object> {
  if (!ALIAS_NAME.test(name))
    throw new ServiceError(
      'InvalidAliasNameException',
      `Alias '${name}' must begin with 'alias/' and go on with letters, digits, '/', '_' and '-'.`,
    );
  if (name.startsWith('alias/aws/'))
    throw new ServiceError('NotAuthorizedException', `Alias '${name}': names under alias/aws/ are AWS's own.`);
  const { keyId } = await keys.find(target);
  if (keys.aliases.has(name))
    throw new ServiceError('AlreadyExistsException', `An alias with the name ${name} already exists`);
  await keys.alias(name, keyId);
  return {};
}

async function listAliases(
  keys: Keys,
  { KeyId, Limit = LIST_LIMIT, Marker }: ListAliasesCommandInput,
  accountId: string,
): Promise<object> {
  const wanted = KeyId === undefined ? undefined : (await keys.find(KeyId)).keyId;
  const known = keys.aliases.values().flatMap((alias) => {
    const key = keys.records.get(alias.keyId);
    return key?.accountId === accountId && (wanted ?? key.keyId) === key.keyId ? [{ alias, key }] : [];
  });
  const { items, next } = pageOf(known, Marker, Limit, 'InvalidMarkerException');
  return {
    Aliases: items.map(({ alias, key }) => ({
      AliasName: alias.name,
      AliasArn: keys.aliasArn(alias.name, key.accountId),
      TargetKeyId: alias.keyId,
      CreationDate: new Date(alias.createdAt),
    })),
    NextMarker: next,
    Truncated: next !== undefined,
  };
}

async function changeState(keys: Keys, name: string, state: KeyState): Promise<object> {
  const key = await keys.find(name);
  if (key.state === 'PendingDeletion')
    throw new ServiceError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  await keys.records.set(key.keyId, { ...key, state });
  return {};
}

const metadataOf = (key: KeyRecord): KeyMetadata => ({
  AWSAccountId: key.accountId,
  KeyId: key.keyId,
  Arn: key.arn,
  CreationDate: new Date(key.createdAt),
  Enabled: key.state === 'Enabled',
  Description: key.description,
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: key.state,
  DeletionDate: key.deletionAt === undefined ? undefined : new Date(key.deletionAt),
  Origin: 'AWS_KMS',
  KeyManager: key.manager,
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
});
