import { createServer, request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import * as glueClient from '@aws-sdk/client-glue';
import * as lambdaClient from '@aws-sdk/client-lambda';
import * as rdsClient from '@aws-sdk/client-rds';
import * as s3Client from '@aws-sdk/client-s3';
import * as sfnClient from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../clock';
import { serviceSchema } from '../../codec';
import { Faults } from '../../faults';
import { type Gateway, startGateway } from '../../gateway';
import { type LocalService, type RequestContext, ServiceError } from '../../service';
import { PRODUCER, STARTS_AT } from '../services/runtime';

const REGION = 'eu-west-1';
const calls: { operation: string; input: unknown; context: RequestContext }[] = [];
/** A service whose operations remember that they were called. */
const recording = (name: string, outputs: Readonly<Record<string, object>>): LocalService => ({
  name,
  operations: Object.fromEntries(
    Object.entries(outputs).map(([operation, output]) => [
      operation,
      async (input: unknown, context: RequestContext) => {
        calls.push({ operation, input, context });
        if (output instanceof Error) throw output;
        return output;
      },
    ]),
  ),
});

const faults = new Faults();
const clock = new VirtualClock(STARTS_AT);
let gateway: Gateway;
let config: object;

beforeAll(async () => {
  const schemas = {
    glue: serviceSchema(glueClient as never, glueClient.GlueClient as never),
    rds: serviceSchema(rdsClient as never, rdsClient.RDSClient as never),
    s3: serviceSchema(s3Client as never, s3Client.S3Client as never),
    states: serviceSchema(sfnClient as never, sfnClient.SFNClient as never),
  };
  gateway = await startGateway({
    services: [
      {
        schema: schemas.glue,
        service: recording('glue', {
          GetDatabase: { Database: { Name: 'shop' } },
          StartCrawler: new ServiceError('CrawlerRunningException', 'Crawler is running'),
          GetTable: new Error('a mistake of ours'),
        }),
      },
      {
        schema: schemas.rds,
        service: recording('rds', {
          StartExportTask: { ExportTaskIdentifier: 'e' },
          CancelExportTask: new ServiceError('ExportTaskNotFoundFault', 'none'),
        }),
      },
      { schema: schemas.s3, service: recording('s3', { DeleteObject: {}, ListBuckets: {} }) },
      { schema: schemas.states, service: recording('states', { ListStateMachines: { stateMachines: [] } }) },
    ],
    rawServices: [
      {
        name: 'dynamodb',
        handle: (_request, response, body) => void response.end(JSON.stringify({ echoed: body.toString() })),
      },
    ],
    controls: {
      greet: async ({ name }) => ({ greeting: `Hello ${name}` }),
      fail: async () => Promise.reject(new RangeError('No such thing.')),
    },
    identify: (key) => ({ accountId: key, principalArn: `arn:aws:iam::${key}:root` }),
    clock,
    faults,
    region: REGION,
  });
  config = {
    endpoint: gateway.url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: PRODUCER, secretAccessKey: 'any' },
  };
});
beforeEach(() => {
  calls.length = 0;
  faults.clear();
});
afterAll(() => gateway.close());

const glue = () => new glueClient.GlueClient(config);
const rds = () => new rdsClient.RDSClient(config);
const s3 = () => new s3Client.S3Client({ ...config, forcePathStyle: true });
const getDatabase = () => glue().send(new glueClient.GetDatabaseCommand({ Name: 'shop' }));
const startExport = () =>
  rds().send(
    new rdsClient.StartExportTaskCommand({
      ExportTaskIdentifier: 'e',
      SourceArn: 's',
      S3BucketName: 'b',
      IamRoleArn: 'r',
      KmsKeyId: 'k',
    }),
  );
const deleteObject = () => s3().send(new s3Client.DeleteObjectCommand({ Bucket: 'b', Key: 'k' }));

