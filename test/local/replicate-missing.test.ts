import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteRolePolicyCommand, GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Command } from 'commander';
import { registerReplication } from '../../bin/commands/replication';
import { waitForEnd } from '../../bin/runs/wait-for-end';
import type { ComparisonReport } from '../../core/replication/comparison/report';
import { claimObject } from '../../functions/replication/claim/claim-object';
import { loadSettings } from '../../lib/config';
import { localOutputs, outputResources } from '../../local/deploy/replication/resources';
import type { Runtime } from '../../local/runtime';
import { startWithoutDatabases } from './world/no-databases';

const CONFIG = 'lakeferry.demo.config.ts';
/** Printed commands go where the command went. */
const TARGET = `--config '${CONFIG}'`;
const settings = loadSettings({ file: CONFIG });
const partner = localOutputs(settings).find(({ output }) => output.name === 'partner')!;
const { bucket: there, prefix } = partner.output.destination;

const environment = { ...process.env };
let runtime: Runtime;
beforeAll(async () => {
  runtime = await startWithoutDatabases(settings);
  const { endpoint } = runtime.clientConfig();
  process.env = {
    ...environment,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
});
afterAll(async () => {
  process.env = environment;
  await runtime.close();
});

const source = () => new S3Client(runtime.clientConfig());
const destination = () => new S3Client(runtime.ownerConfig(partner.output.destination));
const put = (Key: string, Body: string) =>
  source().send(new PutObjectCommand({ Bucket: runtime.resources.lakeBucket, Key, Body }));
const arrived = async (key: string): Promise<string> => {
  const { Body } = await destination().send(new GetObjectCommand({ Bucket: there, Key: prefix + key }));
  return Body!.transformToString();
};

/** Starts the machine, and returns its output. */
async function compare(input: object): Promise<Record<string, unknown>> {
  const sfn = new SFNClient(runtime.clientConfig());
  const { machineArn } = outputResources(partner, runtime.place, runtime.resources).machineOf('replicate-missing');
  const started = { stateMachineArn: machineArn, input: JSON.stringify(input) };
  const { executionArn } = await sfn.send(new StartExecutionCommand(started));
  for (;;) {
    const { status, output, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') return JSON.parse(output!) as Record<string, unknown>;
    if (status !== 'RUNNING') throw new Error(`${status}: ${error}: ${cause}`);
    // asking without a pause costs more than the comparison
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Compares until nobody is at work: events of the same objects may be, beside it. */
async function compareSettled(input: object): Promise<Record<string, unknown>> {
  for (;;) {
    const report = await compare(input);
    if (report.outcome !== 'UNDER_WAY') return report;
  }
}

/** What a command prints, and the exit code it sets. */
async function lakeferry(...words: readonly string[]): Promise<{ text: string; code: number }> {
  const written: string[] = [];
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  try {
    const program = new Command().exitOverride();
    registerReplication(program);
    await program.parseAsync(['replication', ...words, '--config', CONFIG], { from: 'user' });
    return { text: written.join(''), code: Number(process.exitCode ?? 0) };
  } finally {
    stdout.mockRestore();
    process.exitCode = 0;
  }
}

const document = async (...words: readonly string[]) => {
  const { text, code } = await lakeferry(...words, '--output', 'partner', '--json');
  return { document: JSON.parse(text), code };
};

const NEW = 'lake/dt=1/a b+é.txt';

it('an output that was never compared has no report, and the command says how to make one', async () => {
  const { text, code } = await lakeferry('report', '--output', 'partner');
  expect(text).toContain(
    `partner was never compared. Compare it: npx lakeferry replication report --compare ${TARGET} --output partner`,
  );
  expect(code).toBe(2);
});

it('a report says what is missing and copies nothing; a run copies it; events find nothing left to do', async () => {
  // before the events arrive: the machine and the event path meet at the same keys
  await put(NEW, 'content');
  await put('elsewhere/a.txt', 'not ours');
  await expect(compareSettled({})).resolves.toMatchObject({ outcome: 'COMPLETE' });
  await expect(arrived(NEW)).resolves.toBe('content');
  const { document: whole, code } = await document('report', '--compare');
  expect([whole[0].report, code]).toEqual([
    expect.objectContaining({ outcome: 'COMPLETE', sourceObjects: 1, same: 1, missing: 0, different: 0, extra: 0 }),
    0,
  ]);

  await destination().send(new DeleteObjectCommand({ Bucket: there, Key: prefix + NEW }));
  await destination().send(new PutObjectCommand({ Bucket: there, Key: `${prefix}lake/stranger`, Body: 'x' }));
  const found = await document('report', '--compare');
  const report = found.document[0].report as ComparisonReport;
  expect(report).toMatchObject({ outcome: 'INCOMPLETE', missing: 1, extra: 1, examples: { MISSING: [NEW] } });
  expect(found.code).toBe(2);
  await expect(arrived(NEW)).rejects.toThrow('does not exist');

  await expect(compare({ output: 'partner' })).resolves.toMatchObject({ outcome: 'COMPLETE', missing: 1 });
  await expect(arrived(NEW)).resolves.toBe('content');
});

it('the status of a key has its receipt, and of an unknown one what to do', async () => {
  const { document: known } = await document('status', NEW);
  expect(known[0]).toMatchObject({
    state: 'COMPLETE',
    destination: `s3://${there}/${prefix}${NEW}`,
    item: { receipt: { source: { size: 7 } } },
  });
  const { text } = await lakeferry('status', 'lake/never', '--output', 'partner');
  expect(text).toMatch(/UNKNOWN[\s\S]*Nothing was told of this key/);
  expect(text).toContain(`npx lakeferry replication redrive ${TARGET} --output partner`);
});

it('redrive sends dead messages back, and compares', async () => {
  const sqs = new SQSClient(runtime.clientConfig());
  const urlOf = async (name: string) =>
    (await sqs.send(new GetQueueUrlCommand({ QueueName: runtime.place.names.deployed(name) }))).QueueUrl;
  const record = {
    eventVersion: '2.5',
    eventName: 'ObjectRemoved:Delete',
    eventTime: '2026-11-20T01:00:00.000Z',
    s3: { bucket: { name: runtime.resources.lakeBucket }, object: { key: 'lake/dead', sequencer: '01' } },
  };
  const event = JSON.stringify({ Records: [record] });
  const [failed, undelivered] = [await urlOf('failed-objects-partner'), await urlOf('undelivered-events-partner')];
  await sqs.send(new SendMessageCommand({ QueueUrl: failed, MessageBody: event }));
  await sqs.send(new SendMessageCommand({ QueueUrl: undelivered, MessageBody: event }));
  await sqs.send(new SendMessageCommand({ QueueUrl: undelivered, MessageBody: '{"output":"partner"}' }));
  const { document: redriven } = await document('redrive');
  expect(redriven[0]).toMatchObject({ failed: 1, undelivered: 1, execution: expect.stringContaining(':execution:') });
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: undelivered }));
  expect(Messages).toEqual([]);
});

it('an old report does not hide that a later comparison failed', async () => {
  await expect(compareSettled({})).resolves.toMatchObject({ outcome: 'COMPLETE' });
  expect(await lakeferry('report', '--output', 'partner')).toMatchObject({ code: 0 });
  const iam = new IAMClient(runtime.clientConfig());
  const { roleArn } = outputResources(partner, runtime.place, runtime.resources).machineOf('replicate-missing');
  const policy = { RoleName: roleArn.split('/').at(-1)!, PolicyName: 'rights' };
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(policy));
  await iam.send(new DeleteRolePolicyCommand(policy));
  await expect(compare({})).rejects.toThrow('FAILED');
  await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: decodeURIComponent(PolicyDocument) }));
  const { text, code } = await lakeferry('report', '--output', 'partner');
  const execution = 'arn:aws:states:eu-west-1:111111111111:execution:lakeferry-replicate-missing-partner:';
  expect(text).toMatch(
    /partner: the comparison of 2026-\S+ ended FAILED \(state \w+\), and nothing was reported since: \w/,
  );
  expect(text).toContain(`Remove the cause, then: npx lakeferry redrive ${TARGET} ${execution}`);
  expect(code).toBe(2);
  await expect(compareSettled({})).resolves.toMatchObject({ outcome: 'COMPLETE' });
  expect(await lakeferry('report', '--output', 'partner')).toMatchObject({ code: 0 });
});

