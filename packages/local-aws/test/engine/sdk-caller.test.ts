import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  DBSnapshotNotFoundFault,
  DescribeDBSnapshotsCommand,
  RDSClient,
  StartExportTaskCommand,
} from '@aws-sdk/client-rds';
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { createSdkCaller, type Json } from '../../engine';
import { className, exceptionName, memberName } from '../../engine/integrations/java-names';

const call = (service: string, action: string, args: Json, optimized = false): Promise<Json> =>
  createSdkCaller(() => ({
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  }))(
    { service, action, arguments: args, optimized, roleArn: 'arn:aws:iam::111111111111:role/r' },
    { idle: (work) => work },
  );

test.each([
  ['DBSnapshotIdentifier', 'DbSnapshotIdentifier'],
  ['DBSnapshots', 'DbSnapshots'],
  ['S3BucketName', 'S3BucketName'],
  ['ETag', 'ETag'],
  ['SSEKMSKeyId', 'SsekmsKeyId'],
  ['KmsKeyId', 'KmsKeyId'],
  ['ChecksumCRC32', 'ChecksumCRC32'],
  ['executionArn', 'ExecutionArn'],
  ['LFTags', 'LfTags'],
])('member %s is %s', (name, expected) => expect(memberName(name)).toBe(expected));

test.each([
  ['DBSnapshotNotFoundFault', 'DbSnapshotNotFoundException'],
  ['KMSKeyNotAccessibleFault', 'KmsKeyNotAccessibleException'],
  ['InvalidS3BucketFault', 'InvalidS3BucketException'],
  ['IamRoleMissingPermissionsFault', 'IamRoleMissingPermissionsException'],
  ['CrawlerRunningException', 'CrawlerRunningException'],
  ['ExecutionAlreadyExists', 'ExecutionAlreadyExistsException'],
  ['NoSuchKey', 'NoSuchKeyException'],
  ['DBClusterNotFoundFault', 'DbClusterNotFoundException'],
  ['ExportTaskLimitReachedFault', 'ExportTaskLimitReachedException'],
])('error %s is %s', (name, expected) => expect(exceptionName(name)).toBe(expected));

test('class names capitalise every word', () => expect(className('DBClusterSnapshot')).toBe('DbClusterSnapshot'));

test('arguments and results change their casing, dates become text, absent members stay absent', async () => {
  const rds = mockClient(RDSClient);
  rds.on(DescribeDBSnapshotsCommand).resolves({
    DBSnapshots: [
      { DBSnapshotIdentifier: 'a', SnapshotCreateTime: new Date('2026-11-01T01:02:03Z'), Engine: undefined },
    ],
  });
  const result = await call('rds', 'describeDBSnapshots', {
    DbSnapshotIdentifier: 'a',
    Filters: [{ Name: 'n', Values: ['v'] }],
  });
  expect(result).toEqual({ DbSnapshots: [{ DbSnapshotIdentifier: 'a', SnapshotCreateTime: '2026-11-01T01:02:03Z' }] });
  expect(rds.commandCalls(DescribeDBSnapshotsCommand)[0]?.args[0].input).toEqual({
    DBSnapshotIdentifier: 'a',
    Filters: [{ Name: 'n', Values: ['v'] }],
  });
});

test('keys of maps are data and keep their casing', async () => {
  const glue = mockClient(GlueClient);
  glue.on(GetTableCommand).resolves({ Table: { Name: 't', Parameters: { classification: 'parquet', DBName: 'x' } } });
  expect(await call('glue', 'getTable', { DatabaseName: 'd', Name: 't' })).toEqual({
    Table: { Name: 't', Parameters: { classification: 'parquet', DBName: 'x' } },
  });
});

test('objects given for text are serialised; a body comes as text', async () => {
  const sfn = mockClient(SFNClient);
  sfn.on(StartExecutionCommand).resolves({ executionArn: 'arn', startDate: new Date(0) });
  expect(await call('sfn', 'startExecution', { StateMachineArn: 'm', Input: { a: 1 } })).toEqual({
    ExecutionArn: 'arn',
    StartDate: '1970-01-01T00:00:00Z',
  });
  expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({ stateMachineArn: 'm', input: '{"a":1}' });
  const s3 = mockClient(S3Client);
  s3.on(PutObjectCommand).resolves({});
  s3.on(GetObjectCommand).resolves({ Body: { transformToString: async () => 'text' } as never });
  await call('s3', 'putObject', { Bucket: 'b', Key: 'k', Body: { a: 1 } });
  expect(String(s3.commandCalls(PutObjectCommand)[0]?.args[0].input.Body)).toBe('{"a":1}');
  expect(await call('s3', 'getObject', { Bucket: 'b', Key: 'k' })).toEqual({ Body: 'text' });
});

const $metadata = { httpStatusCode: 404, requestId: 'r-1' };

test('a modelled error has its own name, in the casing of the Java SDK', async () => {
  mockClient(RDSClient)
    .on(StartExportTaskCommand)
    .rejects(new DBSnapshotNotFoundFault({ message: 'none', $metadata }));
  await expect(call('rds', 'startExportTask', {})).rejects.toMatchObject({
    error: 'Rds.DbSnapshotNotFoundException',
    reason: 'none (Service: Rds, Status Code: 404, Request ID: r-1) (SDK Attempt Count: 1)',
  });
});

test.each<[string, boolean, string]>([
  ['dynamodb', false, 'DynamoDb.ConditionalCheckFailedException'],
  ['dynamodb', true, 'DynamoDB.ConditionalCheckFailedException'],
])('%s, optimized %s: %s', async (service, optimized, error) => {
  mockClient(DynamoDBClient)
    .on(PutItemCommand)
    .rejects(new ConditionalCheckFailedException({ message: 'no', $metadata }));
  await expect(call(service, 'putItem', {}, optimized)).rejects.toMatchObject({ error });
});

test('an error the model does not know is the service’s own', async () => {
  mockClient(S3Client)
    .on(GetObjectCommand)
    .rejects(new S3ServiceException({ name: 'SlowDown', $fault: 'server', message: 'slow', $metadata }));
  await expect(call('s3', 'getObject', {})).rejects.toMatchObject({ error: 'S3.S3Exception' });
});

test('no answer at all is SdkClientException', async () => {
  mockClient(S3Client).on(GetObjectCommand).rejects(new Error('socket hang up'));
  await expect(call('s3', 'getObject', {})).rejects.toMatchObject({ error: 'S3.SdkClientException' });
});

test.each([
  ['nosuch', 'act', 'no client'],
  ['s3', 'noSuchAction', 'no action'],
])('%s:%s is refused by name', async (service, action, reason) => {
  await expect(call(service, action, {})).rejects.toMatchObject({
    error: 'States.Runtime',
    reason: expect.stringContaining(reason),
  });
});
