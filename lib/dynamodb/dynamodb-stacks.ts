import { type App, Aws } from 'aws-cdk-lib';
import { deliveryRoleName } from '../../core/config/dynamodb/defaults';
import type { ProducerSettings, TableStreamSettings } from '../../core/config/dynamodb/types';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import type { Landing } from '../../core/dynamodb/landing';
import type { Delivery } from '../../core/dynamodb/rights/landing';
import type { Monitoring } from '../shared/monitoring';
import { DynamoDbConsumerStack } from './consumer/consumer-stack';
import { DynamoDbProducerStack } from './producer/producer-stack';

export interface DynamoDbStacksProps {
  readonly settings: Settings;
  readonly monitoring: Monitoring;
}

export interface DynamoDbStacks {
  /** Only where something lands in this account. */
  readonly consumer?: DynamoDbConsumerStack;
  readonly producers: readonly DynamoDbProducerStack[];
}

const isProducer = (entry: TableStreamSettings): entry is ProducerSettings => entry.from === undefined;

/** The stacks of all streams of changes: what lands here, and what is streamed from here. */
export function addDynamoDbStacks(app: App, { settings, monitoring }: DynamoDbStacksProps): DynamoDbStacks {
  const { account, region } = settings.environment;
  const env = { account, region };
  const deliveries = deliveriesTo(settings);
  const consumer = deliveries.length === 0 ? undefined : new DynamoDbConsumerStack(app, { env, settings, deliveries });
  const landingOf = ({ to }: ProducerSettings): Landing =>
    to === undefined
      ? { bucket: consumer!.bucket.bucketArn, key: consumer!.key.keyArn }
      : { bucket: `arn:${Aws.PARTITION}:s3:::${to.bucket}`, key: to.keyArn };
  const producers = settings.dynamodb
    .filter(isProducer)
    .map(
      (producer) =>
        new DynamoDbProducerStack(app, { env, settings, producer, landing: landingOf(producer), monitoring }),
    );
  return { consumer, producers };
}

/** Who writes into this account's landing bucket. */
function deliveriesTo({ dynamodb, environment }: Settings): Delivery[] {
  const names = namesOf(environment);
  const roleArn = (account: string, roleName: string): string =>
    `arn:${Aws.PARTITION}:iam::${account}:role/${roleName}`;
  return dynamodb.flatMap((entry): Delivery[] => {
    const { name: of } = entry;
    if (!isProducer(entry)) {
      const { account, roleName } = entry.from;
      return [{ entry: of, account, role: roleArn(account, roleName) }];
    }
    if (entry.to !== undefined) return [];
    const own = deliveryRoleName(names, of, environment.region);
    return [{ entry: of, account: Aws.ACCOUNT_ID, role: roleArn(Aws.ACCOUNT_ID, own) }];
  });
}