describe('routing', () => {
  it('knows service, caller and region from the signature', async () => {
    await getDatabase();
    await startExport();
    expect(calls.map((c) => c.operation)).toEqual(['GetDatabase', 'StartExportTask']);
    expect(calls[0]?.context).toMatchObject({
      accountId: PRODUCER,
      region: REGION,
      principalArn: `arn:aws:iam::${PRODUCER}:root`,
    });
  });

  it('knows it from a presigned link as well, and takes its headers from the query', async () => {
    const scope = encodeURIComponent(`${PRODUCER}/20261120/${REGION}/s3/aws4_request`);
    await fetch(`${gateway.url}/bucket/key?X-Amz-Credential=${scope}&x-amz-mfa=123`, { method: 'DELETE' });
    expect(calls[0]).toMatchObject({ operation: 'DeleteObject', input: { Bucket: 'bucket', Key: 'key', MFA: '123' } });
  });

  it('takes an unsigned request for S3’s', async () => {
    await fetch(`${gateway.url}/bucket/a%20b`, { method: 'DELETE' });
    expect(calls[0]?.input).toEqual({ Bucket: 'bucket', Key: 'a b' });
  });

  it('takes a form that is put to a key for S3’s too', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await fetch(`${gateway.url}/bucket/form?AWSAccessKeyId=k&Signature=s`, { method: 'DELETE', headers });
    expect(calls[0]).toMatchObject({ operation: 'DeleteObject', input: { Bucket: 'bucket', Key: 'form' } });
  });

  it('does not resolve dots in keys', async () => {
    const { port } = new URL(gateway.url);
    await new Promise((resolve) => httpRequest({ port, path: '/bucket/a/../b', method: 'DELETE' }, resolve).end());
    expect(calls[0]?.input).toEqual({ Bucket: 'bucket', Key: 'a/../b' });
  });

  it('lets a service that speaks HTTP itself do so', async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=k/20261120/${REGION}/dynamodb/aws4_request`;
    const answer = await fetch(gateway.url, {
      method: 'POST',
      body: '{"a":1}',
      headers: { authorization, 'x-amz-target': 'DynamoDB.GetItem' },
    });
    expect(await answer.json()).toEqual({ echoed: '{"a":1}' });
  });

  it('unzips what was zipped for the way', async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${PRODUCER}/20261120/${REGION}/glue/aws4_request`;
    const headers = { authorization, 'x-amz-target': 'AWSGlue.GetDatabase', 'content-encoding': 'gzip' };
    await fetch(gateway.url, { method: 'POST', headers, body: gzipSync('{"Name":"zipped"}') });
    expect(calls[0]?.input).toEqual({ Name: 'zipped' });
  });
});

describe('errors', () => {
  it('arrive as the classes that the clients model', async () => {
    await expect(glue().send(new glueClient.StartCrawlerCommand({ Name: 'c' }))).rejects.toBeInstanceOf(
      glueClient.CrawlerRunningException,
    );
    await expect(
      rds().send(new rdsClient.CancelExportTaskCommand({ ExportTaskIdentifier: 'e' })),
    ).rejects.toBeInstanceOf(rdsClient.ExportTaskNotFoundFault);
  });

  it('of our own are the service’s internal error and say where', async () => {
    const failure = glue().send(new glueClient.GetTableCommand({ DatabaseName: 'd', Name: 't' }));
    await expect(failure).rejects.toMatchObject({
      name: 'InternalServiceException',
      message: expect.stringContaining('a mistake of ours'),
    });
  });

  const guide = expect.stringContaining('The README of @lakeferry/local-aws');
  it.each([
    ['JSON', () => glue().send(new glueClient.GetJobsCommand()), 'glue GetJobs'],
    ['query', () => rds().send(new rdsClient.DescribeDBInstancesCommand()), 'rds DescribeDBInstances'],
    ['XML', () => s3().send(new s3Client.GetBucketCorsCommand({ Bucket: 'b' })), 's3 GetBucketCors'],
    [
      'a service that is not served',
      () => new lambdaClient.LambdaClient(config).send(new lambdaClient.ListFunctionsCommand()),
      "'lambda'",
    ],
  ])('name the operation that is not implemented: %s', async (_protocol, call, name) => {
    await expect(call()).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining(name),
      $metadata: { httpStatusCode: 501 },
    });
    await expect(call()).rejects.toMatchObject({ message: guide });
  });

  it('of a body that cannot be read name it so', async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${PRODUCER}/20261120/${REGION}/glue/aws4_request`;
    const headers = { authorization, 'x-amz-target': 'AWSGlue.GetDatabase' };
    const answer = await fetch(gateway.url, { method: 'POST', headers, body: '{"Name":' });
    expect([answer.status, ((await answer.json()) as { __type: string }).__type]).toEqual([
      400,
      'SerializationException',
    ]);
  });
});

describe('faults', () => {
  it.each([
    ['access-denied', 'glue:GetDatabase', getDatabase, 'AccessDeniedException'],
    ['access-denied', 'rds:StartExportTask', startExport, 'AccessDenied'],
    ['access-denied', 's3:DeleteObject', deleteObject, 'AccessDenied'],
    ['throttling', 'glue:GetDatabase', getDatabase, 'ThrottlingException'],
    ['throttling', 'rds:StartExportTask', startExport, 'Throttling'],
    ['throttling', 's3:DeleteObject', deleteObject, 'SlowDown'],
    ['service-error', 'glue:GetDatabase', getDatabase, 'InternalServiceException'],
    ['service-error', 'rds:StartExportTask', startExport, 'InternalFailure'],
    ['service-error', 's3:DeleteObject', deleteObject, 'InternalError'],
  ] as const)('%s at %s strikes once, before the effect', async (name, target, call, errorName) => {
    faults.inject({ name, target });
    await expect(call()).rejects.toMatchObject({ name: errorName });
    expect(calls).toEqual([]);
    await call();
    expect(calls).toHaveLength(1);
  });

  it('a lost response is lost after the effect', async () => {
    faults.inject({ name: 'lost-response', target: 'glue:GetDatabase' });
    await expect(getDatabase()).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(calls).toHaveLength(1);
  });

  it('an answer of failure had no effect to lose', async () => {
    faults.inject({ name: 'lost-response', target: 'glue:StartCrawler' });
    await expect(glue().send(new glueClient.StartCrawlerCommand({ Name: 'c' }))).rejects.toBeInstanceOf(
      glueClient.CrawlerRunningException,
    );
    expect(faults.pending()).toHaveLength(1);
  });

  it.each(['throttling', 'lost-response'] as const)('%s strikes raw services too', async (name) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=k/20261120/${REGION}/dynamodb/aws4_request`;
    const call = () =>
      fetch(gateway.url, {
        method: 'POST',
        body: '{}',
        headers: { authorization, 'x-amz-target': 'DynamoDB.GetItem' },
      });
    faults.inject({ name, target: 'dynamodb:GetItem' });
    const status = await call().then(
      (r) => r.status,
      () => 'connection lost',
    );
    expect(status).toBe(name === 'throttling' ? 400 : 'connection lost');
    expect((await call()).status).toBe(200);
  });
});

