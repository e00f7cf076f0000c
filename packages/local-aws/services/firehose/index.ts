import { randomUUID } from 'node:crypto';
import type {
  CreateDeliveryStreamCommandInput,
  ListDeliveryStreamsCommandInput,
  PutRecordBatchCommandInput,
  PutRecordCommandInput,
  UpdateDestinationCommandInput,
} from '@aws-sdk/client-firehose';
import { inBackground } from '../../background';
import { type Operation, ServiceError } from '../../service';
import { Changes } from '../../store';
import { Pipeline, type PipelineDependencies } from './pipeline';
import type { SourceRecord } from './record';
import { destinationOf, invalid, updated } from './settings';
import type { DeliveryStream } from './streams';

export interface FirehoseDependencies extends PipelineDependencies {
  /** Throws InvalidArgumentException when Firehose may not assume the role. */
  readonly checkRole: (roleArn: string | undefined, accountId: string) => void;
}

const NAME = /^[a-zA-Z0-9_.-]{1,64}$/;
const TRANSITION_MS = 10_000;
const MAX_STREAMS = 5000;
const KIB = 1024;
const RECORD_BYTES = 1000 * KIB;
const BATCH = { records: 500, bytes: 4 * KIB * KIB };
const DESTINATION_ID = 'destinationId-000000000001';

type ByName = { readonly DeliveryStreamName?: string };

/** Data Firehose: streams of Kinesis or of clients, through a function, into a bucket. */
export class Firehose {
  readonly #pipelines = new Map<string, Pipeline>();
  #closed: readonly Pipeline[] = [];

  constructor(readonly deps: FirehoseDependencies) {
    deps.measures.watch(() => this.waiting());
  }

  readonly operations: Readonly<Record<string, Operation>> = {
    CreateDeliveryStream: async (input: CreateDeliveryStreamCommandInput, { accountId }) => {
      const stream = this.#checked(input, accountId);
      await this.#keepNew(stream);
      this.#waitUntil(stream.activeAt, stream.arn);
      return { DeliveryStreamARN: stream.arn };
    },
    DescribeDeliveryStream: async ({ DeliveryStreamName }: ByName, { accountId }) => ({
      DeliveryStreamDescription: this.#described(this.deps.streams.find(accountId, DeliveryStreamName)),
    }),
    ListDeliveryStreams: async (input: ListDeliveryStreamsCommandInput, { accountId }) => {
      const { Limit = 10, ExclusiveStartDeliveryStreamName: after = '', DeliveryStreamType: type } = input;
      const own = this.#all().filter((each) => each.accountId === accountId && each.name > after);
      const wanted = own.filter((each) => type === undefined || typeOf(each) === type);
      const names = wanted.map(({ name }) => name).sort();
      return { DeliveryStreamNames: names.slice(0, Limit), HasMoreDeliveryStreams: names.length > Limit };
    },
    UpdateDestination: async (input: UpdateDestinationCommandInput, { accountId }) => {
      const stream = this.#active(accountId, input.DeliveryStreamName);
      if (input.CurrentDeliveryStreamVersionId !== String(stream.version))
        throw new ServiceError(
          'ConcurrentModificationException',
          `Cannot update firehose: ${stream.name} since the current version id: ${stream.version} and specified version id: ${input.CurrentDeliveryStreamVersionId} do not match`,
        );
      if (input.DestinationId !== DESTINATION_ID) throw invalid(`Destination Id ${input.DestinationId} not found`);
      if (input.ExtendedS3DestinationUpdate === undefined) throw invalid('Use ExtendedS3DestinationUpdate.');
      const destination = updated(stream.destination, input.ExtendedS3DestinationUpdate);
      this.deps.checkRole(destination.RoleARN, accountId);
      const { clock, streams } = this.deps;
      await streams.map.set(stream.arn, {
        ...{ ...stream, destination, version: stream.version + 1, updatedAt: clock.now() },
      });
      return {};
    },
    DeleteDeliveryStream: async ({ DeliveryStreamName }: ByName, { accountId }) => {
      const { clock, streams } = this.deps;
      const stream = this.#active(accountId, DeliveryStreamName);
      this.#pipelines.get(stream.arn)?.close();
      this.#pipelines.delete(stream.arn);
      const goneAt = clock.now() + TRANSITION_MS;
      await streams.map.set(stream.arn, { ...stream, goneAt });
      this.#waitUntil(goneAt, stream.arn);
      return {};
    },
    PutRecord: async ({ DeliveryStreamName, Record }: PutRecordCommandInput, { accountId }) => {
      const [RecordId] = await this.#put(accountId, DeliveryStreamName, [Record?.Data ?? new Uint8Array()]);
      return { RecordId, Encrypted: false };
    },
    PutRecordBatch: async ({ DeliveryStreamName, Records = [] }: PutRecordBatchCommandInput, { accountId }) => {
      const all = Records.map(({ Data = new Uint8Array() }) => Data);
      if (all.length === 0 || all.length > BATCH.records)
        throw invalid(`A batch holds 1 to ${BATCH.records} records, and this one ${all.length}.`);
      if (all.reduce((sum, { length }) => sum + length, 0) > BATCH.bytes)
        throw invalid('Records size exceeds 4 MB limit');
      const ids = await this.#put(accountId, DeliveryStreamName, all);
      return { FailedPutCount: 0, Encrypted: false, RequestResponses: ids.map((RecordId) => ({ RecordId })) };
    },
  };

