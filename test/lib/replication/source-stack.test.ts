import { Match, type Template } from 'aws-cdk-lib/assertions';
import { withOutputs } from './replication-config';

const notified = withOutputs({ bucket: 'our-files', prefix: 'out/' }, {});
const [byNotifications] = notified.replication.sources as [Template];
const followed = withOutputs(
  { prefix: 'lake/' },
  { deletes: 'deleted' },
  {
    name: 'plain',
    destination: {
      bucket: 'plain-in',
      account: '333333333333',
      region: 'eu-west-1',
    },
  },
);
const [byEventBridge] = followed.replication.sources as [Template];

const THIS_ACCOUNT = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
const OUR_FILES = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::our-files']] };

describe('notifications', () => {
  it("are taken from this account's bucket alone", () =>
    byNotifications.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          // over TLS alone
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: { ...THIS_ACCOUNT, ArnLike: { 'aws:SourceArn': OUR_FILES } },
          }),
        ]),
      },
    }));

  it('pass the key of the topic, which admits the bucket and the topic and no other source', () => {
    const [key] = Object.values(byNotifications.findResources('AWS::KMS::Key'));
    const admitted = key!.Properties.KeyPolicy.Statement.filter((each: { Sid?: string }) => each.Sid !== undefined);
    expect(admitted).toMatchObject([
      {
        Principal: { Service: 's3.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Condition: { ...THIS_ACCOUNT, ArnLike: { 'aws:SourceArn': OUR_FILES } },
      },
      { Principal: { Service: 'sns.amazonaws.com' }, Condition: { ...THIS_ACCOUNT, ArnLike: expect.anything() } },
    ]);
  });

  it("leave the bucket's own configuration alone", () => {
    byNotifications.resourceCountIs('AWS::Events::Rule', 0);
    for (const template of [byNotifications, notified.lake]) {
      template.resourceCountIs('Custom::S3BucketNotifications', 0);
      expect(JSON.stringify(template.toJSON())).not.toContain('NotificationConfiguration');
    }
  });
});

describe('EventBridge', () => {
  it("is told of the lake's objects by its bucket", () =>
    followed.lake.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    }));

  it('sends what is created below the prefix, and what is deleted where an output follows it', () =>
    byEventBridge.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created', 'Object Deleted'],
        detail: { bucket: { name: [Match.anyValue()] }, object: { key: [{ prefix: 'lake/' }] } },
      },
      Targets: [Match.objectLike({ RoleArn: Match.anyValue(), DeadLetterConfig: { Arn: Match.anyValue() } })],
    }));

  it('publishes by a role: the topic admits no service', () => {
    const text = JSON.stringify(byEventBridge.findResources('AWS::SNS::TopicPolicy'));
    expect(text).not.toContain('"Effect":"Allow"');
  });

  it("lets functions of outputs read the lake's files, and nobody else", () => {
    const policies = JSON.stringify(followed.lake.findResources('AWS::S3::BucketPolicy'));
    expect(policies).toContain(':iam::111111111111:role/lakeferry/eu-west-1/partner/*');
    const others = JSON.stringify(notified.lake.findResources('AWS::S3::BucketPolicy'));
    expect(others).not.toContain('/lakeferry/eu-west-1/');
  });
});
