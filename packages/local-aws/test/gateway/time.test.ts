import { Readable } from 'node:stream';
import * as s3Client from '@aws-sdk/client-s3';
import * as sfnClient from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../clock';
import { serviceSchema } from '../../codec';
import { createEngine } from '../../engine';
import { Faults } from '../../faults';
import { type Gateway, type RawService, startGateway } from '../../gateway';
import type { LocalService } from '../../service';
import { createStatesService } from '../../services/stepfunctions';
import { PRODUCER, STARTS_AT, testRuntime } from '../services/runtime';
import { open, signedFor } from './raw-request';

const SCHEMAS = {
  s3: serviceSchema(s3Client as never, s3Client.S3Client as never),
  states: serviceSchema(sfnClient as never, sfnClient.SFNClient as never),
};
const gateways: Gateway[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
});

async function gatewayOf(
  clock: VirtualClock,
  services: readonly LocalService[],
  rawServices: readonly RawService[] = [],
  onRequest = (): void => {},
) {
  const gateway = await startGateway({
    services: services.map((service) => ({ service, schema: SCHEMAS[service.name as keyof typeof SCHEMAS] })),
    rawServices,
    identify: () => {
      onRequest();
      return { accountId: PRODUCER, principalArn: `arn:aws:iam::${PRODUCER}:root` };
    },
    clock,
    faults: new Faults(),
    region: 'eu-west-1',
  });
  gateways.push(gateway);
  return gateway;
}

const leap = (clock: VirtualClock) => new Promise<void>((resolve) => clock.at(clock.now() + 1000, resolve));
const s3 = (operations: LocalService['operations']): LocalService => ({ name: 's3', operations });
it('time passes while a client stalls in the middle of a body, and the body still arrives whole', async () => {
  const clock = new VirtualClock(STARTS_AT);
  let begun = (): void => {};
  const first = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const received: string[] = [];
  const putObject = async ({ Body }: { Body: AsyncIterable<Buffer> }) => {
    for await (const chunk of Body) {
      received.push(chunk.toString());
      begun();
    }
    return {};
  };
  const { port } = await gatewayOf(clock, [s3({ PutObject: putObject as never })]);
  const socket = await open(port);
  socket.write('PUT /bucket/key HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nhello');
  await first;
  await leap(clock);
  socket.write('world');
  await new Promise((resolve) => socket.once('data', resolve));
  expect(received.join('')).toBe('helloworld');
  socket.destroy();
});

it('time passes after a client left in the middle of a body', async () => {
  const clock = new VirtualClock(STARTS_AT);
  let outcome: (value: unknown) => void = () => {};
  const ended = new Promise((resolve) => {
    outcome = resolve;
  });
  const putObject = async ({ Body }: { Body: AsyncIterable<Buffer> }) => {
    try {
      for await (const _ of Body) socket.destroy();
    } catch (error) {
      outcome(error);
      throw error;
    }
    return {};
  };
  const { port } = await gatewayOf(clock, [s3({ PutObject: putObject as never })]);
  const socket = await open(port);
  socket.write('PUT /bucket/key HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nhello');
  expect(await ended).toMatchObject({ code: 'ECONNRESET' });
  await leap(clock);
});

it('time passes after a client left in the middle of a zipped body', async () => {
  const clock = new VirtualClock(STARTS_AT);
  let arrived = (): void => {};
  const hasArrived = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const { port } = await gatewayOf(clock, [{ name: 'states', operations: {} }], [], arrived);
  const socket = await open(port);
  const head = `POST / HTTP/1.1\r\nhost: localhost\r\n${signedFor('states')}x-amz-target: x.ListStateMachines\r\n`;
  socket.write(`${head}content-encoding: gzip\r\ncontent-length: 100\r\n\r\n\x1f\x8b\x08`, 'latin1');
  await hasArrived;
  socket.destroy();
  await leap(clock);
});

it('time passes while a client reads slowly', async () => {
  const clock = new VirtualClock(STARTS_AT);
  let asked = (): void => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const endless = async () => {
    asked();
    return { Body: Readable.from(endlessly()), ContentLength: 2 ** 40 };
  };
  const { port } = await gatewayOf(clock, [s3({ GetObject: endless })]);
  const socket = await open(port);
  socket.write('GET /bucket/key HTTP/1.1\r\nhost: localhost\r\n\r\n');
  socket.pause();
  await isAsked;
  await leap(clock);
  socket.destroy();
});

async function* endlessly(): AsyncGenerator<Buffer> {
  for (;;) yield Buffer.alloc(64 * 1024);
}

it('a service that speaks HTTP itself holds time until it answers, not until the answer is read', async () => {
  const clock = new VirtualClock(STARTS_AT);
  let asked = (): void => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const large: RawService = {
    name: 'dynamodb',
    handle: (_request, response) => {
      asked();
      response.end(Buffer.alloc(64 * 1024 ** 2));
    },
  };
  const { port } = await gatewayOf(clock, [], [large]);
  const socket = await open(port);
  socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\n${signedFor('dynamodb')}content-length: 0\r\n\r\n`);
  socket.pause();
  await isAsked;
  await leap(clock);
  socket.destroy();
});

describe('a machine that waits', () => {
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 3600, End: true } },
  });
  async function client() {
    const runtime = testRuntime();
    const unused = async () => Promise.reject(new Error('not used here'));
    const engine = await createEngine({ ...runtime, emit: async () => {}, invokeFunction: unused, sdk: unused });
    const { url } = await gatewayOf(runtime.clock, [createStatesService(engine)]);
    const credentials = { accessKeyId: PRODUCER, secretAccessKey: 'any' };
    const sfn = new sfnClient.SFNClient({ endpoint: url, region: 'eu-west-1', credentials, disableHostPrefix: true });
    return { sfn, clock: runtime.clock };
  }

  it('is answered by StartSyncExecution when its time has come', async () => {
    const { sfn, clock } = await client();
    const { stateMachineArn } = await sfn.send(
      new sfnClient.CreateStateMachineCommand({ name: 'waits', definition, roleArn: 'role', type: 'EXPRESS' }),
    );
    const { status } = await sfn.send(new sfnClient.StartSyncExecutionCommand({ stateMachineArn }));
    expect([status, clock.now() - STARTS_AT]).toEqual(['SUCCEEDED', 3_600_000]);
  });

  it('is answered by TestState', async () => {
    const { sfn } = await client();
    const state = JSON.stringify({ QueryLanguage: 'JSONata', Type: 'Wait', Seconds: 3600, End: true });
    const { status } = await sfn.send(new sfnClient.TestStateCommand({ definition: state, roleArn: 'role' }));
    expect(status).toBe('SUCCEEDED');
  });
});
