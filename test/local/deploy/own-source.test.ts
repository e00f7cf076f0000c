import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { mergedNotifications } from '../../../bin/replication/merged-notifications';
import { validateConfig } from '../../../core/config/validate';
import { namesOf } from '../../../core/deployed-names';
import { deploySource } from '../../../local/deploy/replication/source';
import { type Aws, startAws } from '../../../packages/local-aws/start-aws';

const place = { partition: 'aws', region: 'eu-west-1', accountId: '111111111111', names: namesOf({}) };
const [replication] = validateConfig({
  environment: { region: 'eu-west-1' },
  sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] }],
  replications: [
    {
      name: 'files',
      source: { bucket: 'own-files' },
      outputs: [
        {
          name: 'partner',
          destination: { bucket: 'partner-in', account: '222222222222', region: 'eu-west-1' },
          credentials: { mode: 'role', externalId: 'agreed' },
        },
      ],
    },
  ],
}).replications;

let aws: Aws;
let s3: S3Client;
beforeEach(async () => {
  aws = await startAws({ services: ['s3', 'sns', 'events'], region: 'eu-west-1' });
  s3 = new S3Client(aws.clientConfig());
});
afterEach(() => aws.close());

it('a bucket of its own that is not there is named, and how to make it', () =>
  expect(mergedNotifications(s3, replication!, 'own-files', 'arn:topic')).rejects.toThrow(
    /'own-files' does not exist.* replication 'files'\. .*aws s3 mb s3:\/\/own-files/,
  ));

it('the local deployment makes the bucket, and a second one keeps what its owner set', async () => {
  const sns = new SNSClient(aws.clientConfig());
  const clients = { s3, sns, events: new EventBridgeClient(aws.clientConfig()) };
  const merged = async () => {
    await deploySource(replication!, 'own-files', place, clients);
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    return mergedNotifications(s3, replication!, 'own-files', Topics[0]!.TopicArn!);
  };
  const { notifications, isThere } = await merged();
  expect(isThere).toBe(false);
  const NotificationConfiguration = notifications;
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: 'own-files', NotificationConfiguration }));
  expect(await merged()).toMatchObject({ isThere: true });
});
