import {
  GetBucketNotificationConfigurationCommand,
  type GetBucketNotificationConfigurationCommandOutput,
  type NotificationConfiguration,
  type S3Client,
  type TopicConfiguration,
} from '@aws-sdk/client-s3';
import type { ReplicationSettings } from '../../core/config/replication/types';

/** What of a bucket's notifications is S3's to take. */
export type Notifications = NotificationConfiguration;

export interface MergedNotifications {
  readonly bucket: string;
  /** Whether the bucket has them already. */
  readonly isThere: boolean;
  /** The whole configuration: what the bucket has, and the topic of the replication. */
  readonly notifications: Notifications;
}

/** What the bucket has now, with the topic of the replication added or brought up to date. Changes nothing. */
export async function mergedNotifications(
  s3: S3Client,
  replication: ReplicationSettings,
  Bucket: string,
  TopicArn: string,
): Promise<MergedNotifications> {
  const { $metadata: _, ...present } = await notificationsOf(s3, replication, Bucket);
  const wanted = topicConfiguration(replication, TopicArn);
  const topics = present.TopicConfigurations ?? [];
  const others = topics.filter((each) => each.TopicArn !== TopicArn);
  const own = topics.filter((each) => each.TopicArn === TopicArn);
  const isThere = own.length === 1 && isSame(own[0]!, wanted);
  return { bucket: Bucket, isThere, notifications: { ...present, TopicConfigurations: [...others, wanted] } };
}

async function notificationsOf(
  s3: S3Client,
  { name }: ReplicationSettings,
  Bucket: string,
): Promise<GetBucketNotificationConfigurationCommandOutput> {
  try {
    return await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  } catch (error) {
    if ((error as Error).name !== 'NoSuchBucket') throw error;
    throw new Error(
      `The bucket '${Bucket}' does not exist, which is source.bucket of the replication '${name}'. Correct the name, or create it: aws s3 mb s3://${Bucket}`,
    );
  }
}

function topicConfiguration({ name, source, outputs }: ReplicationSettings, TopicArn: string): TopicConfiguration {
  const deletes = outputs.map((each) => each.deletes);
  const Events: TopicConfiguration['Events'] = [
    's3:ObjectCreated:*',
    ...(deletes.some((each) => each !== 'none') ? (['s3:ObjectRemoved:*'] as const) : []),
    ...(deletes.includes('deleted-and-expired') ? (['s3:LifecycleExpiration:*'] as const) : []),
  ];
  return {
    Id: `lakeferry-${name}`,
    TopicArn,
    Events,
    ...(source.prefix === '' ? {} : { Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: source.prefix }] } } }),
  };
}

const isSame = (a: TopicConfiguration, b: TopicConfiguration): boolean => comparable(a) === comparable(b);

/** S3 gives ids of its own, and writes names of filters with a capital. */
const comparable = ({ Events = [], Filter }: TopicConfiguration): string =>
  JSON.stringify([
    [...Events].sort(),
    (Filter?.Key?.FilterRules ?? []).map(({ Name = '', Value }) => [Name.toLowerCase(), Value]),
  ]);
