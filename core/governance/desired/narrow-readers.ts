import { createHash } from 'node:crypto';
import type { Settings } from '../../config/types';
import { catalogDatabases } from '../../lake/catalog-databases';
import { rulesOf } from '../model/policy';

/** A role of the analytics account that reads by filters of its own and not all that the account was given. */
export interface NarrowReader {
  readonly role: string;
  /** Names its workgroup, its results and its policy: the role's own name, as Athena and S3 take it. */
  readonly name: string;
}

const HASH_CHARS = 8;

/** Each has results of its own in Athena: what one role read, another one may not see. */
export function narrowReaders(settings: Settings, analytics: string): NarrowReader[] {
  const { governance, accounts } = settings;
  const analysts = new Set(accounts.analysts);
  const principals = catalogDatabases(settings).flatMap(({ name: database }) =>
    Object.values(rulesOf(governance, { database, analytics }).tables).flatMap(({ filters }) =>
      filters.flatMap((filter) => filter.principals),
    ),
  );
  return [...new Set(principals)]
    .filter((each) => !analysts.has(each) && each.split(':')[4] === analytics && each.includes(':role/'))
    .sort()
    .map((role) => ({ role, name: nameOf(role) }));
}

/** Names of roles are unique in an account, but for characters that are not taken elsewhere. */
function nameOf(role: string): string {
  const own = role.split('/').at(-1)!;
  const plain = own.replaceAll(/[^\w.-]/g, '-');
  return plain === own ? own : `${plain}-${createHash('sha256').update(role).digest('hex').slice(0, HASH_CHARS)}`;
}
