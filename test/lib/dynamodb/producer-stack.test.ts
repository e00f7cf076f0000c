import { Match, type Template } from 'aws-cdk-lib/assertions';
import { synthesized } from '../synthesized';
import { THERE, withStreams } from './table-streams';

const [plain] = synthesized('eu-west-1').dynamodb.producers as [Template];
const KEY = `arn:aws:kms:eu-west-1:${THERE}:key/1`;
const special = withStreams({
  dynamodb: [
    {
      name: 'clicks',
      tables: ['clicks', 'more.clicks'],
      to: { account: THERE, bucket: 'their-landing', keyArn: KEY },
      stream: { shards: 3, retentionDays: 30 },
      delivery: { by: 'change', seconds: 60 },
      network: 'none',
      oldImage: true,
    },
  ],
});
const [sorted] = special.dynamodb.producers as [Template];

// biome-ignore lint/suspicious/noExplicitAny: templates
const only = (template: Template, type: string): any => {
  const found = Object.values(template.findResources(type));
  expect(found).toHaveLength(1);
  return found[0];
};
// biome-ignore lint/suspicious/noExplicitAny: templates
const destinationOf = (template: Template): any =>
  only(template, 'AWS::KinesisFirehose::DeliveryStream').Properties.ExtendedS3DestinationConfiguration;

it('has a stream under a key of its own, on demand, that stays when the stack goes or never came to be', () => {
  const stream = only(plain, 'AWS::Kinesis::Stream');
  expect(stream).toMatchObject({
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      Name: 'lakeferry-dynamodb-orders',
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      RetentionPeriodHours: 168,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: { 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] } },
    },
  });
  expect(only(plain, 'AWS::KMS::Key')).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { EnableKeyRotation: true },
  });
});

it('has as many shards, for as many days, as it is told', () =>
  sorted.hasResourceProperties('AWS::Kinesis::Stream', { ShardCount: 3, RetentionPeriodHours: 720 }));

it('lands by the date of arrival in files of 1 MiB or 2 minutes, errors outside of that folder', () => {
  const destination = destinationOf(plain);
  expect(destination).toMatchObject({
    Prefix: 'dynamodb/orders/date=!{timestamp:yyyy-MM-dd}/',
    ErrorOutputPrefix: 'dynamodb-failed/orders/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/',
    BufferingHints: { IntervalInSeconds: 120, SizeInMBs: 1 },
    CompressionFormat: 'UNCOMPRESSED',
    EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: expect.anything() } },
  });
  expect(destination).not.toHaveProperty('DynamicPartitioningConfiguration');
});

it("lands by the date of the change, in Firehose's own least buffer", () => {
  const destination = destinationOf(sorted);
  expect(destination).toMatchObject({
    BucketARN: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::their-landing']] },
    Prefix: 'dynamodb/clicks/date=!{partitionKeyFromLambda:date}/',
    BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 64 },
    DynamicPartitioningConfiguration: { Enabled: true },
    EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: KEY } },
  });
});

it('gives the transform 1 MB at a time, which it may make four times as large', () => {
  const [{ Type, Parameters }] = destinationOf(plain).ProcessingConfiguration.Processors;
  expect(Type).toBe('Lambda');
  const values = Object.fromEntries(
    Parameters.map((each: { ParameterName: string; ParameterValue: unknown }) => [
      each.ParameterName,
      each.ParameterValue,
    ]),
  );
  expect(values).toMatchObject({ BufferSizeInMBs: '1', NumberOfRetries: '3' });
  expect(JSON.stringify(values.LambdaArn)).toContain('$LATEST');
});

it('tells the transform what rows have', () => {
  const variables = (template: Template, name: string) =>
    Object.values(template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: name } }))[0]!
      .Properties.Environment.Variables;
  expect(variables(plain, 'lakeferry-flatten-items-orders')).toMatchObject({
    OLD_IMAGE: 'false',
    PARTITION_BY_EVENT_DATE: 'false',
  });
  expect(variables(sorted, 'lakeferry-flatten-items-clicks')).toMatchObject({
    OLD_IMAGE: 'true',
    PARTITION_BY_EVENT_DATE: 'true',
  });
});

it('runs the transform in subnets from which nothing leads anywhere, or outside any VPC', () => {
  plain.resourceCountIs('AWS::EC2::VPC', 1);
  for (const type of ['InternetGateway', 'NatGateway', 'VPCEndpoint']) plain.resourceCountIs(`AWS::EC2::${type}`, 0);
  plain.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32' })],
  });
  plain.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'lakeferry-flatten-items-orders',
    VpcConfig: { SubnetIds: [Match.anyValue(), Match.anyValue()] },
  });
  sorted.resourceCountIs('AWS::EC2::VPC', 0);
});

it('turns tables on only when Firehose is active: it begins with what arrives after that', () => {
  const { DependsOn, Properties } = only(plain, 'Custom::LakeferryStreamingTables');
  expect(Properties.Tables).toEqual(['orders']);
  expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^Delivery[0-9A-F]{8}$/)]));
});

