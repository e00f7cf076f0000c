import { randomBytes } from 'node:crypto';
import type {
  CreateGrantCommandInput,
  GrantListEntry,
  ListGrantsCommandInput,
  RevokeGrantCommandInput,
} from '@aws-sdk/client-kms';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import { DurableMap, type Store } from '../../store';
import { pageOf } from '../page';
import type { Keys } from './keys';

/** The most that ListGrants lists at once (API reference). */
const LIST_LIMIT = 50;

interface GrantRecord extends Pick<GrantListEntry, 'GrantId' | 'Name' | 'GranteePrincipal' | 'Operations'> {
  readonly keyId: string;
  readonly issuedBy: string;
  readonly createdAt: number;
}

/** Grants are kept and listed. They let nobody use a key: only policies do that here. */
export async function grantOperations(keys: Keys, store: Store): Promise<Readonly<Record<string, Operation>>> {
  const grants = await DurableMap.load<GrantRecord>(store, 'kms-grants');
  return {
    CreateGrant: async (input: CreateGrantCommandInput, { accountId }: RequestContext) => {
      const { KeyId = '', GranteePrincipal, Operations = [], Name } = input;
      if (GranteePrincipal === undefined)
        throw new ServiceError('ValidationException', 'GranteePrincipal must be given.');
      const { keyId } = await keys.find(KeyId);
      const GrantId = randomBytes(32).toString('hex');
      const record = { GrantId, Name, GranteePrincipal, Operations };
      const createdAt = keys.deps.clock.now();
      await grants.set(GrantId, { ...record, keyId, createdAt, issuedBy: issuer(keys, accountId) });
      return { GrantId, GrantToken: Buffer.from(GrantId).toString('base64') };
    },

    ListGrants: async ({ KeyId = '', GrantId, Limit = LIST_LIMIT, Marker }: ListGrantsCommandInput) => {
      const { keyId, arn } = await keys.find(KeyId);
      const all = grants
        .values()
        .filter((each) => each.keyId === keyId && (GrantId === undefined || each.GrantId === GrantId));
      const { items, next } = pageOf(all, Marker, Limit, 'InvalidMarkerException');
      return {
        Grants: items.map(({ keyId: _, issuedBy: IssuingAccount, createdAt, ...grant }) => ({
          ...grant,
          KeyId: arn,
          IssuingAccount,
          CreationDate: new Date(createdAt),
        })),
        NextMarker: next,
        Truncated: next !== undefined,
      };
    },

    RevokeGrant: async ({ KeyId = '', GrantId = '' }: RevokeGrantCommandInput) => {
      const { keyId } = await keys.find(KeyId);
      if (grants.get(GrantId)?.keyId !== keyId)
        throw new ServiceError('NotFoundException', `Grant ${GrantId} was not found on the key.`);
      await grants.delete(GrantId);
      return {};
    },
  };
}

const issuer = ({ deps }: Keys, accountId: string): string => `arn:${deps.partition}:iam::${accountId}:root`;
