import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as athena from '@aws-sdk/client-athena';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as glue from '@aws-sdk/client-glue';
import * as kms from '@aws-sdk/client-kms';
import * as lakeformation from '@aws-sdk/client-lakeformation';
import * as lambda from '@aws-sdk/client-lambda';
import * as rds from '@aws-sdk/client-rds';
import * as s3 from '@aws-sdk/client-s3';
import * as sfn from '@aws-sdk/client-sfn';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { ServerCodec, serviceSchema, type WireRequest } from '../../codec';
import type { OperationSchema, Struct, Value } from '../../codec/schema';
import { anyValue, ITS_OWN } from './arbitrary';

/**
 * For every operation of every client: what a real client sends is decoded as it was, what is encoded arrives as it
 * was.
 */
const RUNS_PER_OPERATION = 2;

interface Sender {
  send(command: unknown): Promise<Struct>;
  destroy(): void;
}
type ClientPackage = Readonly<Record<string, unknown>>;
type ClientConstructor = new (config: object) => Sender;

const CLIENTS: readonly (readonly [name: string, exports: ClientPackage, client: unknown, operations: number])[] = [
  ['rds', rds, rds.RDSClient, 150],
  ['glue', glue, glue.GlueClient, 250],
  ['lakeformation', lakeformation, lakeformation.LakeFormationClient, 55],
  ['sfn', sfn, sfn.SFNClient, 35],
  ['ssm', ssm, ssm.SSMClient, 130],
  ['kms', kms, kms.KMSClient, 50],
  ['sts', sts, sts.STSClient, 8],
  ['cloudwatch', cloudwatch, cloudwatch.CloudWatchClient, 30],
  ['dynamodb', dynamodb, dynamodb.DynamoDBClient, 50],
  ['eventbridge', eventbridge, eventbridge.EventBridgeClient, 50],
  ['lambda', lambda, lambda.LambdaClient, 60],
  ['athena', athena, athena.AthenaClient, 60],
  ['s3', s3, s3.S3Client, 80],
];

/** Their payload is an event stream or an object's body, which handlers and gateway stream past the codec. */
const isStreamed = ({ input, output }: OperationSchema): boolean =>
  [input, output].some(
    (schema) => !schema.isUnitSchema() && [...schema.structIterator()].some(([, m]) => m.isStreaming()),
  );

/** S3 Express lists its buckets at a host of its own. */
const ELSEWHERE = ['ListDirectoryBuckets'];

/** What the server sees and answers next; the tests run one request at a time. */
const exchange: { codec?: ServerCodec; output: Struct; operation?: string; input?: Struct; error?: unknown } = {
  output: {},
};
let server: Server;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://local');
    const wire = {
      method: request.method ?? '',
      query: url.searchParams,
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks),
      ...pathOf(url.pathname, exchange.codec),
    };
    const answer = answerTo(wire);
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** S3's routes begin behind the bucket. */
function pathOf(pathname: string, codec: ServerCodec | undefined): Pick<WireRequest, 'path' | 'labels'> {
  if (codec?.schema.protocol !== 'restXml') return { path: pathname };
  const [, bucket = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(pathname) ?? [];
  return { path: rest === '' ? '/' : rest, labels: bucket === '' ? {} : { Bucket: decodeURIComponent(bucket) } };
}

function answerTo(wire: WireRequest) {
  try {
    const operation = exchange.codec?.match(wire);
    if (exchange.codec === undefined || operation === undefined)
      throw new Error(`No operation for ${wire.method} ${wire.path}`);
    exchange.operation = operation.name;
    exchange.input = exchange.codec.decode(operation, wire);
    return exchange.codec.encode(operation, exchange.output);
  } catch (error) {
    exchange.error = error;
    return { status: 500, headers: {}, body: '' };
  }
}

describe.each(CLIENTS)('%s', (name, exports, Client, least) => {
  const codec = new ServerCodec(serviceSchema(exports as never, Client as never));
  const operations = [...codec.schema.operations.values()].filter(
    (o) => `${o.name}Command` in exports && !isStreamed(o) && !ELSEWHERE.includes(o.name),
  );
  let client: Sender;

  beforeAll(() => {
    exchange.codec = codec;
    const { port } = server.address() as AddressInfo;
    client = new (Client as ClientConstructor)({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
      disableHostPrefix: true,
      accountIdEndpointMode: 'disabled',
      forcePathStyle: true,
      bucketEndpoint: false,
    });
  });
  afterAll(() => client.destroy());

  it(`has at least ${least} operations`, () => expect(operations.length).toBeGreaterThanOrEqual(least));

  it('carries every input and output unchanged', async () => {
    const failures: string[] = [];
    for (const operation of operations) {
      const failure = await roundTrip(operation, exports, client).catch((error: Error) => error.message);
      if (failure !== undefined) failures.push(`${name} ${operation.name}: ${failure}`);
    }
    expect(failures).toEqual([]);
  });
});

async function roundTrip(
  operation: OperationSchema,
  exports: ClientPackage,
  client: Sender,
): Promise<string | undefined> {
  const Command = exports[`${operation.name}Command`] as new (input: Struct) => unknown;
  const values = (schema: OperationSchema['input']) => (schema.isUnitSchema() ? fc.constant({}) : anyValue(schema));
  const property = fc.asyncProperty(values(operation.input), values(operation.output), async (input, output) => {
    Object.assign(exchange, { output, operation: undefined, input: undefined, error: undefined });
    const sent = comparable(input);
    const received = await client.send(new Command(input as Struct)).catch((error: Error) => {
      throw exchange.error ?? error;
    });
    const { $metadata, ...rest } = received;
    expect(exchange.operation).toBe(operation.name);
    expect(comparable(exchange.input)).toEqual(sent);
    expect(comparable(rest)).toEqual(comparable(output));
  });
  const result = await fc.check(property, { numRuns: RUNS_PER_OPERATION, endOnFailure: true });
  return result.failed ? `seed ${result.seed}: ${String(result.errorInstance).slice(0, 1500)}` : undefined;
}

/** Without what the client adds; it reads absent metadata headers as an empty map. */
function comparable(value: Value): Value {
  const entries = Object.entries(normal(value ?? {}) as Struct);
  return Object.fromEntries(
    entries.filter(([k, v]) => !ITS_OWN.test(k) && !(k === 'Metadata' && JSON.stringify(v) === '{}')),
  );
}

/**
 * Bytes by their hexadecimal, numbers of either kind as numbers, the SDK's own string and number classes as plain ones.
 */
function normal(value: Value): Value {
  if (ArrayBuffer.isView(value)) return `bytes ${Buffer.from(value as Uint8Array).toString('hex')}`;
  if (value instanceof Date || value === null) return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof String) return String(value);
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object') return value;
  if (value.constructor.name === 'NumericValue') return Number((value as unknown as { string: string }).string);
  return Object.fromEntries(
    Object.entries(value as Struct)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]) => [k, normal(v)]),
  );
}
