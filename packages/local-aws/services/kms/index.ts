import type { Rights } from '../../authorization/rights';
import type { LocalService, ServiceDependencies } from '../../service';
import { type Cipher, createCipher } from './cipher';
import { cryptoOperations } from './crypto-operations';
import { grantOperations } from './grants';
import { keyOperations } from './key-operations';
import { Keys } from './keys';
import { keyUse, kmsRights } from './rights';

export { type Cipher, keyIdOf } from './cipher';

export interface KmsOptions {
  /** Ids or ARNs of keys that stand from the start, as the stacks would have made them. An ARN names the account. */
  readonly keyIds?: readonly string[];
}

export interface Kms {
  readonly service: LocalService;
  readonly cipher: Cipher;
  readonly rights: Rights;
  /** What the use of a key in another service needs. */
  readonly keyUse: ReturnType<typeof keyUse>;
}

/** KMS: symmetric keys with real AES-256-GCM. Policies are enforced where `startAws` authorises. */
export async function createKms(
  deps: Pick<ServiceDependencies, 'clock' | 'store' | 'partition' | 'region' | 'accountId'>,
  { keyIds = [] }: KmsOptions = {},
): Promise<Kms> {
  const keys = await Keys.load(deps);
  for (const key of keyIds) {
    const [, accountId, keyId = key] = /:(\d{12}):key\/(.*)$/.exec(key) ?? [];
    if (!keys.records.has(keyId)) await keys.create({ keyId, accountId });
  }
  const cipher = createCipher(keys);
  const grants = await grantOperations(keys, deps.store);
  return {
    service: { name: 'kms', operations: { ...keyOperations(keys), ...grants, ...cryptoOperations(keys, cipher) } },
    cipher,
    rights: kmsRights(keys),
    keyUse: keyUse(keys),
  };
}
