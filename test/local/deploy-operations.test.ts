import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { validateConfig } from '../../core/config/validate';
import { namesOf } from '../../core/deployed-names';
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
let events: EventBridgeClient;
beforeEach(async () => {
  const keyIds = [resources.keyArn.split('/')[1]!];
  aws = await startAws({ services: ['sns', 'events'], region: 'eu-west-1', keyIds });
  [sns, events] = [new SNSClient(aws.clientConfig()), new EventBridgeClient(aws.clientConfig())];
});
afterEach(() => aws.close());

const deploy = (...mail: string[]) => {
  const clients = { sns, events, mails: aws.service('sns').mails };
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
  expect(await rules()).toEqual([]);
});

it('makes nothing when nobody is to be told', async () => {
  await deploy();
  expect(await rules()).toEqual([]);
});
