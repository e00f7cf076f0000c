import { Match, type Template } from 'aws-cdk-lib/assertions';
import { withOutputs } from './replication-config';

const plain = { destination: { bucket: 'plain-in', account: '111111111111', region: 'eu-west-1' } };
const { replication } = withOutputs(
  { bucket: 'our-files' },
  { maxLagMinutes: 20 },
  { ...plain, name: 'inside', network: 'isolated', backfill: 'off' },
  { name: 'keys', destination: { ...plain.destination, prefix: 'keys/' }, credentials: { mode: 'keys' } },
);
const [partner, inside, keys] = replication.outputs as [Template, Template, Template];

it('has a queue that hides a message for 960 s and gives it up after eight receives', () =>
  partner.hasResourceProperties('AWS::SQS::Queue', {
    QueueName: 'lakeferry-replication-partner',
    VisibilityTimeout: 960,
    MessageRetentionPeriod: 4 * 86_400,
    RedrivePolicy: { maxReceiveCount: 8 },
  }));

it('has one key for the queue and its dead letters, or messages could not be moved', () => {
  const queues = Object.values(partner.findResources('AWS::SQS::Queue'));
  expect(queues).toHaveLength(3);
  expect(new Set(queues.map(({ Properties }) => JSON.stringify(Properties.KmsMasterKeyId))).size).toBe(1);
});

it('takes messages as S3 wrote them, and keeps what SNS cannot deliver', () =>
  partner.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'sqs',
    RawMessageDelivery: true,
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('UndeliveredEvents'), 'Arn'] } },
  }));

it('lets its topic send, and nobody receive', () => {
  const statements = Object.values(partner.findResources('AWS::SQS::QueuePolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow');
  expect(statements).toHaveLength(2);
  for (const { Action, Condition } of statements) {
    expect(Action).toBe('sqs:SendMessage');
    expect(Condition).toEqual({ ArnEquals: { 'aws:SourceArn': expect.anything() } });
  }
});

it('says where it writes in a parameter', () =>
  partner.hasResourceProperties('AWS::SSM::Parameter', {
    Name: '/lakeferry/replication/partner',
    Value: JSON.stringify({ bucket: 'partner-in', prefix: 'in/', account: '333333333333', region: 'eu-central-1' }),
  }));

it('alarms when an object waits too long: in the queue, or until it has arrived', () => {
  const alarms = partner.findResources('AWS::CloudWatch::Alarm', {
    Properties: { AlarmName: 'lakeferry-replication-lag-partner' },
  });
  const [{ Properties }] = Object.values(alarms) as [{ readonly Properties: Record<string, unknown> }];
  expect(Properties).toMatchObject({ Threshold: 1200 });
  const text = JSON.stringify(Properties.Metrics);
  expect(text).toContain('ApproximateAgeOfOldestMessage');
  expect(text).toMatch(/"MetricName":"ReplicationLag"/);
  expect(text).toContain('{"Name":"output","Value":"partner"}');
});

it('alarms when an object is set aside, which no dead-letter queue tells', () => {
  const alarms = partner.findResources('AWS::CloudWatch::Alarm', {
    Properties: { AlarmName: 'lakeferry-set-aside-objects-partner', Threshold: 1 },
  });
  const text = JSON.stringify(Object.values(alarms));
  expect(text).toMatch(/"MetricName":"ObjectsSetAside"/);
  expect(text).toContain('{"Name":"output","Value":"partner"}');
});

it('has a dashboard', () =>
  partner.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'lakeferry-replication-partner' }));

it('is in no network of ours by default', () => partner.resourceCountIs('AWS::EC2::VPC', 0));

describe('a network without internet', () => {
  const services = (template: Template) =>
    Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) =>
      JSON.stringify(Properties.ServiceName).replace(/^.*eu-west-1\.?|[^a-z0-9]*$/g, ''),
    );

  it('has no way out', () => {
    for (const type of ['InternetGateway', 'NatGateway', 'EIP']) inside.resourceCountIs(`AWS::EC2::${type}`, 0);
    inside.hasResourceProperties('AWS::EC2::FlowLog', { ResourceType: 'VPC' });
  });

  it('has endpoints for what functions call', () =>
    expect(services(inside).sort()).toEqual(
      expect.arrayContaining([expect.stringContaining('sqs'), expect.stringContaining('ssm')]),
    ));

  it('lets only its functions reach the endpoints', () => {
    const rules = Object.values(inside.findResources('AWS::EC2::SecurityGroupIngress'));
    expect(rules).toHaveLength(1);
    expect(rules[0]!.Properties).toMatchObject({
      FromPort: 443,
      ToPort: 443,
      SourceSecurityGroupId: expect.anything(),
    });
  });
});

it('starts no comparison where backfill is off', () => inside.resourceCountIs('AWS::Scheduler::Schedule', 0));

it('has no endpoint and no parameter more for keys', () => {
  keys.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  keys.resourceCountIs('AWS::SSM::Parameter', 1);
});