describe('controls', () => {
  const control = async (name: string, body?: object, headers = {}) => {
    const answer = await fetch(`${gateway.url}/_local/${name}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers,
    });
    return [answer.status, await answer.json()];
  };

  it('do what no AWS API does', async () => {
    expect(await control('greet', { name: 'you' })).toEqual([200, { greeting: 'Hello you' }]);
  });

  it('say what went wrong', async () => {
    expect(await control('fail')).toEqual([400, { message: 'No such thing.' }]);
    expect(await control('toString')).toEqual([
      404,
      { message: "There is no control 'toString'. Use one of: greet, fail." },
    ]);
  });

  it.each([{ origin: 'https://example.com' }, { origin: 'null' }])(
    'are not for web pages from elsewhere: %j',
    async (headers) => {
      const answer = await fetch(`${gateway.url}/_local/greet`, { method: 'POST', body: '{}', headers });
      expect(answer.status).toBe(403);
    },
  );

  it('nor for names that were made to point here', async () => {
    const { port } = new URL(gateway.url);
    const status = await new Promise((resolve) => {
      httpRequest(
        { port, path: '/bucket/key', method: 'DELETE', headers: { host: `rebound.example.com:${port}` } },
        (r) => resolve(r.statusCode),
      ).end();
    });
    expect([status, calls]).toEqual([403, []]);
  });
});

it('time stands still while a request is answered', async () => {
  let release: (() => void) | undefined;
  const slow: LocalService = {
    name: 'states',
    operations: {
      ListStateMachines: () =>
        new Promise((resolve) => {
          release = () => resolve({ stateMachines: [] });
        }),
    },
  };
  const own = new VirtualClock(STARTS_AT);
  const schema = serviceSchema(sfnClient as never, sfnClient.SFNClient as never);
  const identify = () => ({ accountId: PRODUCER, principalArn: '' });
  const held = await startGateway({
    services: [{ service: slow, schema }],
    identify,
    clock: own,
    faults,
    region: REGION,
  });
  const answer = new sfnClient.SFNClient({ ...config, endpoint: held.url }).send(
    new sfnClient.ListStateMachinesCommand(),
  );
  while (release === undefined) await new Promise(setImmediate);
  let hasLeapt = false;
  own.at(STARTS_AT + 1000, () => {
    hasLeapt = true;
  });
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  expect(hasLeapt).toBe(false);
  release();
  await answer;
  while (!hasLeapt) await new Promise(setImmediate);
  await held.close();
});

it('says so when the port is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const options = {
    services: [],
    identify: () => ({ accountId: '', principalArn: '' }),
    clock,
    faults,
    region: REGION,
  };
  await expect(startGateway(options, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  other.close();
});