describe('the role of the delivery', () => {
  // biome-ignore lint/suspicious/noExplicitAny: templates
  const [[id, role]]: [[string, any]] = Object.entries(
    plain.findResources('AWS::IAM::Role', { Properties: { RoleName: 'lakeferry-delivery-orders-eu-west-1' } }),
  ) as never;
  const policy = Object.values(plain.findResources('AWS::IAM::Policy')).find(({ Properties }) =>
    Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === id),
  )!;
  const actions: string[] = policy.Properties.PolicyDocument.Statement.flatMap(
    ({ Action }: { Action: string }) => Action,
  );

  it('is for Firehose, for this account', () =>
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'firehose.amazonaws.com' },
        Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'AWS::AccountId' } } },
      },
    ]));

  it('may do what Firehose documents, and no more', () =>
    expect(actions.toSorted()).toEqual(
      [
        ...['kinesis:DescribeStream', 'kinesis:GetShardIterator', 'kinesis:GetRecords', 'kinesis:ListShards'],
        ...['kms:Decrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
        ...['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration', 'logs:PutLogEvents'],
        ...['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        ...['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject', 's3:PutObjectAcl'],
      ].sort(),
    ));

  it('uses the key of the bucket with the context that S3 gives with a bucket key, and without', () => {
    const [statement] = policy.Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string[] }) =>
      Action.includes('kms:GenerateDataKey'),
    );
    expect(Object.keys(statement.Condition.StringLike)).toEqual(['kms:EncryptionContext:aws:s3:arn']);
    const [bucket, objects] = statement.Condition.StringLike['kms:EncryptionContext:aws:s3:arn'];
    expect(objects).toEqual({ 'Fn::Join': ['', [bucket, '/*']] });
  });

  it('decrypts what stayed in the stream under the key of an earlier deployment', () => {
    const [statement] = policy.Properties.PolicyDocument.Statement.filter(
      ({ Action }: { Action: string }) => Action === 'kms:Decrypt',
    );
    expect(JSON.stringify(statement.Resource)).toContain(':key/*');
    expect(statement.Condition).toEqual({
      StringEquals: {
        'kms:EncryptionContext:aws:kinesis:arn': { 'Fn::GetAtt': [expect.stringMatching(/^ChangesStream/), 'Arn'] },
      },
    });
  });
});

it('turns tables on also in a stream that stayed under the key of an earlier deployment', () => {
  const { Resource, Condition } = Object.values(plain.findResources('AWS::IAM::Policy'))
    .map(({ Properties }) => Properties.PolicyDocument.Statement)
    .find((each) => JSON.stringify(each).includes('EnableKinesisStreamingDestination'))
    .find((each: { Action: string; Condition?: object }) => each.Action === 'kms:GenerateDataKey' && each.Condition);
  expect(JSON.stringify(Resource)).toContain(':key/*');
  expect(Condition).toEqual({
    StringEquals: {
      'kms:EncryptionContext:aws:kinesis:arn': { 'Fn::GetAtt': [expect.stringMatching(/^ChangesStream/), 'Arn'] },
    },
  });
});

it('alarms for every table whose changes are skipped, whatever the second dimension is called', () => {
  const queries = Object.values(sorted.findResources('AWS::CloudWatch::Alarm'))
    .flatMap(({ Properties }) => Properties.Metrics ?? [])
    .map(({ Expression }) => Expression)
    .filter((expression = '') => expression.startsWith('SELECT'));
  expect(queries).toEqual(
    ['clicks', 'more.clicks'].map(
      (table) =>
        `SELECT SUM(FailedToReplicateRecordCount) FROM SCHEMA("AWS/DynamoDB", DelegatedOperation, TableName) WHERE TableName = '${table}'`,
    ),
  );
});

it('makes no such alarm where AWS documents no queries of metrics', () => {
  const [china] = synthesized('cn-north-1').dynamodb.producers as [Template];
  expect(JSON.stringify(china.toJSON())).not.toContain('SELECT SUM');
});

it.each([
  ['unread-changes', 'GetRecords.IteratorAgeMilliseconds', 'AWS/Kinesis', 900_000],
  ['late-delivery', 'DeliveryToS3.DataFreshness', 'AWS/Firehose', 900],
  ['refused-records', 'RecordsFailed', 'Lakeferry', 1],
  ['oversized-records', 'RecordsOversized', 'Lakeferry', 1],
])('%s is on %s', (name, MetricName, Namespace, Threshold) =>
  plain.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: `lakeferry-${name}-orders`,
    ...{ MetricName, Namespace, Threshold },
  }),
);

it('needs no other stack of this account, when changes go to another', () => {
  expect(special.dynamodb.consumer).toBeUndefined();
  const text = JSON.stringify(sorted.findResources('AWS::KinesisFirehose::DeliveryStream'));
  expect(text).not.toContain('Fn::ImportValue');
});