const FAILED = 'lake/failed.bin';

/** What is done while the source tells nobody of it. */
async function unheard(act: () => Promise<unknown>): Promise<void> {
  const Bucket = runtime.resources.lakeBucket;
  const { $metadata, ...told } = await source().send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const tell = (NotificationConfiguration: NotificationConfiguration) =>
    source().send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  await tell({});
  await act();
  await tell(told);
}

it('an object whose execution failed is missing; its status says so, and a comparison copies it', async () => {
  const sfn = new SFNClient(runtime.clientConfig());
  const own = outputResources(partner, runtime.place, runtime.resources);
  const event = {
    kind: 'created',
    bucket: runtime.resources.lakeBucket,
    key: FAILED,
    time: '2026-11-20T01:00:00Z',
  } as const;
  const { machineArn: stateMachineArn } = own.machineOf('replicate-large-object');
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'failed', input: '{}' }));
  await expect(waitForEnd(sfn, executionArn!)).rejects.toThrow('The execution ended FAILED');
  const receipts = {
    table: { dynamodb: new DynamoDBClient(runtime.clientConfig()), tableName: own.tableName },
    output: 'partner',
  };
  const claimant = { owner: 'failed', kind: 'machine' as const, leaseMs: 3_600_000 };
  await claimObject(receipts, event, claimant, Date.parse('2026-11-20T01:00:00Z'));
  // an event of it would take it up at once
  await unheard(() => put(FAILED, 'content'));

  const { document: found, code } = await document('report', '--compare');
  expect(found[0].report).toMatchObject({ outcome: 'INCOMPLETE', underWay: 0, examples: { MISSING: [FAILED] } });
  expect(code).toBe(2);
  const { text } = await lakeferry('status', FAILED, '--output', 'partner');
  expect(text).toMatch(
    /execution +FAILED: arn:.*replicate-large-object-partner:failed\n +its cause +States\.\w+: .*state OpenUpload/,
  );
  expect(text).toMatch(/last report +INCOMPLETE at \S+, which found this key missing\n/);
  await expect(compare({})).resolves.toMatchObject({ outcome: 'COMPLETE', missing: 1 });
  await expect(arrived(FAILED)).resolves.toBe('content');
});

it.each([
  [['status', 'a', '--output', 'other'], "no output 'other'. Use one of partner, china."],
  [['notifications', 'other'], "no replication 'other'. It has: lake."],
  [['notifications', 'lake'], 'takes its events from EventBridge'],
])('%j says what is wrong', (words, message) => expect(lakeferry(...words)).rejects.toThrow(message));
