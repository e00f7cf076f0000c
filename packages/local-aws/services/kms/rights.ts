import type { Needed, Rights } from '../../authorization/rights';
import { ServiceError } from '../../service';
import type { Keys } from './keys';

/** What the use of a key needs: the key's policy must have a word in it. Nothing for a key that is not there. */
export const keyUse =
  (keys: Keys) =>
  async (key: string, action: string, context: Needed['context'] = {}): Promise<readonly Needed[]> => {
    const found = await keys.find(key).catch((error: unknown) => {
      if (error instanceof ServiceError) return undefined;
      throw error;
    });
    // Whoever may use the service may use the key that AWS keeps for it.
    if (found === undefined || found.manager === 'AWS') return [];
    const { arn, policy, accountId: owner } = found;
    return [{ action, resource: arn, owner, policy, isPolicyNeeded: true, context }];
  };

export function kmsRights(keys: Keys): Rights {
  const use = keyUse(keys);
  return async (operation, { KeyId }: { readonly KeyId?: string }, { accountId }) => {
    if (KeyId === undefined || operation === 'ListAliases') return undefined;
    return use(KeyId, `kms:${operation}`, { 'kms:CallerAccount': accountId, 'kms:GrantIsForAWSResource': 'false' });
  };
}
