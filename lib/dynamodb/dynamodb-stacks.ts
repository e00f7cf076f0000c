import { type App, Aws } from 'aws-cdk-lib';
import type { ProducerSettings, TableStreamSettings } from '../../core/config/dynamodb/types';
import type { Settings } from '../../core/config/types';
import type { Landing } from '../../core/dynamodb/landing';
import { deliveriesTo } from '../../core/dynamodb/landing-readers';
import { publishingMachines } from '../../core/machines';
import type { LakeStack } from '../lake/lake-stack';
import type { IMachine } from '../shared/machine';
import type { Monitoring } from '../shared/monitoring';
import { DynamoDbConsumerStack } from './consumer/consumer-stack';
import { DynamoDbProducerStack } from './producer/producer-stack';
import { DynamoDbPublishingStack } from './publishing/publishing-stack';

export interface DynamoDbStacksProps {
  readonly settings: Settings;
  readonly monitoring: Monitoring;
  /** Where rows land in this account. @default nothing does */
  readonly consumer?: DynamoDbConsumerStack;
  readonly lake: LakeStack;
  /** Governs one database. */
  readonly catalogTables: IMachine;
}

export interface DynamoDbStacks {
  /** Only where something lands in this account. */
  readonly consumer?: DynamoDbConsumerStack;
  readonly producers: readonly DynamoDbProducerStack[];
  /** Only where something is published in this account. */
  readonly publishing?: DynamoDbPublishingStack;
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
export function addDynamoDbStacks(app: App, props: DynamoDbStacksProps): DynamoDbStacks {
  const { settings, monitoring, consumer } = props;
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
  return { consumer, producers, publishing: addPublishingStack(app, props) };
}

function addPublishingStack(
  app: App,
  { consumer, ...props }: DynamoDbStacksProps,
): DynamoDbPublishingStack | undefined {
  if (consumer === undefined || publishingMachines(props.settings.dynamodb).length === 0) return undefined;
  const { account, region } = props.settings.environment;
  return new DynamoDbPublishingStack(app, { ...props, env: { account, region }, consumer });
}
