import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, type ExecutionStatus, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import type { OutputSettings } from '../../../../core/config/replication/types';
import { ledgerTableDefinition } from '../../../../core/ledger/table';
import { destinationParameter, keysParameter } from '../../../../core/replication/names';
import type { ReplicationItem } from '../../../../core/replication/receipts';
import { OutputAccess } from '../../../../functions/replication/access/output-access';
import { type Receipts, readReceipt } from '../../../../functions/replication/claim/claim-object';
import type { Replicator } from '../../../../functions/replication/object/replicator';
import { createHandler } from '../../../../functions/replication/replicate-object/handler';
import { VirtualClock } from '../../../../packages/local-aws/clock';
import { type Aws, startAws } from '../../../../packages/local-aws/start-aws';
import { DESTINATION, SOURCE, TwoSides } from '../copy/two-sides';
import { PolledQueue } from './queue';
import { RecordingLog } from './recording-log';
import { Sequencers } from './s3-events';

export const PARTNER_ACCOUNT = '222222222222';
const REGION = 'cn-north-1';
export const OUTPUT = 'partner';
export const PARAMETER = destinationParameter('lakeferry', OUTPUT);
export const KEYS = keysParameter('lakeferry', OUTPUT, PARTNER_ACCOUNT);
export const WORK_BUCKET = 'our-work';
/** Secrets of the tests: no log, record or error may show them. */
export const SECRETS = ['theSecretKeyOfThePartner', 'theSecondSecretKey'];

const SETTINGS: OutputSettings = {
  name: OUTPUT,
  destination: { bucket: DESTINATION, prefix: 'in/', account: PARTNER_ACCOUNT, region: REGION, partition: 'aws-cn' },
  credentials: { mode: 'keys' },
  copy: 'streamed',
  consistency: 'pinned',
  deletes: 'deleted',
  ignore: ['our-files/_temporary/*'],
  storageClasses: {},
  network: 'none',
  backfill: 'off',
  maxConcurrency: 10,
  maxLagMinutes: 60,
};

/** One output between two S3s, with queue, receipts and parameters of a local AWS, in virtual time. */
export class ReplicationWorld {
  readonly sequencers = new Sequencers();
  readonly log = new RecordingLog();
  /** Step Functions of this world takes every start; the machines are tested by themselves. */
  readonly started: { readonly name: string; readonly machine: string; readonly input: unknown }[] = [];
  /** Of every execution. */
  executionStatus: ExecutionStatus = 'RUNNING';
  readonly output: OutputSettings;
  #ids = 0;

  private constructor(
    readonly sides: TwoSides,
    readonly aws: Aws,
    readonly clock: VirtualClock,
    readonly clients: Clients,
    readonly queue: PolledQueue,
    settings: Partial<OutputSettings>,
  ) {
    this.output = { ...SETTINGS, ...settings };
    this.access = this.openAccess();
    this.receipts = { table: { dynamodb: clients.dynamodb, tableName: 'replication' }, output: OUTPUT };
  }

  readonly access: OutputAccess;
  readonly receipts: Receipts;

  static async start(settings: Partial<OutputSettings> = {}): Promise<ReplicationWorld> {
    // the SDK judges by the real clock whether credentials have run out
    const clock = new VirtualClock(Date.now());
    const aws = await startAws({ services: ['dynamodb', 's3', 'sqs', 'ssm', 'sts'], region: 'eu-west-1', clock });
    const config = aws.clientConfig();
    const clients = {
      dynamodb: new DynamoDBClient(config),
      s3: new S3Client({ ...config, forcePathStyle: true }),
      sqs: new SQSClient(config),
      ssm: new SSMClient(config),
      sts: new STSClient(config),
    };
    await clients.dynamodb.send(new CreateTableCommand({ TableName: 'replication', ...ledgerTableDefinition() }));
    await clients.s3.send(new CreateBucketCommand({ Bucket: WORK_BUCKET }));
    const queue = await PolledQueue.create(clients.sqs, 'events');
    const sides = await (settings.copy === 'server-side' ? TwoSides.startShared() : TwoSides.start());
    const world = new ReplicationWorld(sides, aws, clock, clients, queue, settings);
    await world.putDestination({});
    await world.putKeys('AKIAFIRST', SECRETS[0]!);
    return world;
  }