  resume(): void {
    for (const { arn, activeAt, goneAt } of this.deps.streams.map.values()) {
      if (goneAt === undefined && activeAt <= this.deps.clock.now()) this.#start(arn);
      else this.#waitUntil(goneAt ?? activeAt, arn);
    }
  }

  /** Streams with something on its way, and when the oldest of it came. */
  waiting(): readonly (DeliveryStream & { readonly oldest: number })[] {
    return this.#all().flatMap((stream) => {
      const oldest = this.#pipelines.get(stream.arn)?.oldest();
      return oldest === undefined ? [] : [{ ...stream, oldest }];
    });
  }

  halt(): void {
    this.#closed = [...this.#pipelines.values()];
    for (const pipeline of this.#closed) pipeline.close();
    this.#pipelines.clear();
  }

  /** Resolves once nothing is under way any more. */
  async close(): Promise<void> {
    for (const pipeline of this.#closed) await pipeline.settled();
  }

  #all(): DeliveryStream[] {
    return this.deps.streams.map.values().filter(({ arn }) => this.deps.streams.present(arn) !== undefined);
  }

  /** At that time a stream becomes ACTIVE, or is gone. */
  #waitUntil(time: number, arn: string): void {
    const { clock, streams } = this.deps;
    clock.at(time, () => {
      const stream = streams.map.get(arn);
      if (stream === undefined) return;
      if (stream.goneAt === undefined) this.#start(arn);
      else if (stream.goneAt <= clock.now()) inBackground('firehose', () => streams.forget(stream));
    });
  }

  #start(arn: string): void {
    const pipeline = new Pipeline(this.deps, arn);
    this.#pipelines.set(arn, pipeline);
    pipeline.start();
  }

  #active(accountId: string, name: string | undefined): DeliveryStream {
    const { streams } = this.deps;
    const stream = streams.find(accountId, name);
    const status = streams.statusOf(stream);
    if (status === 'ACTIVE') return stream;
    throw new ServiceError(
      'ResourceInUseException',
      `Firehose ${name} is not in ACTIVE state, but in ${status}. Try again later.`,
    );
  }

  #checked(input: CreateDeliveryStreamCommandInput, accountId: string): DeliveryStream {
    const { streams, kinesis, clock, checkRole } = this.deps;
    const { DeliveryStreamName: name = '', DeliveryStreamType: type = 'DirectPut' } = input;
    if (!NAME.test(name))
      throw new ServiceError(
        'ValidationException',
        `1 validation error detected: Value '${name}' at 'deliveryStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
      );
    if (type !== 'DirectPut' && type !== 'KinesisStreamAsSource')
      throw invalid(`DeliveryStreamType ${type} is not served locally.`);
    const { KinesisStreamSourceConfiguration: source } = input;
    if ((source !== undefined) !== (type === 'KinesisStreamAsSource'))
      throw invalid('KinesisStreamSourceConfiguration belongs to the type KinesisStreamAsSource, which needs it.');
    if (input.DeliveryStreamEncryptionConfigurationInput !== undefined)
      throw invalid('Encryption of a Firehose stream is not served locally, and not possible with a Kinesis source.');
    const destination = destinationOf(input);
    const arn = streams.arnOf(accountId, name);
    if (streams.present(arn) !== undefined)
      throw new ServiceError('ResourceInUseException', `Firehose ${name} under accountId ${accountId} already exists`);
    if (this.#all().filter((each) => each.accountId === accountId).length >= MAX_STREAMS)
      throw new ServiceError('LimitExceededException', `The account has ${MAX_STREAMS} Firehose streams.`);
    checkRole(destination.RoleARN, accountId);
    if (source !== undefined) checkRole(source.RoleARN, accountId);
    const { KinesisStreamARN: streamArn = '', RoleARN: roleArn = '' } = source ?? {};
    if (source !== undefined && kinesis()?.stream(streamArn) === undefined)
      throw new ServiceError('ResourceNotFoundException', `Kinesis stream ${streamArn} not found.`);
    const now = clock.now();
    return {
      ...{ arn, name, accountId, createdAt: now, updatedAt: now, version: 1, destination },
      ...(source === undefined ? {} : { source: { streamArn, roleArn } }),
      activeAt: now + TRANSITION_MS,
    };
  }

  async #keepNew(stream: DeliveryStream): Promise<void> {
    const { streams } = this.deps;
    const left = streams.map.get(stream.arn);
    if (left !== undefined) await streams.forget(left);
    await streams.map.set(stream.arn, stream);
  }

  async #put(accountId: string, name: string | undefined, all: readonly Uint8Array[]): Promise<string[]> {
    const { streams, clock } = this.deps;
    const stream = this.#active(accountId, name);
    if (stream.source !== undefined)
      throw invalid('This operation is not permitted on KinesisStreamAsSource delivery stream type.');
    const large = all.find(({ length }) => length > RECORD_BYTES);
    if (large !== undefined)
      throw invalid(`A record holds at most ${RECORD_BYTES} bytes, and this one ${large.length}.`);
    const arrivedAt = clock.now();
    const records = all.map((data) => ({ id: randomUUID(), data: Buffer.from(data).toString('base64'), arrivedAt }));
    await Changes.together(streams.deps.store, (changes) => {
      for (const each of records) changes.set(streams.puts, each.id, { ...each, stream: stream.arn });
    });
    this.#pipelines.get(stream.arn)?.put(records satisfies readonly SourceRecord[]);
    return records.map(({ id }) => id);
  }

  #described(stream: DeliveryStream): object {
    const { source, destination } = stream;
    return {
      DeliveryStreamName: stream.name,
      DeliveryStreamARN: stream.arn,
      DeliveryStreamStatus: this.deps.streams.statusOf(stream),
      DeliveryStreamType: typeOf(stream),
      VersionId: String(stream.version),
      CreateTimestamp: new Date(stream.createdAt),
      LastUpdateTimestamp: new Date(stream.updatedAt),
      Source: source && {
        KinesisStreamSourceDescription: {
          KinesisStreamARN: source.streamArn,
          RoleARN: source.roleArn,
          DeliveryStartTimestamp: new Date(stream.activeAt),
        },
      },
      Destinations: [{ DestinationId: DESTINATION_ID, ExtendedS3DestinationDescription: destination }],
      HasMoreDestinations: false,
    };
  }
}

const typeOf = ({ source }: DeliveryStream): string => (source === undefined ? 'DirectPut' : 'KinesisStreamAsSource');
