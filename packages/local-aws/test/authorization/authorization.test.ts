import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SFN } from '@aws-sdk/client-sfn';
import { SQS } from '@aws-sdk/client-sqs';
import { STS } from '@aws-sdk/client-sts';
import { VirtualClock } from '../../clock';
import { type Aws, startAws } from '../../start-aws';

const OTHER = '222222222222';
const ROLE = 'arn:aws:iam::111111111111:role/reader';
const document = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], Resource: string | string[], more = {}) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...more,
});
const trust = (Principal: object, more = {}) =>
  document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more });

let aws: Aws;
let clock: VirtualClock;
beforeEach(async () => {
  clock = new VirtualClock(Date.UTC(2026, 0, 15));
  aws = await startAws({
    ...{ authorize: true, clock },
    services: ['s3', 'kms', 'dynamodb', 'states', 'lambda', 'events', 'scheduler', 'sqs'],
  });
  await new S3(aws.clientConfig()).createBucket({ Bucket: 'lake' });
  await new S3(aws.clientConfig()).putObject({ Bucket: 'lake', Key: 'orders/1', Body: 'x' });
});
afterEach(() => aws.close());

async function makeRole(rights: string, trustPolicy = trust({ AWS: '111111111111' })): Promise<void> {
  const iam = new IAM(aws.clientConfig());
  await iam.createRole({ RoleName: 'reader', AssumeRolePolicyDocument: trustPolicy });
  await iam.putRolePolicy({ RoleName: 'reader', PolicyName: 'rights', PolicyDocument: rights });
}

async function assume(options: object = {}, accountId?: string) {
  const given = { RoleArn: ROLE, RoleSessionName: 'session', ...options };
  const { Credentials } = await new STS(aws.clientConfig(accountId)).assumeRole(given);
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken } = Credentials ?? {};
  return { ...aws.clientConfig(), credentials: { accessKeyId, secretAccessKey, sessionToken: SessionToken } };
}

