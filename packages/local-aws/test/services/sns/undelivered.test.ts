import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Aws, startAws } from '../../../start-aws';

const QUEUE = 'arn:aws:sqs:us-east-1:111111111111';
const byAnybody = (name: string) =>
  JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: `${QUEUE}:${name}`,
      },
    ],
  });

let aws: Aws;
beforeEach(async () => {
  aws = await startAws({ services: ['sns', 'sqs'] });
});
afterEach(() => aws.close());

async function subscribed(queuePolicy: string | undefined) {
  const [sns, sqs] = [new SNSClient(aws.clientConfig()), new SQSClient(aws.clientConfig())];
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'objects' }));
  const Attributes = queuePolicy === undefined ? undefined : { Policy: queuePolicy };
  await sqs.send(new CreateQueueCommand({ QueueName: 'work', Attributes }));
  await sqs.send(
    new CreateQueueCommand({ QueueName: 'undelivered', Attributes: { Policy: byAnybody('undelivered') } }),
  );
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${QUEUE}:undelivered` });
  const subscribe = (more: Record<string, string>) =>
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: `${QUEUE}:work`, Attributes: more });
  const { SubscriptionArn } = await sns.send(subscribe({ RawMessageDelivery: 'true', RedrivePolicy }));
  const messages = async (name: string) => {
    const command = new ReceiveMessageCommand({
      QueueUrl: `${aws.url}/111111111111/${name}`,
      MessageAttributeNames: ['All'],
    });
    return (await sqs.send(command)).Messages ?? [];
  };
  return { sns, TopicArn, SubscriptionArn, subscribe, messages, RedrivePolicy };
}

it('a message that the queue’s policy refuses goes to the subscription’s dead-letter queue at once', async () => {
  const { sns, TopicArn, messages } = await subscribed(undefined);
  await sns.send(new PublishCommand({ TopicArn, Message: 'lost?' }));
  await expect(messages('undelivered')).resolves.toMatchObject([
    { Body: 'lost?', MessageAttributes: { ErrorCode: { StringValue: 'AccessDenied' } } },
  ]);
  await expect(messages('work')).resolves.toEqual([]);
});

it('a message that is delivered goes there alone', async () => {
  const { sns, TopicArn, messages } = await subscribed(byAnybody('work'));
  await sns.send(new PublishCommand({ TopicArn, Message: 'there' }));
  await expect(messages('work')).resolves.toMatchObject([{ Body: 'there' }]);
  await expect(messages('undelivered')).resolves.toEqual([]);
});

it('the policy is shown, and refused when it names no queue of the account and Region', async () => {
  const { sns, SubscriptionArn, subscribe, RedrivePolicy } = await subscribed(undefined);
  await expect(sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).resolves.toMatchObject({
    Attributes: { RedrivePolicy, RawMessageDelivery: 'true' },
  });
  for (const wrong of ['not JSON', '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111111111111:elsewhere"}'])
    await expect(sns.send(subscribe({ RedrivePolicy: wrong }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
});
