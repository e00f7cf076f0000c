import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { TableStreamSettings } from '../../core/config/dynamodb/types';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import { landingBucketName } from '../../core/dynamodb/landing';

/** The bucket in which an entry's rows arrive. */
export async function landingOf(entry: TableStreamSettings, { environment }: Settings): Promise<string> {
  if (entry.to !== undefined) return entry.to.bucket;
  const { Account: accountId = '' } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  return landingBucketName(namesOf(environment), { accountId, region: environment.region });
}