describe('a role that IAM knows', () => {
  it('may what its policy says, and is told in words of AWS what it may not', async () => {
    await makeRole(
      document(allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::lake', 'arn:aws:s3:::lake/orders/*'])),
    );
    const s3 = new S3(await assume());
    expect(await (await s3.getObject({ Bucket: 'lake', Key: 'orders/1' })).Body?.transformToString()).toBe('x');
    await expect(s3.putObject({ Bucket: 'lake', Key: 'orders/2', Body: 'y' })).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        'User: arn:aws:sts::111111111111:assumed-role/reader/session is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::lake/orders/2 because no identity-based policy allows the s3:PutObject action',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('may no more than its permissions boundary', async () => {
    await makeRole(document(allow('s3:*', '*')));
    const iam = new IAM(aws.clientConfig());
    const PolicyDocument = document(allow('s3:GetObject', '*'));
    const { Policy } = await iam.createPolicy({ PolicyName: 'limit', PolicyDocument });
    await iam.putRolePermissionsBoundary({ RoleName: 'reader', PermissionsBoundary: Policy?.Arn });
    const s3 = new S3(await assume());
    await s3.getObject({ Bucket: 'lake', Key: 'orders/1' });
    await expect(s3.deleteObject({ Bucket: 'lake', Key: 'orders/1' })).rejects.toThrow(
      'no permissions boundary allows',
    );
    await iam.deleteRolePermissionsBoundary({ RoleName: 'reader' });
    await s3.deleteObject({ Bucket: 'lake', Key: 'orders/1' });
  });

  it('puts objects encrypted as the bucket asks for', async () => {
    const header = { Null: { 's3:x-amz-server-side-encryption': 'true' } };
    await makeRole(document(allow('s3:PutObject', '*')));
    const Policy = document({
      ...allow('s3:PutObject', 'arn:aws:s3:::lake/*', { Principal: '*', Condition: header }),
      Effect: 'Deny',
    });
    await new S3(aws.clientConfig()).putBucketPolicy({ Bucket: 'lake', Policy });
    const s3 = new S3(await assume());
    await expect(s3.putObject({ Bucket: 'lake', Key: 'a', Body: 'x' })).rejects.toThrow('explicit deny');
    await s3.putObject({ Bucket: 'lake', Key: 'a', Body: 'x', ServerSideEncryption: 'AES256' });
  });

  it('may nothing under a condition that nobody here can judge, and is denied by one', async () => {
    const away = { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
    await makeRole(document(allow('s3:ListBucket', '*', { Condition: away }), allow('s3:GetObject', '*')));
    const s3 = new S3(await assume());
    await expect(s3.listObjectsV2({ Bucket: 'lake' })).rejects.toMatchObject({ name: 'AccessDenied' });
    await s3.getObject({ Bucket: 'lake', Key: 'orders/1' });
    const old = {
      ...allow('*', '*', { Condition: { DateLessThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:00Z' } } }),
    };
    const PolicyDocument = document({ ...old, Effect: 'Deny' });
    await new IAM(aws.clientConfig()).putRolePolicy({ RoleName: 'reader', PolicyName: 'revoke', PolicyDocument });
    await expect(s3.getObject({ Bucket: 'lake', Key: 'orders/1' })).rejects.toThrow('explicit deny');
  });

  it('copies only what it may read, and deletes only what it may delete', async () => {
    await makeRole(document(allow(['s3:PutObject', 's3:DeleteObject'], 'arn:aws:s3:::lake/copies/*')));
    const s3 = new S3(await assume());
    const copy = { Bucket: 'lake', Key: 'copies/1', CopySource: 'lake/orders/1' };
    await expect(s3.copyObject(copy)).rejects.toThrow('s3:GetObject on resource: arn:aws:s3:::lake/orders/1');
    const objects = [{ Key: 'copies/1' }, { Key: 'orders/1' }];
    await expect(s3.deleteObjects({ Bucket: 'lake', Delete: { Objects: objects } })).rejects.toThrow('lake/orders/1');
  });

  it('is not told that an object is missing unless it may list the bucket', async () => {
    await makeRole(document(allow('s3:GetObject', 'arn:aws:s3:::lake/*')));
    const absent = { Bucket: 'lake', Key: 'absent' };
    await expect(new S3(await assume()).getObject(absent)).rejects.toMatchObject({ name: 'AccessDenied' });
    const more = document(allow(['s3:GetObject', 's3:ListBucket'], '*'));
    await new IAM(aws.clientConfig()).putRolePolicy({ RoleName: 'reader', PolicyName: 'rights', PolicyDocument: more });
    await expect(new S3(await assume()).getObject(absent)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('needs the key of an encrypted bucket, by its own policy and by the key', async () => {
    const kms = new KMS(aws.clientConfig());
    const { KeyMetadata } = await kms.createKey({});
    const KMSMasterKeyID = KeyMetadata?.Arn ?? '';
    const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID };
    await new S3(aws.clientConfig()).putBucketEncryption({
      Bucket: 'lake',
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] },
    });
    const objects = allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::lake/*');
    await makeRole(document(objects, allow('kms:GenerateDataKey', KMSMasterKeyID)));
    const s3 = new S3(await assume());
    await s3.putObject({ Bucket: 'lake', Key: 'a', Body: 'x' });
    await expect(s3.getObject({ Bucket: 'lake', Key: 'a' })).rejects.toThrow(
      `kms:Decrypt on resource: ${KMSMasterKeyID}`,
    );
    const Policy = document(allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } }));
    await kms.putKeyPolicy({ KeyId: KMSMasterKeyID, Policy });
    await expect(s3.putObject({ Bucket: 'lake', Key: 'a', Body: 'x' })).rejects.toThrow(
      'because no resource-based policy allows the kms:GenerateDataKey action',
    );
  });

  it('reaches only the partitions of a table that its policy names', async () => {
    await new DynamoDB(aws.clientConfig()).createTable({
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    });
    const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['GOVERNANCE#*'] } };
    const arn = 'arn:aws:dynamodb:us-east-1:111111111111:table/ledger';
    await makeRole(
      document(allow(['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem'], arn, { Condition })),
    );
    const dynamodb = new DynamoDB(await assume());
    const put = (pk: string) => dynamodb.putItem({ TableName: 'ledger', Item: { pk: { S: pk } } });
    const query = (pk: string) =>
      dynamodb.query({
        TableName: 'ledger',
        KeyConditionExpression: '#k = :v',
        ExpressionAttributeNames: { '#k': 'pk' },
        ExpressionAttributeValues: { ':v': { S: pk } },
      });
    const batch = (...keys: string[]) =>
      dynamodb.batchWriteItem({
        RequestItems: { ledger: keys.map((pk) => ({ PutRequest: { Item: { pk: { S: pk } } } })) },
      });
    await put('GOVERNANCE#a');
    await query('GOVERNANCE#a');
    await batch('GOVERNANCE#a', 'GOVERNANCE#b');
    for (const denied of [() => put('EXPORT#a'), () => query('EXPORT#a'), () => batch('GOVERNANCE#a', 'EXPORT#a')])
      await expect(denied()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('a session', () => {
  it('expires by the clock of the runtime', async () => {
    await makeRole(document(allow('*', '*')));
    const config = await assume({ DurationSeconds: 900 });
    const wait = (ms: number) => new Promise<void>((resolve) => clock.at(clock.now() + ms, () => resolve()));
    await wait(899_000);
    await new S3(config).listBuckets({});
    await wait(1000);
    await expect(new S3(config).listBuckets({})).rejects.toMatchObject({ name: 'ExpiredToken' });
    await expect(new SFN(config).listStateMachines({})).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    await expect(new STS(config).getCallerIdentity({})).rejects.toMatchObject({ name: 'ExpiredToken' });
  });

  it('may what both the role and its own policy allow', async () => {
    await makeRole(document(allow('s3:*', '*')));
    const s3 = new S3(await assume({ Policy: document(allow('s3:GetObject', '*')) }));
    await s3.getObject({ Bucket: 'lake', Key: 'orders/1' });
    await expect(s3.deleteObject({ Bucket: 'lake', Key: 'orders/1' })).rejects.toThrow('no session policy allows');
  });

  it.each([
    ['no policy', '{', 'invalid Json'],
    ['too long', document(allow('s3:GetObject', 'x'.repeat(2048))), '2048'],
  ])('is refused with a policy that is %s', async (_title, Policy, reason) => {
    await makeRole(document(allow('*', '*')));
    await expect(assume({ Policy })).rejects.toThrow(reason);
  });

  it('of a session lasts an hour at most, and of a role as long as the role says', async () => {
    await makeRole(document(allow('*', '*')));
    await expect(assume({ DurationSeconds: 3601 })).rejects.toThrow('MaxSessionDuration');
    await new IAM(aws.clientConfig()).updateRole({ RoleName: 'reader', MaxSessionDuration: 7200 });
    const { credentials } = await assume({ DurationSeconds: 7200 });
    const chained = new STS({ ...aws.clientConfig(), credentials });
    const again = { RoleArn: ROLE, RoleSessionName: 'session' };
    await expect(chained.assumeRole({ ...again, DurationSeconds: 3601 })).rejects.toThrow('role chaining');
    await chained.assumeRole(again);
  });
});

describe('trust', () => {
  it('decides who may assume the role, by its external id too', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'agreed' } };
    await makeRole(document(allow('s3:GetObject', '*')), trust({ AWS: `arn:aws:iam::${OTHER}:root` }, { Condition }));
    await assume({ ExternalId: 'agreed' }, OTHER);
    for (const ExternalId of ['guessed', undefined])
      await expect(assume({ ExternalId }, OTHER)).rejects.toMatchObject({
        name: 'AccessDenied',
        message: `User: arn:aws:iam::${OTHER}:root is not authorized to perform: sts:AssumeRole on resource: ${ROLE} because no resource-based policy allows the sts:AssumeRole action`,
      });
    await expect(assume({ ExternalId: 'agreed' })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('of a role that IAM does not know is nothing', () =>
    expect(assume()).rejects.toMatchObject({ name: 'AccessDenied' }));

  it('of a role that IAM does not know is its own account with adHocRoles', async () => {
    await aws.close();
    aws = await startAws({ services: ['s3'], authorize: true, adHocRoles: true });
    const RoleArn = `arn:aws:iam::${OTHER}:role/theirs`;
    await expect(assume({ RoleArn })).rejects.toMatchObject({ name: 'AccessDenied' });
    const s3 = new S3(await assume({ RoleArn }, OTHER));
    await s3.createBucket({ Bucket: 'theirs' });
  });
});

describe("the account's own key", () => {
  const deny = (Action: string) => ({
    ...{ Effect: 'Deny', Principal: '*', Action },
    Resource: ['arn:aws:s3:::lake', 'arn:aws:s3:::lake/*'],
  });

  it('is denied what a bucket denies to everybody, and may always change that', async () => {
    const s3 = new S3(aws.clientConfig());
    await s3.putBucketPolicy({ Bucket: 'lake', Policy: document(deny('s3:*')) });
    await expect(s3.getObject({ Bucket: 'lake', Key: 'orders/1' })).rejects.toThrow(
      's3:GetObject on resource: arn:aws:s3:::lake/orders/1 with an explicit deny in a resource-based policy',
    );
    expect(await s3.getBucketPolicy({ Bucket: 'lake' })).toMatchObject({ Policy: expect.stringContaining('Deny') });
    await s3.putBucketPolicy({ Bucket: 'lake', Policy: document(deny('s3:Put*')) });
    await s3.getObject({ Bucket: 'lake', Key: 'orders/1' });
    await s3.deleteBucketPolicy({ Bucket: 'lake' });
  });

  it('alone may change it: a role is denied that too', async () => {
    await makeRole(document(allow('s3:*', '*')));
    await new S3(aws.clientConfig()).putBucketPolicy({ Bucket: 'lake', Policy: document(deny('s3:*')) });
    const byRole = new S3(await assume()).deleteBucketPolicy({ Bucket: 'lake' });
    await expect(byRole).rejects.toThrow('explicit deny in a resource-based policy');
  });

  it('needs the word of a key that names its account no more', async () => {
    const kms = new KMS(aws.clientConfig());
    const { KeyMetadata: { Arn: KeyId = '' } = {} } = await kms.createKey({});
    const Policy = document(allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } }));
    await kms.putKeyPolicy({ KeyId, Policy });
    await expect(kms.encrypt({ KeyId, Plaintext: new Uint8Array(1) })).rejects.toThrow('no resource-based policy');
  });
});

describe('another account', () => {
  it("reads a bucket only by the bucket's policy", async () => {
    const theirs = new S3(aws.clientConfig(OTHER));
    const read = () => theirs.getObject({ Bucket: 'lake', Key: 'orders/1' });
    await expect(read()).rejects.toMatchObject({ name: 'AccessDenied' });
    const Policy = document(allow('s3:GetObject', 'arn:aws:s3:::lake/*', { Principal: { AWS: OTHER } }));
    await new S3(aws.clientConfig()).putBucketPolicy({ Bucket: 'lake', Policy });
    await read();
    await theirs.createBucket({ Bucket: 'theirs' });
    await theirs.putObject({ Bucket: 'theirs', Key: 'a', Body: 'x' });
  });

  it('uses neither tables, machines nor keys of ours', async () => {
    const { KeyMetadata } = await new KMS(aws.clientConfig()).createKey({});
    const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:m';
    const config = aws.clientConfig(OTHER);
    for (const denied of [
      () => new DynamoDB(config).getItem({ TableName: 'ledger', Key: { pk: { S: 'a' } } }),
      () => new SFN(config).startExecution({ stateMachineArn }),
      () => new KMS(config).encrypt({ KeyId: KeyMetadata?.Arn ?? '', Plaintext: new Uint8Array(1) }),
    ])
      await expect(denied()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('a state machine runs as its role', () => {
  const TASK = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:111111111111:function:greet', End: true };
  const LIST = {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:s3:listObjectsV2',
    Arguments: { Bucket: 'lake' },
    End: true,
  };
  const run = async (state: object, rights: string, service = 'states.amazonaws.com') => {
    await makeRole(rights, trust({ Service: service }));
    aws.service('lambda').registerFunction('greet', async () => 'hello', { roleArn: ROLE });
    const sfn = new SFN({ ...aws.clientConfig(), disableHostPrefix: true });
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: state } });
    const { stateMachineArn } = await sfn.createStateMachine({ name: 'm', definition, roleArn: ROLE, type: 'EXPRESS' });
    return sfn.startSyncExecution({ stateMachineArn });
  };

  it.each([
    ['a function', TASK, 'Lambda.AWSLambdaException', 'lambda:InvokeFunction on resource: arn:aws:lambda'],
    ['a service', LIST, 'S3.AccessDeniedException', 's3:ListBucket on resource: arn:aws:s3:::lake'],
  ])('which must allow %s', async (_title, state, error, cause) =>
    expect(await run(state, document(allow('logs:*', '*')))).toMatchObject({
      status: 'FAILED',
      error,
      cause: expect.stringContaining(cause),
    }),
  );

  it('which allows a service', async () =>
    expect(await run(LIST, document(allow('s3:ListBucket', 'arn:aws:s3:::lake')))).toMatchObject({
      status: 'SUCCEEDED',
    }));

  it('which must be there', async () => {
    const sfn = new SFN({ ...aws.clientConfig(), disableHostPrefix: true });
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: LIST } });
    const { stateMachineArn } = await sfn.createStateMachine({ name: 'm', definition, roleArn: ROLE, type: 'EXPRESS' });
    expect(await sfn.startSyncExecution({ stateMachineArn })).toMatchObject({ error: 'S3.AccessDeniedException' });
  });

  it('and a function as one that trusts Lambda', async () => {
    const rights = document(allow('lambda:InvokeFunction', '*'));
    expect(await run(TASK, rights)).toMatchObject({ cause: expect.stringContaining('cannot be assumed by Lambda') });
    const PolicyDocument = trust({ Service: 'lambda.amazonaws.com' });
    await new IAM(aws.clientConfig()).updateAssumeRolePolicy({ RoleName: 'reader', PolicyDocument });
    const sfn = new SFN({ ...aws.clientConfig(), disableHostPrefix: true });
    const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:m';
    expect(await sfn.startSyncExecution({ stateMachineArn })).toMatchObject({ status: 'SUCCEEDED', output: '"hello"' });
  });
});

it('without the option, everybody may do everything', async () => {
  const open = await startAws({ services: ['s3'] });
  await new S3(open.clientConfig()).createBucket({ Bucket: 'lake' });
  await new S3(open.clientConfig(OTHER)).putObject({ Bucket: 'lake', Key: 'a', Body: 'x' });
  await open.close();
});

const ENDS_AT_ONCE = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'End',
  States: { End: { Type: 'Succeed' } },
});

describe('a schedule calls its target as its role', () => {
  const NAME = 'exports';
  const machine = `arn:aws:states:us-east-1:111111111111:stateMachine:${NAME}`;
  const queue = 'arn:aws:sqs:us-east-1:111111111111:dead-letters';
  const schedulers = trust({ Service: 'scheduler.amazonaws.com' });

  async function fire(rights: string) {
    const config = aws.clientConfig();
    await makeRole(rights, schedulers);
    const sfn = new SFN(config);
    await sfn.createStateMachine({
      name: NAME,
      definition: ENDS_AT_ONCE,
      roleArn: 'arn:aws:iam::111111111111:role/machine',
    });
    const { QueueUrl } = await new SQS(config).createQueue({ QueueName: 'dead-letters' });
    await new Scheduler(config).createSchedule({
      Name: 'nightly',
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: machine, RoleArn: ROLE, DeadLetterConfig: { Arn: queue } },
    });
    await new Promise<void>((resolve) => clock.at(clock.now() + 90 * 60_000, resolve));
    const { executions = [] } = await sfn.listExecutions({ stateMachineArn: machine });
    const { Messages = [] } = await new SQS(config).receiveMessage({ QueueUrl, MessageAttributeNames: ['All'] });
    return { started: executions.length, undelivered: Messages.map((each) => each.MessageAttributes) };
  }

  it('and starts what the role may start', async () => {
    const { started, undelivered } = await fire(document(allow('states:StartExecution', machine)));
    expect([started > 0, undelivered]).toEqual([true, []]);
  });

  it('and what it may not start goes to the dead-letter queue', async () => {
    const { started, undelivered } = await fire(document(allow('sqs:SendMessage', queue)));
    expect(started).toBe(0);
    expect(undelivered[0]).toMatchObject({
      ERROR_CODE: { StringValue: 'AccessDeniedException' },
      ERROR_MESSAGE: { StringValue: expect.stringContaining('perform: states:StartExecution') },
    });
  });

  it('and cannot write there without the right either', async () =>
    expect(await fire(document(allow('s3:GetObject', '*')))).toEqual({ started: 0, undelivered: [] }));

  it('and is refused where the role trusts somebody else', async () => {
    await makeRole(document(allow('states:StartExecution', machine)), trust({ Service: 'events.amazonaws.com' }));
    const schedule = {
      Name: 'nightly',
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      Target: { Arn: machine, RoleArn: ROLE },
    };
    await expect(new Scheduler(aws.clientConfig()).createSchedule(schedule)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    });
  });
});

it("a rule's event that its target's role may not hand over starts nothing", async () => {
  const config = aws.clientConfig();
  await makeRole(document(allow('s3:GetObject', '*')), trust({ Service: 'events.amazonaws.com' }));
  const sfn = new SFN(config);
  const roleArn = 'arn:aws:iam::111111111111:role/machine';
  const { stateMachineArn = '' } = await sfn.createStateMachine({ name: 'exports', definition: ENDS_AT_ONCE, roleArn });
  const events = new EventBridge(config);
  await events.putRule({ Name: 'all', EventPattern: '{"source":["test"]}' });
  await events.putTargets({ Rule: 'all', Targets: [{ Id: '0', Arn: stateMachineArn, RoleArn: ROLE }] });
  const put = () => events.putEvents({ Entries: [{ Source: 'test', DetailType: 'x', Detail: '{}' }] });
  await put();
  expect((await sfn.listExecutions({ stateMachineArn })).executions).toEqual([]);
  await new IAM(config).putRolePolicy({
    RoleName: 'reader',
    PolicyName: 'rights',
    PolicyDocument: document(allow('states:StartExecution', stateMachineArn)),
  });
  await put();
  expect((await sfn.listExecutions({ stateMachineArn })).executions).toHaveLength(1);
});
