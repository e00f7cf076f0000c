import { gzipSync } from 'node:zlib';
import * as glueClient from '@aws-sdk/client-glue';
import * as lambdaClient from '@aws-sdk/client-lambda';
import * as s3Client from '@aws-sdk/client-s3';
import { VirtualClock } from '../../clock';
import { serviceSchema } from '../../codec';
import { Faults } from '../../faults';
import { type Gateway, startGateway } from '../../gateway';
import { PRODUCER, STARTS_AT } from '../services/runtime';

const MEBIBYTE = 1024 ** 2;
let gateway: Gateway;

beforeAll(async () => {
  const answering = (name: string) => ({ name, operations: new Proxy({}, { get: () => async () => ({}) }) });
  gateway = await startGateway({
    services: [
      { service: answering('glue'), schema: serviceSchema(glueClient as never, glueClient.GlueClient as never) },
      {
        service: answering('lambda'),
        schema: serviceSchema(lambdaClient as never, lambdaClient.LambdaClient as never),
      },
      { service: answering('s3'), schema: serviceSchema(s3Client as never, s3Client.S3Client as never) },
    ],
    rawServices: [
      {
        name: 'dynamodb',
        handle: (_request, response) => {
          response.end('{}');
        },
      },
    ],
    identify: () => ({ accountId: PRODUCER, principalArn: '' }),
    clock: new VirtualClock(STARTS_AT),
    faults: new Faults(),
    region: 'eu-west-1',
  });
});
afterAll(() => gateway.close());

async function send(service: string, body: Uint8Array, headers = {}, path = '/', method = 'POST') {
  const authorization = `AWS4-HMAC-SHA256 Credential=${PRODUCER}/20261120/eu-west-1/${service}/aws4_request`;
  const answer = await fetch(gateway.url + path, {
    method,
    body: body as never,
    headers: { authorization, 'x-amz-target': 'AWSGlue.GetDatabase', ...headers },
  });
  return { status: answer.status, text: await answer.text() };
}

it('garbage that calls itself gzip does not end the process, whoever it is for', async () => {
  const zipped = { 'content-encoding': 'gzip' };
  const garbage = Buffer.from('garbage');
  expect((await send('unserved', garbage, zipped)).status).toBe(501);
  for (const service of ['glue', 'dynamodb']) {
    const { status, text } = await send(service, garbage, zipped);
    expect([status, text]).toEqual([400, expect.stringContaining('SerializationException')]);
  }
  expect((await send('glue', gzipSync('{"Name":"x"}'), zipped)).status).toBe(200);
});

it.each([
  ['glue', 4, 413, 'RequestEntityTooLargeException', '/', 'POST'],
  ['dynamodb', 16, 413, 'RequestEntityTooLargeException', '/', 'POST'],
  ['lambda', 6, 413, 'RequestTooLargeException', '/2015-03-31/functions/f/invocations', 'POST'],
  ['s3', 8, 400, 'MaxMessageLengthExceeded', '/bucket?delete', 'POST'],
])('%s takes a request of %i MiB and refuses more', async (service, limit, status, code, path, method) => {
  const larger = await send(service, Buffer.alloc(limit * MEBIBYTE + 1, ' '), {}, path, method);
  expect(larger).toEqual({ status, text: expect.stringContaining(code) });
  const atLimit = await send(service, Buffer.alloc(limit * MEBIBYTE, ' '), {}, path, method);
  expect(atLimit.text).not.toContain(code);
});

it('a small request that unzips to much is refused as well', async () => {
  const { status } = await send('glue', gzipSync(Buffer.alloc(64 * MEBIBYTE)), { 'content-encoding': 'gzip' });
  expect(status).toBe(413);
});

it('a bucket name that is not percent-encoded text is an invalid URI', async () => {
  const { status, text } = await send('s3', Buffer.alloc(0), {}, '/%ff%fe/key', 'PUT');
  expect([status, text]).toEqual([400, expect.stringContaining('InvalidURI')]);
});
