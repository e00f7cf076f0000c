import { Athena } from '@aws-sdk/client-athena';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { Firehose } from '@aws-sdk/client-firehose';
import { Glue } from '@aws-sdk/client-glue';
import { IAM } from '@aws-sdk/client-iam';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { KMS } from '@aws-sdk/client-kms';
import { LakeFormation } from '@aws-sdk/client-lakeformation';
import { Lambda } from '@aws-sdk/client-lambda';
import { RDS } from '@aws-sdk/client-rds';
import { S3 } from '@aws-sdk/client-s3';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SFN } from '@aws-sdk/client-sfn';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import type { SourceDatabases } from '../databases';
import { SERVICE_NAMES, type ServiceName } from '../services';
import { type Aws, startAws } from '../start-aws';

const ROLE = 'arn:aws:iam::111111111111:role/r';
const PASS = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });

const databases: SourceDatabases = {
  sources: [{ id: 'shop', kind: 'aurora-cluster', engine: 'postgres', databases: [] }],
  freeze: async () => [],
  execute: async () => {},
  close: () => {},
};

/**
 * Writes under fixed names, and reads what there is. `key` is the text that the write gave out, if any; before it an
 * empty one.
 */
interface Probe {
  write(aws: Aws): Promise<unknown>;
  read(aws: Aws, key: string): Promise<unknown>;
}

/** One for each service: one that is added without a probe does not compile. */
const PROBES: Readonly<Record<ServiceName, Probe>> = {
  athena: {
    write: async (aws) =>
      (await new Athena(aws.clientConfig()).startQueryExecution({ QueryString: 'SELECT 1' })).QueryExecutionId,
    read: async (aws) => (await new Athena(aws.clientConfig()).listQueryExecutions({})).QueryExecutionIds,
  },
  dynamodb: {
    write: async (aws) => {
      const dynamodb = new DynamoDB(aws.clientConfig());
      await dynamodb.createTable({
        TableName: 'names',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      });
    },
    read: async (aws) => (await new DynamoDB(aws.clientConfig()).listTables({})).TableNames,
  },
  events: {
    write: async (aws) => {
      await new EventBridge(aws.clientConfig()).putRule({ Name: 'rule', EventPattern: '{"source":["mine"]}' });
    },
    read: async (aws) => (await new EventBridge(aws.clientConfig()).listRules({})).Rules,
  },
  scheduler: {
    write: async (aws) => {
      await new Scheduler(aws.clientConfig()).createSchedule({
        Name: 'nightly',
        ScheduleExpression: 'cron(0 2 * * ? *)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: 'arn:aws:sqs:us-east-1:111111111111:q', RoleArn: 'arn:aws:iam::111111111111:role/r' },
      });
    },
    read: async (aws) => (await new Scheduler(aws.clientConfig()).listSchedules({})).Schedules,
  },
  monitoring: {
    write: async (aws) => {
      const Timestamp = new Date(aws.clock.now() - 120_000);
      await new CloudWatch(aws.clientConfig()).putMetricData({
        Namespace: 'Shop',
        MetricData: [{ MetricName: 'Orders', Value: 1, Timestamp }],
      });
    },
    read: async (aws) => (await new CloudWatch(aws.clientConfig()).listMetrics({})).Metrics,
  },
  firehose: {
    write: async (aws) => {
      await new Firehose(aws.clientConfig()).createDeliveryStream({
        DeliveryStreamName: 'landing',
        ExtendedS3DestinationConfiguration: { RoleARN: ROLE, BucketARN: 'arn:aws:s3:::landing' },
      });
    },
    read: async (aws) => (await new Firehose(aws.clientConfig()).listDeliveryStreams({})).DeliveryStreamNames,
  },
  glue: {
    write: async (aws) => {
      await new Glue(aws.clientConfig()).createDatabase({ DatabaseInput: { Name: 'shop' } });
    },
    read: async (aws) => (await new Glue(aws.clientConfig()).getDatabases({})).DatabaseList,
  },
  iam: {
    write: async (aws) => {
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] });
      await new IAM(aws.clientConfig()).createRole({ RoleName: 'reader', AssumeRolePolicyDocument });
    },
    read: async (aws) => (await new IAM(aws.clientConfig()).listRoles({})).Roles,
  },
  kinesis: {
    write: async (aws) => {
      await new Kinesis(aws.clientConfig()).createStream({ StreamName: 'changes', ShardCount: 1 });
    },
    read: async (aws) => (await new Kinesis(aws.clientConfig()).listStreams({})).StreamNames,
  },
  kms: {
    write: async (aws) => (await new KMS(aws.clientConfig()).createKey({})).KeyMetadata?.KeyId,
    read: async (aws) => (await new KMS(aws.clientConfig()).listKeys({})).Keys,
  },
  lakeformation: {
    write: async (aws) => {
      await new LakeFormation(aws.clientConfig()).createLFTag({ TagKey: 'zone', TagValues: ['open'] });
    },
    read: async (aws) => (await new LakeFormation(aws.clientConfig()).listLFTags({})).LFTags,
  },
  lambda: {
    write: async (aws) => aws.service('lambda').registerFunction('greet', async () => aws.url),
    read: async (aws) => (await new Lambda(aws.clientConfig()).listFunctions({})).Functions,
  },
  rds: {
    write: async (aws) => {
      const names = { DBClusterIdentifier: 'shop', DBClusterSnapshotIdentifier: 'before-release' };
      await new RDS(aws.clientConfig()).createDBClusterSnapshot(names);
    },
    read: async (aws) => (await new RDS(aws.clientConfig()).describeDBClusterSnapshots({})).DBClusterSnapshots,
  },
  s3: {
    write: async (aws) => {
      const s3 = new S3(aws.clientConfig());
      await s3.createBucket({ Bucket: 'lake' });
      await s3.putObject({ Bucket: 'lake', Key: 'k', Body: aws.url });
    },
    read: async (aws) => (await new S3(aws.clientConfig()).listBuckets({})).Buckets,
  },
  sns: {
    write: async (aws) => (await new SNS(aws.clientConfig()).createTopic({ Name: 'alarms' })).TopicArn,
    read: async (aws) => (await new SNS(aws.clientConfig()).listTopics({})).Topics,
  },
  sqs: {
    write: async (aws) => {
      await new SQS(aws.clientConfig()).createQueue({ QueueName: 'q' });
    },
    read: async (aws) => (await new SQS(aws.clientConfig()).listQueues({})).QueueUrls,
  },
  ssm: {
    write: async (aws) => {
      await new SSM(aws.clientConfig()).putParameter({ Name: '/p', Type: 'SecureString', Value: 'v' });
    },
    read: async (aws) => (await new SSM(aws.clientConfig()).describeParameters({})).Parameters,
  },
  states: {
    write: async (aws) => {
      const sfn = new SFN(aws.clientConfig());
      const { stateMachineArn } = await sfn.createStateMachine({ name: 'm', definition: PASS, roleArn: ROLE });
      await sfn.startExecution({ stateMachineArn, name: 'e' });
    },
    read: async (aws) => (await new SFN(aws.clientConfig()).listStateMachines({})).stateMachines,
  },
  sts: {
    write: async (aws) =>
      (await new STS(aws.clientConfig()).assumeRole({ RoleArn: ROLE, RoleSessionName: 's1' })).Credentials?.AccessKeyId,
    // A key that is not known is the account's own.
    read: async (aws, key) => {
      const { Arn = '' } = await new STS(aws.clientConfig(key)).getCallerIdentity({});
      return Arn.endsWith(':root') ? [] : [Arn];
    },
  },
};

