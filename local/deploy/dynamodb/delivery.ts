import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  type ExtendedS3DestinationConfiguration,
  type FirehoseClient,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import { deliverySettings, transformParameters } from '../../../core/dynamodb/delivery';
import type { Landing } from '../../../core/dynamodb/landing';
import { unlessAbsent, unlessThere } from '../unless-there';
import type { ProducerResources } from './resources';

export interface DeliveryClients {
  readonly firehose: FirehoseClient;
  readonly wait: (ms: number) => Promise<void>;
}

const POLL_MS = 1000;

/** Where Firehose writes and how, without the log, which nothing local keeps. */
export function destinationOf(
  producer: ProducerSettings,
  { functionArn, deliveryRole: RoleARN }: ProducerResources,
  { bucket, key }: Landing,
): ExtendedS3DestinationConfiguration {
  const Parameters = Object.entries(transformParameters(functionArn, RoleARN)).map(
    ([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }),
  );
  const Processors = [{ Type: 'Lambda', Parameters }];
  return {
    ...{ RoleARN, BucketARN: bucket, ...deliverySettings(producer) },
    EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: key } },
    ProcessingConfiguration: { Enabled: true, Processors },
  } as ExtendedS3DestinationConfiguration;
}

/** The delivery, once it is active: it begins with what arrives from then on. One that stands is brought up to date. */
export async function deployDelivery(
  { streamName: DeliveryStreamName, streamArn, deliveryRole }: ProducerResources,
  destination: ExtendedS3DestinationConfiguration,
  clients: DeliveryClients,
): Promise<void> {
  const { firehose } = clients;
  const KinesisStreamSourceConfiguration = { KinesisStreamARN: streamArn, RoleARN: deliveryRole };
  const source = { DeliveryStreamType: 'KinesisStreamAsSource' as const, KinesisStreamSourceConfiguration };
  const creation = new CreateDeliveryStreamCommand({
    ...{ DeliveryStreamName, ...source, ExtendedS3DestinationConfiguration: destination },
  });
  const isNew = await unlessThere(firehose.send(creation));
  const { VersionId, Destinations: [present] = [] } = await activeDelivery(DeliveryStreamName, clients);
  if (isNew || isSame(destination, present?.ExtendedS3DestinationDescription)) return;
  await firehose.send(
    new UpdateDestinationCommand({
      ...{ DeliveryStreamName, CurrentDeliveryStreamVersionId: VersionId, DestinationId: present?.DestinationId },
      ExtendedS3DestinationUpdate: destination,
    }),
  );
}

/** Resolves when its name is free again. */
export async function removeDelivery(DeliveryStreamName: string, clients: DeliveryClients): Promise<void> {
  const { firehose, wait } = clients;
  const gone = async (): Promise<void> => {
    await activeDelivery(DeliveryStreamName, clients);
    await firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName }));
    for (;;) {
      await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
      await wait(POLL_MS);
    }
  };
  await unlessAbsent(gone());
}

async function activeDelivery(
  DeliveryStreamName: string,
  { firehose, wait }: DeliveryClients,
): Promise<DeliveryStreamDescription> {
  for (;;) {
    const { DeliveryStreamDescription: found } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
    );
    if (found?.DeliveryStreamStatus === 'ACTIVE') return found;
    await wait(POLL_MS);
  }
}

/** Members that nobody asked for are AWS's defaults. */
const isSame = (wanted: object, present: object | undefined): boolean =>
  Object.entries(wanted).every(
    ([name, value]) =>
      JSON.stringify(value, sortedKeys) === JSON.stringify((present as Record<string, unknown>)?.[name], sortedKeys),
  );

const sortedKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
