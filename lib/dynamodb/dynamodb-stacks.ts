import { type App, Aws } from 'aws-cdk-lib';
import type { ProducerSettings, TableStreamSettings } from '../../core/config/dynamodb/types';
import type { Settings } from '../../core/config/types';
import type { Landing } from '../../core/dynamodb/landing';
import { deliveriesTo } from '../../core/dynamodb/landing-readers';
import type { LakeStack } from '../lake/lake-stack';
import type { Monitoring } from '../shared/monitoring';
import { DynamoDbConsumerStack } from './consumer/consumer-stack';
import { DynamoDbProducerStack } from './producer/producer-stack';

export interface DynamoDbStacksProps {
  readonly settings: Settings;
  readonly monitoring: Monitoring;
  /** Where rows land in this account. @default nothing does */
  readonly consumer?: DynamoDbConsumerStack;
}

export interface DynamoDbStacks {
  /** Only where something lands in this account. */
  readonly consumer?: DynamoDbConsumerStack;
  readonly producers: readonly DynamoDbProducerStack[];
}

const isProducer = (entry: TableStreamSettings): entry is ProducerSettings => entry.from === undefined;

/** Where rows land, if any do. Databases are over it, so it comes before them. */
export function addConsumerStack(
  app: App,
  { settings, lake }: { readonly settings: Settings; readonly lake: LakeStack },
): DynamoDbConsumerStack | undefined {
  const { account, region } = settings.environment;
  const env = { account, region };
  const deliveries = deliveriesTo(settings, { partition: Aws.PARTITION, accountId: Aws.ACCOUNT_ID });
  return deliveries.length === 0 ? undefined : new DynamoDbConsumerStack(app, { env, settings, deliveries, lake });
}

/** The stacks of all streams of changes: what lands here, and what is streamed from here. */
export function addDynamoDbStacks(app: App, { settings, monitoring, consumer }: DynamoDbStacksProps): DynamoDbStacks {
  const { account, region } = settings.environment;
  const env = { account, region };
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
