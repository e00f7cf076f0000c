import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { validateConfig } from '../../core/config/validate';
import { namesOf } from '../../core/deployed-names';
import { deployKeyPolicy } from '../../local/deploy/key';
import { deployOperations } from '../../local/deploy/operations';
import { localResources, type Place } from '../../local/deploy/resources';
import { type Aws, startAws } from '../../packages/local-aws/start-aws';

const place: Place = { partition: 'aws', region: 'eu-west-1', accountId: '111111111111', names: namesOf({}) };
const settingsWith = (...mail: string[]) =>
  validateConfig({
    environment: { region: 'eu-west-1' },
    sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] }],
    ...(mail.length === 0 ? {} : { notifications: { mail } }),
  });
const resources = localResources(settingsWith(), place);

let aws: Aws;
let sns: SNSClient;
let sqs: SQSClient;
let events: EventBridgeClient;
beforeEach(async () => {
  const keyIds = [resources.keyArn.split('/')[1]!];
  aws = await startAws({ services: ['sns', 'sqs', 'events', 'lambda'], region: 'eu-west-1', keyIds });
  const config = aws.clientConfig();
  [sns, sqs, events] = [new SNSClient(config), new SQSClient(config), new EventBridgeClient(config)];
});
afterEach(() => aws.close());

const deploy = (...mail: string[]) => {
  const clients = { sns, sqs, events, mails: aws.service('sns').mails };
  return deployOperations(settingsWith(...mail), place, resources, clients);
};
const rules = async () => (await events.send(new ListRulesCommand({}))).Rules?.map(({ Name }) => Name);

/** Addresses that a message reaches now. */
async function reached(): Promise<string[]> {
  const before = aws.service('sns').mails().length;
  await sns.send(new PublishCommand({ TopicArn: resources.noticesTopicArn, Message: 'hello' }));
  return aws
    .service('sns')
    .mails()
    .slice(before)
    .map(({ to }) => to)
    .sort();
}

it('subscribes every address, once, and confirms it', async () => {
  await deploy('a@example.com', 'b@example.com');
  await deploy('a@example.com', 'b@example.com');
  expect(await reached()).toEqual(['a@example.com', 'b@example.com']);
  expect(await rules()).toEqual(['lakeferry-run-ended']);
});

it('follows the configuration: who is not named any more gets nothing', async () => {
  await deploy('a@example.com', 'b@example.com');
  await deploy('b@example.com', 'c@example.com');
  expect(await reached()).toEqual(['b@example.com', 'c@example.com']);
});

it('leaves nothing when nobody is to be told any more', async () => {
  await deploy('a@example.com');
  await deploy();
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([]);
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
  expect(await rules()).toEqual([]);
});

it('makes nothing when nobody is to be told', async () => {
  await deploy();
  expect(await rules()).toEqual([]);
});

it('keeps the end of a run that the function could not be given, with the reason', async () => {
  await deployKeyPolicy({ replications: [] }, place, resources, new KMSClient(aws.clientConfig()));
  await deploy('a@example.com');
  const detail = { stateMachineArn: resources.machines['export-snapshot'], status: 'FAILED' };
  const DetailType = 'Step Functions Execution Status Change';
  await events.send(
    new PutEventsCommand({ Entries: [{ Source: 'aws.states', DetailType, Detail: JSON.stringify(detail) }] }),
  );
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'lakeferry-undelivered-notices' }));
  const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
  const [message] = received.Messages ?? [];
  expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({ detail });
  expect(message?.MessageAttributes?.ERROR_MESSAGE?.StringValue).toContain('lakeferry-notify-failure');
});

it('gives the key the alias of the lake stack, once', async () => {
  const kms = new KMSClient(aws.clientConfig());
  await deployKeyPolicy({ replications: [] }, place, resources, kms);
  await deployKeyPolicy({ replications: [] }, place, resources, kms);
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/lakeferry' }));
  expect(KeyMetadata?.Arn).toBe(resources.keyArn);
});
