import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type PolicySettings, policyHash } from '../../core/governance';
import { DEPLOYED_POLICY_KEY, type DeployedPolicyItem } from '../../core/ledger/governance';
import { getItem } from '../../functions/shared/ledger/get';
import { putItem } from '../../functions/shared/ledger/put';

/** What the catalog stack records: the policy that runs use from now on. The date is that of its last change. */
export async function deployPolicy(
  settings: PolicySettings,
  tableName: string,
  { dynamodb, now }: { readonly dynamodb: DynamoDBClient; readonly now: () => number },
): Promise<void> {
  const table = { dynamodb, tableName };
  const hash = policyHash(settings);
  const known = await getItem<DeployedPolicyItem>(table, DEPLOYED_POLICY_KEY);
  if (known?.hash === hash) return;
  const item: DeployedPolicyItem = { hash, at: new Date(now()).toISOString() };
  await putItem(table, DEPLOYED_POLICY_KEY, item);
}