  async close(): Promise<void> {
    await this.access.close();
    await this.sides.close();
    for (const client of Object.values(this.clients)) client.destroy();
    await this.aws.close();
  }

  openAccess(): OutputAccess {
    const { ssm, sts } = this.clients;
    const { proxy } = this.sides.destination;
    return new OutputAccess({
      output: this.output,
      sourceBucket: SOURCE,
      ssm,
      sts,
      foreignSts: () => sts,
      keysParameter: (account) => keysParameter('lakeferry', OUTPUT, account),
      destinationParameter: PARAMETER,
      now: () => this.clock.now(),
      clientConfig: () => ({ endpoint: proxy.url, forcePathStyle: true }),
      log: this.log,
    });
  }

  async putDestination(changes: object): Promise<void> {
    const { bucket, prefix, account, region } = this.output.destination;
    await this.#put(PARAMETER, 'String', { bucket, prefix, account, region, ...changes });
  }

  putKeys = (accessKeyId: string, secretAccessKey: string): Promise<void> =>
    this.#put(KEYS, 'SecureString', { accessKeyId, secretAccessKey });

  #put = (Name: string, Type: 'String' | 'SecureString', value: object): Promise<void> =>
    this.putRaw(Name, JSON.stringify(value), Type);

  async putRaw(Name: string, Value: string, Type: 'String' | 'SecureString' = 'SecureString'): Promise<void> {
    await this.clients.ssm.send(new PutParameterCommand({ Name, Type, Value, Overwrite: true }));
  }

  /** A handler as a fresh function has it. */
  handler(access: OutputAccess = this.access): (event: SQSEvent) => Promise<SQSBatchResponse> {
    const sfn = new SFNClient({ region: 'eu-west-1' });
    const machines = mockClient(sfn);
    machines.on(StartExecutionCommand).callsFake(({ name, stateMachineArn, input }) => {
      this.started.push({ name, machine: stateMachineArn, input: JSON.parse(input) });
      return { executionArn: `arn:execution:${name}` };
    });
    machines.on(DescribeExecutionCommand).callsFake(() => ({ status: this.executionStatus }));
    const { sqs } = this.clients;
    return createHandler({
      ...this.replicator(access),
      selection: { source: { bucket: SOURCE, prefix: '' }, output: this.output },
      handOver: { sfn, machineArn: (successor) => successor, largeBytes: this.largeBytes },
      sqs,
      queueUrl: this.queue.url,
    });
  }

  /** Above so many bytes the handler starts a machine. @default the product's own limit */
  largeBytes: number | undefined;

  replicator(access: OutputAccess = this.access): Replicator {
    return {
      output: this.output,
      source: this.sides.source.stream,
      access,
      receipts: this.receipts,
      mark: 'abcdef12',
      now: () => this.clock.now(),
      newId: () => `try-${this.#ids++}`,
      log: this.log,
      metric: this.log.metric,
    };
  }

  /** Lets virtual time pass. */
  after = (ms: number): Promise<void> => new Promise((resolve) => this.clock.at(this.clock.now() + ms, resolve));

  /** Polls until the queue is empty, or nothing came for as long as a message hides. */
  async drain(handler = this.handler()): Promise<void> {
    for (let empty = 0; empty < 50; ) {
      const event = await this.queue.receive();
      empty = event.Records.length === 0 ? empty + 1 : 0;
      if (event.Records.length > 0) await this.queue.settle(event, await handler(event));
      if ((await this.queue.depth()).waiting === 0) return;
    }
  }

  receiptOf = (key: string): Promise<ReplicationItem | undefined> => readReceipt(this.receipts, key);
}

interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}
