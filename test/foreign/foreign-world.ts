import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ledgerTableDefinition } from '../../core/ledger/table';
import { destinationParameter, keysParameter } from '../../core/replication/names';
import type { ReplicationItem } from '../../core/replication/receipts';
import { OutputAccess } from '../../functions/replication/access/output-access';
import { readReceipt } from '../../functions/replication/claim/claim-object';
import { createHandler } from '../../functions/replication/replicate-object/handler';
import { Side, TwoSides } from '../functions/replication/copy/two-sides';
import { PolledQueue } from '../functions/replication/world/queue';
import { RecordingLog } from '../functions/replication/world/recording-log';
import { type ForeignServer, moto } from './servers';

/** An output between a server's bucket and one of moto: S3 -> SNS -> SQS there, receipts and parameters at moto. */
export class ForeignWorld {
  readonly log = new RecordingLog();
  #ids = 0;

  private constructor(
    readonly server: ForeignServer,
    readonly sides: TwoSides,
    readonly sns: SNSClient,
    readonly topic: string,
    /** Subscribed with raw delivery, and without. */
    readonly raw: PolledQueue,
    readonly wrapped: PolledQueue,
    readonly dynamodb: DynamoDBClient,
    readonly access: OutputAccess,
  ) {}

  static async start(server: ForeignServer): Promise<ForeignWorld> {
    const { name, clientConfig } = server;
    const sides = new TwoSides(await Side.at(`events-of-${name}`, server), await Side.at(`events-to-${name}`, moto));
    const sns = new SNSClient(clientConfig);
    const sqs = new SQSClient({ ...clientConfig, useQueueUrlAsEndpoint: false });
    const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: `events-${name}` }));
    const queues = [await PolledQueue.create(sqs, `raw-${name}`), await PolledQueue.create(sqs, `wrapped-${name}`)];
    const dynamodb = new DynamoDBClient(moto.clientConfig);
    await dynamodb.send(new CreateTableCommand({ TableName: name, ...ledgerTableDefinition() }));
    const access = await openAccess(name, sides);
    const world = new ForeignWorld(server, sides, sns, topic, queues[0]!, queues[1]!, dynamodb, access);
    await world.#subscribe(world.raw, 'true');
    await world.#subscribe(world.wrapped, 'false');
    if (server.differences.sendsEvents) await world.#notify();
    return world;
  }

  async close(): Promise<void> {
    await this.access.close();
    await this.sides.close();
    this.sns.destroy();
    this.raw.sqs.destroy();
    this.dynamodb.destroy();
  }

  async #subscribe({ sqs, url }: PolledQueue, RawMessageDelivery: string): Promise<void> {
    const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] });
    const { Attributes } = await sqs.send(asked);
    await this.sns.send(
      new SubscribeCommand({
        ...{ TopicArn: this.topic, Protocol: 'sqs', Endpoint: Attributes!.QueueArn },
        Attributes: { RawMessageDelivery },
      }),
    );
  }

  async #notify(): Promise<void> {
    const { s3, bucket: Bucket } = this.sides.source;
    const events = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] as const;
    const NotificationConfiguration = { TopicConfigurations: [{ TopicArn: this.topic, Events: [...events] }] };
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  }

  publish = (Message: string) => this.sns.send(new PublishCommand({ TopicArn: this.topic, Message }));

  /** Polls until the queue is empty. */
  async drain(queue: PolledQueue): Promise<void> {
    const handler = this.handler(queue);
    for (let depth = await queue.depth(); depth.waiting > 0; depth = await queue.depth()) {
      const event = await queue.receive();
      if (event.Records.length > 0) await queue.settle(event, await handler(event));
    }
  }

  handler({ sqs, url }: PolledQueue): (event: SQSEvent) => Promise<SQSBatchResponse> {
    const { output } = this.access.options;
    return createHandler({
      output: { ...OUTPUT, ...output, destination: destinationOf(this.sides) },
      selection: { source: { bucket: this.sides.source.bucket, prefix: '' }, output: OUTPUT },
      source: this.sides.source.stream,
      access: this.access,
      receipts: this.#receipts,
      mark: 'abcdef12',
      now: Date.now,
      newId: () => `try-${this.#ids++}`,
      log: this.log,
      metric: this.log.metric,
      sqs,
      queueUrl: url,
    });
  }

  get #receipts() {
    return { table: { dynamodb: this.dynamodb, tableName: this.server.name }, output: OUTPUT.name };
  }

  receiptOf = (key: string): Promise<ReplicationItem | undefined> => readReceipt(this.#receipts, key);
}

const OUTPUT = {
  name: 'partner',
  credentials: { mode: 'keys' },
  copy: 'streamed',
  consistency: 'pinned',
  deletes: 'deleted',
  ignore: [],
  storageClasses: {},
  network: 'none',
  backfill: 'off',
  maxConcurrency: 10,
  maxLagMinutes: 60,
} as const;

const destinationOf = ({ destination: { bucket, account } }: TwoSides) => ({
  ...{ bucket, account, prefix: 'in/', region: moto.region, partition: 'aws' as const },
});

async function openAccess(name: string, sides: TwoSides): Promise<OutputAccess> {
  const ssm = new SSMClient(moto.clientConfig);
  const sts = new STSClient(moto.clientConfig);
  const place = destinationOf(sides);
  const { partition: _, ...told } = place;
  const Name = destinationParameter(name, OUTPUT.name);
  const keys = keysParameter(name, OUTPUT.name, place.account);
  const put = (parameter: string, Type: 'String' | 'SecureString', value: object) =>
    ssm.send(new PutParameterCommand({ Name: parameter, Type, Value: JSON.stringify(value) }));
  await put(Name, 'String', told);
  await put(keys, 'SecureString', { accessKeyId: 'AKIAPARTNER', secretAccessKey: 'secretOfThePartner' });
  return new OutputAccess({
    ...{ output: OUTPUT, sourceBucket: sides.source.bucket, ssm, sts, foreignSts: () => sts },
    ...{ keysParameter: () => keys, destinationParameter: Name, now: Date.now },
    clientConfig: () => ({ endpoint: sides.destination.proxy.url, forcePathStyle: true }),
  });
}
