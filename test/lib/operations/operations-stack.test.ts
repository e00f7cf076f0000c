import { createKms } from '../../../packages/local-aws/services/kms';
import { createSns } from '../../../packages/local-aws/services/sns';
import { caller, testRuntime } from '../../../packages/local-aws/test/services/runtime';
import { synthesized } from '../synthesized';

const whole = synthesized('eu-west-1');
const template = whole.operations!;
const only = (type: string, of = template) => {
  const found = Object.values(of.findResources(type));
  expect(found).toHaveLength(1);
  return found[0]!.Properties;
};

it('gives a topic under the lake’s key, with a subscription for each address', () => {
  const topic = only('AWS::SNS::Topic');
  expect(topic.TopicName).toBe('lakeferry-notices');
  expect(JSON.stringify(topic.KmsMasterKeyId)).toContain('lakeferry-lake');
  expect(only('AWS::SNS::Subscription')).toMatchObject({ Protocol: 'email', Endpoint: 'data-team@example.com' });
});

it('tells of the ends of the outermost machines alone', () => {
  const { EventPattern, Targets } = only('AWS::Events::Rule');
  expect(EventPattern.detail.status).toEqual(['FAILED', 'TIMED_OUT', 'ABORTED', 'SUCCEEDED']);
  const machines = JSON.stringify(EventPattern.detail.stateMachineArn).match(/(?<=:stateMachine:)[^"]+/g);
  expect(machines).toEqual([
    'lakeferry-export-snapshot',
    'lakeferry-publish-partition',
    'lakeferry-load-table-orders',
    'lakeferry-replicate-large-object-partner',
    'lakeferry-replicate-missing-partner',
    'lakeferry-convert-object-partner',
  ]);
  expect(Targets).toMatchObject([
    { RetryPolicy: { MaximumEventAgeInSeconds: 86_400 }, DeadLetterConfig: { Arn: expect.anything() } },
  ]);
});

it('keeps what the function failed at', () =>
  expect(only('AWS::Lambda::EventInvokeConfig')).toMatchObject({
    MaximumRetryAttempts: 2,
    DestinationConfig: { OnFailure: { Destination: expect.anything() } },
  }));

it('can be deployed before what it watches, and after the lake', () => {
  const imports = JSON.stringify(template.toJSON()).matchAll(/"Fn::ImportValue":"([^:"]+):/g);
  expect([...new Set([...imports].map(([, stack]) => stack))]).toEqual(['lakeferry-lake']);
});

describe('policies of the topic and of the key, as SNS reads them', () => {
  const ACCOUNT = '111111111111';
  const TopicArn = `arn:aws:sns:eu-west-1:${ACCOUNT}:lakeferry-notices`;
  /** References as the local account has them. */
  const plain = (policy: object): string => {
    const values: Record<string, string> = {
      'AWS::Partition': 'aws',
      'AWS::Region': 'eu-west-1',
      'AWS::AccountId': ACCOUNT,
    };
    const resolve = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(resolve);
      if (typeof value !== 'object' || value === null) return value;
      const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
      if (Ref !== undefined) return values[Ref] ?? TopicArn;
      if (join !== undefined) return (resolve(join[1]) as string[]).join(join[0]);
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each)]));
    };
    return JSON.stringify(resolve(policy));
  };

  async function publishing(principal: string, sourceAccount = ACCOUNT) {
    const runtime = testRuntime();
    const kms = await createKms(runtime);
    const sns = await createSns({ ...runtime, cipher: kms.cipher, ports: {} });
    const key = Object.values(whole.lake.findResources('AWS::KMS::Key'))[0]!.Properties.KeyPolicy;
    const { KeyMetadata } = await caller(kms.service)('CreateKey', { Policy: plain(key) });
    const Attributes = { KmsMasterKeyId: KeyMetadata.Arn, Policy: plain(only('AWS::SNS::TopicPolicy').PolicyDocument) };
    await caller(sns.service)('CreateTopic', { Name: 'lakeferry-notices', Attributes });
    const sourceArn = `arn:aws:cloudwatch:eu-west-1:${sourceAccount}:alarm:lakeferry-copy-batch`;
    return sns.publishAs({ principal, sourceAccount, sourceArn }, { TopicArn, Message: 'alarm' });
  }

  it('let alarms of this account publish', () =>
    expect(publishing('cloudwatch.amazonaws.com')).resolves.toBeUndefined());

  it('let alarms of another account not', () =>
    expect(publishing('cloudwatch.amazonaws.com', '333333333333')).rejects.toMatchObject({
      code: 'AuthorizationErrorException',
    }));

  it('let no other service', () =>
    expect(publishing('events.amazonaws.com')).rejects.toMatchObject({ code: 'AuthorizationErrorException' }));
});
