import { connect } from 'node:net';
import { VirtualClock } from '../../../clock';
import { serviceSchema } from '../../../codec';
import { SERVICE_NAMES } from '../../../services';
import { startAws } from '../../../start-aws';
import { STARTS_AT } from '../../services/runtime';
import { anyRequest, Dice, type Target } from './requests';

/** How long an answer may take. In real time: what hangs would hang for ever. */
const PATIENCE_MS = 20_000;

/**
 * Starts all services and sends them so many random requests from a seed, over loopback. Each thing that an AWS service
 * would not do is a line on stdout. Ends with 0 unless the process dies.
 */
async function main([seed = '1', count = '1000']: readonly string[]): Promise<void> {
  const aws = await startAws({ region: 'eu-west-1', clock: new VirtualClock(STARTS_AT) });
  const targets = await everyTarget(aws);
  const dice = new Dice(Number(seed));
  const answered = { total: 0, errors: 0 };
  await setUp(aws.port);
  for (let sent = 0; sent < Number(count); sent++) {
    const request = anyRequest(dice, targets);
    const answer = await exchange(aws.port, request);
    answered.total++;
    if (/^HTTP\/1\.1 [45]/.test(answer)) answered.errors++;
    const problem = problemOf(request, answer);
    if (problem !== undefined) {
      const shown = request.toString('latin1').slice(0, 1200);
      process.stdout.write(`${JSON.stringify({ sent, problem, request: shown, answer: answer.slice(0, 1500) })}\n`);
    }
  }
  const alive = await exchange(aws.port, Buffer.from('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'));
  process.stdout.write(`${JSON.stringify({ ...answered, alive: alive.split('\r\n')[0] })}\n`);
  await aws.close();
}

async function everyTarget(aws: Awaited<ReturnType<typeof startAws>>): Promise<Target[]> {
  const targets: Target[] = [{ name: 'unserved', schema: undefined, operations: [] }];
  for (const name of SERVICE_NAMES) {
    const { service } = (await import(`../../../services/${FOLDERS[name] ?? name}/module`)) as {
      service: { client?: [never, never] };
    };
    const running = aws.service(name).service;
    const schema = service.client === undefined ? undefined : serviceSchema(...service.client);
    const operations = 'operations' in running ? Object.keys(running.operations) : DYNAMODB;
    targets.push({ name, schema, operations });
  }
  return targets;
}

/** Of services whose signing name is another. */
const FOLDERS: Readonly<Record<string, string>> = { states: 'stepfunctions', monitoring: 'cloudwatch' };

const DYNAMODB = ['CreateTable', 'PutItem', 'GetItem', 'Query', 'Scan', 'UpdateItem', 'BatchWriteItem', 'ListTables'];

/** A bucket with an object, so that not everything is missing. */
async function setUp(port: number): Promise<void> {
  for (const [path, body] of [
    ['/bucket', ''],
    ['/bucket/key', 'hello'],
  ]) {
    const head = `PUT ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: ${body!.length}\r\n\r\n`;
    await exchange(port, Buffer.from(head + body));
  }
}

async function exchange(port: number, request: Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const timer = setTimeout(() => socket.destroy(new Error('no answer')), PATIENCE_MS);
  const chunks: Buffer[] = [];
  try {
    socket.write(request);
    for await (const chunk of socket) chunks.push(chunk as Buffer);
  } catch (error) {
    if ((error as Error).message === 'no answer') return 'NO ANSWER';
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** Node's own answer to what is not HTTP. */
const NOT_HTTP = /^HTTP\/1\.1 (400 Bad Request|431 [\w ]+)\r\nConnection: close\r\n\r\n$/;
/** The last is DynamoDB's own for a path that it does not know. */
const ERROR_IN_BODY = /"__type":"[^"]+"|<Code>[^<]+<\/Code>|<UnknownOperationException\/>/;

function problemOf(request: Buffer, answer: string): string | undefined {
  if (answer === 'NO ANSWER') return 'no answer';
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
  if (Number.isNaN(status)) return 'the connection ends without an answer';
  if (NOT_HTTP.test(answer) || request.toString('latin1', 0, 5) === 'HEAD ' || status < 400 || status === 304) return;
  if (status >= 500 && status !== 501 && status !== 503) return 'an internal failure';
  const isControl = / \/_local\//.test(request.toString('latin1', 0, 40));
  if (!isControl && !ERROR_IN_BODY.test(answer)) return 'an error that has not the shape of an AWS error';
  return undefined;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