describe('two instances in one process, with the same account, Region and names, on two ports', () => {
  let first: Aws;
  let second: Aws;
  beforeAll(async () => {
    [first, second] = await Promise.all([startAws({ databases }), startAws({ databases })]);
  });
  afterAll(() => Promise.all([first.close(), second.close()]));

  it('have two ports', () => expect(first.port).not.toBe(second.port));

  it.each(SERVICE_NAMES)('%s: what is written in one is invisible in the other', async (name) => {
    const { write, read } = PROBES[name];
    expect(await read(first, '')).toEqual([]);
    const key = String((await write(first)) ?? '');
    expect(await read(first, key)).toHaveLength(1);
    expect(await read(second, key)).toEqual([]);
    await write(second);
    expect(await read(first, key)).toHaveLength(1);
  });

  it('each answers with its own object, function and execution of the same name', async () => {
    for (const aws of [first, second]) {
      const { Body } = await new S3(aws.clientConfig()).getObject({ Bucket: 'lake', Key: 'k' });
      expect(await Body?.transformToString()).toBe(aws.url);
      const { Payload } = await new Lambda(aws.clientConfig()).invoke({ FunctionName: 'greet' });
      expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toBe(aws.url);
      const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:m';
      expect((await new SFN(aws.clientConfig()).listExecutions({ stateMachineArn })).executions).toHaveLength(1);
    }
  });

  it('a fault injected into one does not strike in the other', async () => {
    first.faults.inject({ name: 'access-denied', target: 'glue:GetDatabases' });
    await new Glue(second.clientConfig()).getDatabases({});
    await expect(new Glue(first.clientConfig()).getDatabases({})).rejects.toThrow('injected fault');
  });

  it('closing one leaves the other running', async () => {
    const third = await startAws({ services: ['s3', 'dynamodb'] });
    await third.close();
    expect((await new S3(first.clientConfig()).listBuckets({})).Buckets).toHaveLength(1);
    expect((await new DynamoDB(first.clientConfig()).listTables({})).TableNames).toHaveLength(1);
  });
});
