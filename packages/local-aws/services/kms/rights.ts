import type { Needed, Rights } from '../../authorization/rights';
import { ServiceError } from '../../service';
import { keyIdOf } from './cipher';
import type { KeyRecord, Keys } from './keys';

type Context = Needed['context'];

/** What the use of a key in another service needs: the key's policy must have a word in it. */
export const keyUse =
  (keys: Keys) =>
  async (key: string, action: string, context: Context = {}): Promise<readonly Needed[]> => {
    const found = await foundKey(keys, key);
    // Whoever may use the service may use the key that AWS keeps for it.
    return found === undefined || found.manager === 'AWS' ? [] : [ofKey(found, action, context)];
  };

interface Input {
  readonly KeyId?: string;
  readonly TargetKeyId?: string;
  readonly AliasName?: string;
  readonly CiphertextBlob?: Uint8Array;
  readonly EncryptionContext?: Readonly<Record<string, string>>;
}

/** AWS KMS Developer Guide, "Permissions reference": a call for a key that is not there needs nothing, and fails. */
export const kmsRights =
  (keys: Keys): Rights =>
  async (operation, input: Input, { accountId }) => {
    if (operation === 'ListAliases') return undefined;
    const action = `kms:${operation}`;
    const alias = operation.endsWith('Alias') ? (input.AliasName ?? '') : undefined;
    const name = input.KeyId ?? input.TargetKeyId ?? alias ?? keyOfBlob(input);
    if (name === undefined) return undefined;
    const key = await foundKey(keys, name);
    const ofAlias =
      alias === undefined ? [] : [{ action, resource: keys.aliasArn(alias, key?.accountId ?? accountId) }];
    const context = {
      ...{ 'kms:ViaService': undefined, 'kms:GrantIsForAWSResource': 'false', 'kms:EncryptionContext:*': undefined },
      ...encryptionContext(input),
    };
    return [...ofAlias, ...(key === undefined ? [] : [ofKey(key, action, context)])];
  };

/** Decrypt need not name its key: the blob does. A text that is no blob of a key here is refused for that. */
const keyOfBlob = ({ CiphertextBlob }: Input): string | undefined =>
  CiphertextBlob === undefined ? undefined : (keyIdOf(CiphertextBlob) ?? '');

const encryptionContext = ({ EncryptionContext = {} }: Input): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(EncryptionContext).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
  );

const foundKey = (keys: Keys, name: string): Promise<KeyRecord | undefined> =>
  keys.find(name).catch((error: unknown) => {
    if (error instanceof ServiceError) return undefined;
    throw error;
  });

const ofKey = ({ arn, policy, accountId: owner }: KeyRecord, action: string, context: Context): Needed => ({
  ...{ action, resource: arn, owner, policy, context },
  isPolicyNeeded: true,
});
