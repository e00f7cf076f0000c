import {
  type AppliedPolicyItem,
  appliedPolicyKey,
  type DeployedPolicyItem,
  POLICY_PARTITION,
} from '../../../core/ledger/governance';
import { queryItems } from '../../shared/ledger/query';
import type { LedgerTable } from '../../shared/ledger/table';
import { writeBatch } from '../../shared/ledger/write-batch';

/** What the ledger says of policies. */
export interface KnownPolicies {
  /** The one that runs use. Undefined before the first deployment that records it. */
  readonly deployed?: DeployedPolicyItem;
  /** The one that each database was last made as. */
  readonly applied: Readonly<Record<string, DeployedPolicyItem>>;
}

export async function readPolicies(table: LedgerTable): Promise<KnownPolicies> {
  const items = await queryItems<DeployedPolicyItem | AppliedPolicyItem>(table, POLICY_PARTITION);
  const applied = items.flatMap((item) => ('glueDatabase' in item ? [item] : []));
  return {
    deployed: items.find((item) => !('glueDatabase' in item)),
    applied: Object.fromEntries(applied.map(({ glueDatabase, ...policy }) => [glueDatabase, policy])),
  };
}

/** Once the database is as that policy says. */
export function recordAppliedPolicy(
  table: LedgerTable,
  item: AppliedPolicyItem,
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  return writeBatch(table, [{ key: appliedPolicyKey(item.glueDatabase), item }], wait);
}
