import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { ListExecutionsCommand, RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ConfirmSubscriptionCommand, CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { marshall } from '@aws-sdk/util-dynamodb';
import { resolutionKey } from '../../../../core/ledger/exports';
import { noticeKey } from '../../../../core/ledger/notices';
import { ledgerTableDefinition } from '../../../../core/ledger/table';
import { endingPattern } from '../../../../core/operations/status-change';
import { createHandler } from '../../../../functions/operations/notify-failure/handler';
import type { NotifyFailureInput } from '../../../../functions/operations/payloads';
import { silentLog } from '../../../../functions/shared/log';
import { VirtualClock } from '../../../../packages/local-aws/clock';
import { type Aws, startAws } from '../../../../packages/local-aws/start-aws';
import { FailingMachines, failing, mapping, nesting } from '../../shared/runs/failing-machines';

const ARN = (rest: string) => `arn:aws:${rest.replace('@', 'eu-west-1:111111111111')}`;
const FUNCTION = ARN('lambda:@:function:lakeferry-notify-failure');
const EVENT = { detail: { SourceArn: ARN('rds:@:cluster-snapshot:rds:orders-2026-01-15-01-00') } };

let aws: Aws;
let sfn: SFNClient;
let sns: SNSClient;
let dynamodb: DynamoDBClient;
let machines: FailingMachines;
let heard: NotifyFailureInput[];

/** The rule, the function and the topic of the operations stack. */
beforeEach(async () => {
  const services = ['states', 'lambda', 'events', 'sns', 'dynamodb'] as const;
  aws = await startAws({ services, region: 'eu-west-1', clock: new VirtualClock(Date.UTC(2026, 0, 15, 1)) });
  const config = aws.clientConfig();
  [sfn, sns, dynamodb] = [new SFNClient(config), new SNSClient(config), new DynamoDBClient(config)];
  machines = new FailingMachines(sfn);
  heard = [];
  await dynamodb.send(new CreateTableCommand({ TableName: 'ledger', ...ledgerTableDefinition() }));
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'notices' }));
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'email', Endpoint: 'data@example.com' }));
  const Token = aws.service('sns').mails()[0]?.token;
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token }));
  const handler = createHandler({
    ...{ sfn, sns, dynamodb, topicArn, now: () => aws.clock.now(), log: silentLog, metric: () => {} },
    settings: { environment: { region: 'eu-west-1', partition: 'aws' }, timeZone: 'UTC' },
    ledgerTable: 'ledger',
  });
  aws.service('lambda').registerFunction('lakeferry-notify-failure', (event: NotifyFailureInput) => {
    heard.push(event);
    return handler(event);
  });
  const events = new EventBridgeClient(config);
  const pattern = endingPattern((name) => ARN(`states:@:stateMachine:lakeferry-${name}`), {
    replications: [],
    dynamodb: [],
  });
  await events.send(new PutRuleCommand({ Name: 'run-ended', EventPattern: JSON.stringify(pattern) }));
  await events.send(new PutTargetsCommand({ Rule: 'run-ended', Targets: [{ Id: 't', Arn: FUNCTION }] }));
});
afterEach(() => aws.close());

/** Mails once at least so many events have reached the function, and what it failed at has been tried again. */
async function told(events = 1) {
  const isQuiet = () => heard.length >= events && aws.service('events').pendingDeliveries() === 0;
  for (let quiet = 0; quiet < 20; quiet = isQuiet() ? quiet + 1 : 0)
    await new Promise((resolve) => setImmediate(resolve));
  return aws
    .service('sns')
    .mails()
    .filter(({ token }) => token === undefined);
}

const broken = () =>
  machines.create('lakeferry-export-snapshot', { Break: failing('ExportFailedError', 'It failed.') });

it('names the innermost error, three levels deep inside a Map Run, once', async () => {
  const message = 'The crawl of lakeferry_orders_shop failed: Internal Service Exception. Its log: https://logs.';
  const catalog = await machines.create('lakeferry-catalog-tables', {
    CrawlTables: failing('CrawlFailedError', message),
  });
  const publish = await machines.create('lakeferry-publish-export', {
    Map: mapping([1, 2], { CatalogTables: nesting(catalog) }),
  });
  const top = await machines.create('lakeferry-export-snapshot', { PublishExport: nesting(publish) });
  const run = await machines.run(top, EVENT, 'night');
  const [crawl] = (await sfn.send(new ListExecutionsCommand({ stateMachineArn: catalog }))).executions!;
  const mails = await told();
  expect(mails).toMatchObject([
    { to: 'data@example.com', subject: 'lakeferry: rds:orders-2026-01-15-01-00 failed: CrawlFailedError' },
  ]);
  expect(mails[0]!.body).toBe(`\
rds:orders-2026-01-15-01-00: export-snapshot failed at 2026-01-15T01:00:00Z.

Why:      CrawlFailedError: The crawl of lakeferry_orders_shop failed: Internal Service Exception.
Where:    state CrawlTables of ${crawl!.executionArn}
To do:    Read the crawl's log and remove the cause. A redrive starts a new crawl and copies nothing again.
Redrive:  npx lakeferry redrive ${run} (until 2026-01-29T01:00:00Z; in the console: Actions, Redrive)
Details:  npx lakeferry show ${run}
Runbook:  docs/runbook.md#crawlfailederror
Console:  https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${run}
`);
});

