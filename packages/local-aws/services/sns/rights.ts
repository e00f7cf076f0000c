import type { Rights } from '../../authorization/rights';
import type { Kms } from '../kms';
import { policyOf, type Topics } from './topics';

/** Service Authorization Reference, "Amazon SNS"; who publishes to an encrypted topic uses its key. */
export const snsRights =
  (topics: Topics, keyUse: Kms['keyUse']): Rights =>
  async (
    operation,
    { TopicArn: resource, TargetArn }: { readonly TopicArn?: string; readonly TargetArn?: string },
    { accountId },
  ) => {
    const arn = resource ?? TargetArn;
    if (arn === undefined) return undefined;
    const topic = topics.records.get(arn);
    const needed = {
      action: `sns:${operation}`,
      resource: arn,
      context: { 'aws:SourceOwner': accountId },
      ...(topic === undefined ? {} : { owner: topic.accountId, policy: policyOf(topic) }),
    };
    const key = topic?.attributes.KmsMasterKeyId;
    if (operation !== 'Publish' || key === undefined) return [needed];
    const [encrypts, decrypts] = [await keyUse(key, 'kms:GenerateDataKey'), await keyUse(key, 'kms:Decrypt')];
    return [needed, ...encrypts, ...decrypts];
  };
