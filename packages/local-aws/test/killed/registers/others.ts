import { CreateTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRuleCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, DescribeStateMachineCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, GetTopicAttributesCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import type { AwsClients } from '../clients';
import { ACCOUNT, arnOf, BUCKET, ROLE } from '../places';
import { type Register, same } from './register';

const object: Register = {
  service: 's3',
  what: 'an object',
  async setUp(aws) {
    await aws.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await this.write(aws, 0);
  },
  write: ({ s3 }, value) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'value', Body: String(value) })),
  async read({ s3 }) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'value' }));
    return same([await Body?.transformToString()]);
  },
};

const TableName = 'values';
const item: Register = {
  service: 'dynamodb',
  what: 'an item',
  async setUp(aws) {
    const [KeySchema, types] = [[{ AttributeName: 'pk', KeyType: 'HASH' as const }], 'S' as const];
    const AttributeDefinitions = [{ AttributeName: 'pk', AttributeType: types }];
    const table = { TableName, BillingMode: 'PAY_PER_REQUEST' as const, KeySchema, AttributeDefinitions };
    await aws.dynamodb.send(new CreateTableCommand(table));
    await this.write(aws, 0);
  },
  write: ({ dynamodb }, value) =>
    dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'one' }, value: { N: String(value) } } })),
  async read({ dynamodb }) {
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName, Key: { pk: { S: 'one' } }, ConsistentRead: true }),
    );
    return same([Item?.value?.N]);
  },
};

const parameter: Register = {
  service: 'ssm',
  what: 'a parameter',
  setUp: (aws) => parameter.write(aws, 0),
  write: ({ ssm }, value) =>
    ssm.send(new PutParameterCommand({ Name: '/value', Value: String(value), Type: 'SecureString', Overwrite: true })),
  async read({ ssm }) {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/value', WithDecryption: true }));
    return same([Parameter?.Value]);
  },
};

const KEY_ALIAS = 'alias/value';
const keyIdOf = async ({ kms }: AwsClients) =>
  (await kms.send(new DescribeKeyCommand({ KeyId: KEY_ALIAS }))).KeyMetadata?.KeyId ?? '';
const policyOf = (value: number): string => {
  const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const Statement = [{ Sid: `v${value}`, Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
};
const key: Register = {
  service: 'kms',
  what: "a key's policy",
  async setUp({ kms }) {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: policyOf(0) }));
    await kms.send(new CreateAliasCommand({ AliasName: KEY_ALIAS, TargetKeyId: KeyMetadata?.KeyId }));
  },
  write: async (aws, value) =>
    aws.kms.send(new PutKeyPolicyCommand({ KeyId: await keyIdOf(aws), Policy: policyOf(value) })),
  async read(aws) {
    const { Policy = '' } = await aws.kms.send(new GetKeyPolicyCommand({ KeyId: await keyIdOf(aws) }));
    return same([/"v(\d+)"/.exec(Policy)?.[1]]);
  },
};

const QueueUrl = arnOf('sqs', 'value');
const queue: Register = {
  service: 'sqs',
  what: "a queue's attribute",
  async setUp(aws) {
    await aws.sqs.send(new CreateQueueCommand({ QueueName: 'value' }));
    await this.write(aws, 0);
  },
  write: ({ sqs }, value) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: String(value) } })),
  async read({ sqs }) {
    const AttributeNames = ['VisibilityTimeout' as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return same([Attributes?.VisibilityTimeout]);
  },
};

const TopicArn = arnOf('sns', 'value');
const topic: Register = {
  service: 'sns',
  what: "a topic's attribute",
  async setUp(aws) {
    await aws.sns.send(new CreateTopicCommand({ Name: 'value' }));
    await this.write(aws, 0);
  },
  write: ({ sns }, value) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: `v${value}` })),
  async read({ sns }) {
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    return same([Attributes?.DisplayName?.slice(1)]);
  },
};

const rule: Register = {
  service: 'events',
  what: 'a rule',
  setUp: (aws) => rule.write(aws, 0),
  write: ({ events }, value) =>
    events.send(new PutRuleCommand({ Name: 'value', EventPattern: '{"source":["nobody"]}', Description: `v${value}` })),
  async read({ events }) {
    return same([(await events.send(new DescribeRuleCommand({ Name: 'value' }))).Description?.slice(1)]);
  },
};

const definitionOf = (value: number): string =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    Comment: `v${value}`,
    StartAt: 'Done',
    States: { Done: { Type: 'Succeed' } },
  });
const stateMachineArn = arnOf('states', 'stateMachine:value');
const machine: Register = {
  service: 'states',
  what: 'a state machine',
  setUp: ({ states }) =>
    states.send(new CreateStateMachineCommand({ name: 'value', definition: definitionOf(0), roleArn: ROLE })),
  write: ({ states }, value) =>
    states.send(new UpdateStateMachineCommand({ stateMachineArn, definition: definitionOf(value) })),
  async read({ states }) {
    const { definition = '' } = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return same([/"v(\d+)"/.exec(definition)?.[1]]);
  },
};

export const OTHER_REGISTERS: readonly Register[] = [object, item, parameter, key, queue, topic, rule, machine];
