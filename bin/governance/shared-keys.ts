import { keysToShare, policiesOfOthers, type SharedKey } from '../../core/governance';
import { ownValue } from '../../core/own-value';
import { readCarriers } from '../../functions/shared/lakeformation/read-carriers';
import { type Looked, readerOf } from './look';

/** What others do with the keys of `governance.tags`. */
export async function readSharedKeys(looked: Looked): Promise<SharedKey[]> {
  const {
    settings: { governance, accounts },
    databases: [first],
  } = looked;
  if (first === undefined) return [];
  const { live, database } = first;
  const found: SharedKey[] = [];
  for (const key of keysToShare(governance)) {
    const carriers = await readCarriers(readerOf(looked), key, ownValue(live.tags, key) ?? []);
    const grants = policiesOfOthers(governance, live, { database, analytics: accounts.analytics }, key);
    if (carriers.length + grants.length > 0) found.push({ key, carriers, grants });
  }
  return found;
}
