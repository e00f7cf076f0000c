import { CreateAliasCommand, type KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import type { Settings } from '../../core/config/types';
import { copiesOfLake, keyAdmits } from '../../core/replication/rights/server-side';
import type { LocalResources, Place } from './resources';
import { unlessThere } from './unless-there';

/**
 * The alias of the lake stack's key, and its policy but for CloudWatch Logs, which is not there: the account, and
 * services that act without a role of ours, and roles by which S3 copies.
 */
export async function deployKeyPolicy(
  settings: Pick<Settings, 'replications'>,
  { partition, accountId, names }: Place,
  { keyArn: KeyId }: LocalResources,
  kms: KMSClient,
): Promise<void> {
  await unlessThere(kms.send(new CreateAliasCommand({ AliasName: `alias/${names.prefix}`, TargetKeyId: KeyId })));
  const services = ['events.amazonaws.com', 'cloudwatch.amazonaws.com'];
  const allow = (Principal: object, Action: string | readonly string[]) => ({
    Effect: 'Allow',
    Principal,
    Action,
    Resource: '*',
  });
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      allow({ AWS: `arn:${partition}:iam::${accountId}:root` }, 'kms:*'),
      ...services.map((Service) => allow({ Service }, ['kms:Decrypt', 'kms:GenerateDataKey'])),
      ...copiesOfLake(settings).map(({ output }) => keyAdmits(output)),
    ],
  });
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
}