it('names source and date once the ledger knows them', async () => {
  const machine = await broken();
  const executionArn = ARN('states:@:execution:lakeferry-export-snapshot:night');
  const known = { ...resolutionKey(executionArn), sourceId: 'orders', snapshotTime: '2026-01-15T00:30:00.000Z' };
  await dynamodb.send(new PutItemCommand({ TableName: 'ledger', Item: marshall(known) }));
  await machines.run(machine, EVENT, 'night');
  expect(await told()).toMatchObject([{ subject: 'lakeferry: orders of 2026-01-15 failed: ExportFailedError' }]);
});

it('tells an event that comes twice once', async () => {
  aws.faults.inject({ name: 'duplicate-event', target: '*', times: 5 });
  await machines.run(await broken());
  expect(await told()).toHaveLength(1);
  expect(heard.length).toBeGreaterThan(1);
});

it.each([
  ['leaves a notice to the invocation that is sending it', 59, 0],
  ['sends the notice of an invocation that died', 0, 1],
])('%s', async (_what, secondsLeft, mails) => {
  const machine = await broken();
  const key = noticeKey(ARN('states:@:execution:lakeferry-export-snapshot:night'), 0);
  const claimedUntil = new Date(aws.clock.now() + secondsLeft * 1000).toISOString();
  await dynamodb.send(new PutItemCommand({ TableName: 'ledger', Item: marshall({ ...key, claimedUntil }) }));
  await machines.run(machine, {}, 'night');
  expect(await told()).toHaveLength(mails);
});

it('tells a redrive that fails again', async () => {
  const executionArn = await machines.run(await broken(), {}, 'night');
  await told();
  await sfn.send(new RedriveExecutionCommand({ executionArn }));
  await machines.ended(executionArn);
  const mails = await told(2);
  expect(mails).toHaveLength(2);
  expect(mails[1]!.body).toMatch(/^night: export-snapshot failed at \S+, after a redrive\.\n/);
});

it('tells it later when SNS does not take it', async () => {
  aws.faults.inject({ name: 'service-error', target: 'sns:Publish', times: 3 });
  await machines.run(await broken());
  expect(await told()).toHaveLength(1);
  expect(heard.length).toBeGreaterThan(1);
});

it('tells what the event says when the execution cannot be read', async () => {
  aws.faults.inject({ name: 'access-denied', target: 'states:GetExecutionHistory', times: 9 });
  await machines.run(await broken());
  const [mail] = await told();
  expect(mail!.body).toContain('Why:      ExportFailedError: It failed.\nTo do:');
});

describe('a run that succeeded', () => {
  const succeeding = (Output: object) =>
    machines.create('lakeferry-export-snapshot', { Published: { Type: 'Succeed', Output } });
  const exported = { sourceId: 'orders', date: '2026-01-15' };

  it('whole is told to nobody', async () => {
    await machines.run(await succeeding({ outcome: 'PUBLISHED', skippedTables: 0, export: exported }));
    expect(await told()).toEqual([]);
  });

  it('with a warning is told', async () => {
    const lacking = { count: 2, names: ['crm: MISSING', 'orders_shop.items: PERMISSIONS_DO_NOT_EXIST'] };
    const incomplete = await succeeding({ outcome: 'PUBLISHED_INCOMPLETE', skippedTables: 1, lacking });
    await machines.run(incomplete, { export: exported });
    const [mail] = await told();
    expect(mail!.subject).toBe('lakeferry: orders of 2026-01-15 is incomplete');
    expect(mail!.body).toContain(
      'What:     2 expected tables or databases are missing from the lake: crm: MISSING; orders_shop.items: PERMISSIONS_DO_NOT_EXIST. The rest',
    );
  });

  it('is read when its output was too long for the event', async () => {
    const executionArn = await machines.run(await succeeding({ skippedTables: 1 }));
    await told();
    const { detail } = heard[0]!;
    const without = { detail: { ...detail, redriveCount: 1, output: null } };
    await aws.service('lambda').invoke(FUNCTION, without, { idle: (work) => work });
    expect(await told(2)).toHaveLength(2);
    expect(detail.executionArn).toBe(executionArn);
  });
});

it('gives other subscribers the notice as a document', async () => {
  const documents: { Records: { Sns: { Message: string } }[] }[] = [];
  aws.service('lambda').registerFunction('hear', async (event: (typeof documents)[number]) => documents.push(event));
  const TopicArn = ARN('sns:@:notices');
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: ARN('lambda:@:function:hear') }));
  await machines.run(await broken(), {}, 'night');
  await told();
  expect(JSON.parse(documents[0]!.Records[0]!.Sns.Message)).toMatchObject({
    ...{ installation: 'lakeferry', machine: 'export-snapshot', outcome: 'FAILED', redriveCount: 0 },
    ...{ error: 'ExportFailedError', cause: 'It failed.', failedIn: { state: 'Break' }, remedy: { next: 'redrive' } },
  });
});
