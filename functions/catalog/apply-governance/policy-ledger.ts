import {
  type AppliedPolicyItem,
  appliedPolicyKey,
  DEPLOYED_POLICY_KEY,
  type DeployedPolicyItem,
  POLICY_PARTITION,
} from '../../../core/ledger/governance';
import type { Reader } from '../../shared/lakeformation/reader';
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

/**
 * Writes down the policy that a run uses where the ledger has lost it, for CloudFormation does so only for another
 * policy. What a deployment wrote stands.
 */
export async function recordSeenPolicy(table: LedgerTable, hash: string, clock: Pick<Reader, 'now' | 'wait'>) {
  const { deployed } = await readPolicies(table);
  if (deployed?.hash === hash || (deployed !== undefined && deployed.isSeen !== true)) return;
  const item: DeployedPolicyItem = { hash, at: new Date(clock.now()).toISOString(), isSeen: true };
  await writeBatch(table, [{ key: DEPLOYED_POLICY_KEY, item }], clock.wait);
}

/**
 * Which policy one database was last made as, so that `drift` can tell what somebody changed from what no run has
 * applied yet.
 */
export class AppliedPolicies {
  constructor(
    readonly table: LedgerTable,
    readonly glueDatabase: string,
    readonly clock: Pick<Reader, 'now' | 'wait'>,
  ) {}

  /** Once nothing of the policy is left to do. */
  record(hash: string): Promise<void> {
    const { glueDatabase, clock } = this;
    return this.#write({ glueDatabase, hash, at: new Date(clock.now()).toISOString() });
  }

  /** Before anything is changed: a run that ends halfway leaves the database as no policy says. */
  forget(): Promise<void> {
    return this.#write();
  }

  #write(item?: AppliedPolicyItem): Promise<void> {
    return writeBatch(this.table, [{ key: appliedPolicyKey(this.glueDatabase), item }], this.clock.wait);
  }
}
