import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Clock, Timer } from '../../clock';
import type { Faults } from '../../faults';
import { ServiceError } from '../../service';
import type { DeliveryMeasures } from './measures';
import { errorPrefix, keyPrefix, nameTime, partitionKeysIn } from './prefixes';
import {
  bytesOf,
  earliest,
  errorLine,
  type Failure,
  type Outcome,
  type PartitionKeys,
  type SourceRecord,
} from './record';
import { type Destination, delimiterOf, isPartitioned } from './settings';
import type { DeliveryStream } from './streams';

/** One object on its way to the bucket. */
export interface OutgoingObject {
  readonly key: string;
  readonly body: Buffer;
  readonly isGzip: boolean;
}

export interface DeliveryDependencies {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly measures: DeliveryMeasures;
  /** As it is now: an update counts for what is delivered after it. */
  readonly stream: () => DeliveryStream | undefined;
  /** Rejects when the bucket does not take the object. */
  readonly write: (stream: DeliveryStream, object: OutgoingObject) => Promise<void>;
  /** These are in the bucket, or dropped: they need not come again. */
  readonly done: (records: readonly SourceRecord[]) => Promise<void>;
  /** Runs work of the delivery stream, one after another. */
  readonly inTurn: (work: () => Promise<void>) => void;
}

/** Records of one object. */
interface Buffered {
  readonly partitionKeys?: PartitionKeys;
  readonly errorType?: string;
  readonly parts: Buffer[];
  readonly sources: SourceRecord[];
  bytes: number;
  timer?: Timer;
}

type Kept = Exclude<Outcome, { readonly result: 'Dropped' }>;

/** The buffer of a record, and what is put there. */
interface Place {
  readonly name: string;
  readonly about: Pick<Buffered, 'partitionKeys' | 'errorType'>;
  readonly data: Buffer;
}

function placeOfFailure(source: SourceRecord, failure: Failure): Place {
  const { errorType = 'processing-failed' } = failure;
  return { name: `error ${errorType}`, about: { errorType }, data: Buffer.from(errorLine(source, failure)) };
}

const MIB = 1024 ** 2;
/** Of dynamic partitioning, at once. */
const MAX_PARTITIONS = 500;
/** Until the bucket is tried again. */
const RETRY_MS = 5000;

/** Buffers records by size and time, one buffer for each partition and kind of error, and writes them as objects. */
export class Delivery {
  readonly #buffers = new Map<string, Buffered>();
  #isClosed = false;

  constructor(readonly deps: DeliveryDependencies) {}

  /** Takes what a transform made, or what came from the source. */
  async take(outcomes: readonly Outcome[]): Promise<void> {
    const stream = this.deps.stream();
    if (stream === undefined) return;
    await this.deps.done(outcomes.filter(({ result }) => result === 'Dropped').map(({ source }) => source));
    const { destination } = stream;
    for (const each of outcomes)
      if (each.result !== 'Dropped') this.#buffer(destination, this.#placeOf(destination, each), each.source);
    for (const [name, { bytes }] of [...this.#buffers])
      if (bytes >= destination.BufferingHints.SizeInMBs * MIB) await this.#flush(name);
  }

  /** When the oldest record came that is not in the bucket yet; Infinity without any. */
  oldest(): number {
    return Math.min(...[...this.#buffers.values()].map(({ sources }) => earliest(sources)));
  }

  /** Drops what is buffered. */
  close(): void {
    this.#isClosed = true;
    for (const { timer } of this.#buffers.values()) timer?.cancel();
    this.#buffers.clear();
  }

  #placeOf(destination: Destination, outcome: Kept): Place {
    const { source } = outcome;
    if (outcome.result === 'Failed') return placeOfFailure(source, outcome.failure);
    const data = Buffer.concat([outcome.data, Buffer.from(delimiterOf(destination))]);
    if (!isPartitioned(destination)) return { name: '', about: {}, data };
    const fail = (code: string, message: string, errorType?: string): Place => {
      const ended = { attempts: 1, endedAt: this.deps.clock.now() };
      return placeOfFailure(source, { code: `DynamicPartitioning.${code}`, message, errorType, ...ended });
    };
    const names = partitionKeysIn(destination.Prefix ?? '');
    const { partitionKeys: given = {} } = outcome;
    if (names.some((each) => typeof given[each] !== 'string' || given[each] === ''))
      return fail('MetadataExtractionFailed', `Partition keys are null or empty: ${names.join()}`);
    const partitionKeys = Object.fromEntries(names.map((each) => [each, given[each] ?? '']));
    const name = JSON.stringify(partitionKeys);
    const partitions = [...this.#buffers.values()].filter((each) => each.partitionKeys !== undefined).length;
    if (!this.#buffers.has(name) && partitions >= MAX_PARTITIONS) {
      const message = 'You have exceeded the active partition limit';
      return fail('ActivePartitionLimitExceeded', message, 'activePartitionExceeded');
    }
    return { name, about: { partitionKeys }, data };
  }

  #buffer({ BufferingHints: hints }: Destination, { name, about, data }: Place, source: SourceRecord): void {
    const { clock, inTurn } = this.deps;
    const known = this.#buffers.get(name);
    const buffered: Buffered = known ?? { ...about, parts: [], sources: [], bytes: 0 };
    buffered.parts.push(data);
    buffered.sources.push(source);
    buffered.bytes += data.length;
    if (known !== undefined) return;
    buffered.timer = clock.at(clock.now() + hints.IntervalInSeconds * 1000, () => inTurn(() => this.#flush(name)));
    this.#buffers.set(name, buffered);
  }

  async #flush(name: string): Promise<void> {
    const buffered = this.#buffers.get(name);
    const stream = this.deps.stream();
    if (buffered === undefined || stream === undefined || this.#isClosed) return;
    buffered.timer?.cancel();
    const { clock, faults, write, done, inTurn, measures } = this.deps;
    try {
      if (faults.strikes('delivery-failed', stream.name)) throw new ServiceError('AccessDenied', 'Injected fault');
      const copies = faults.strikes('delivery-duplicated', stream.name) ? 2 : 1;
      for (let i = 0; i < copies; i++) await write(stream, objectOf(stream, buffered));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      await measures.refused(stream);
      // as on AWS: it is tried until the source has forgotten the records
      buffered.timer = clock.at(clock.now() + RETRY_MS, () => inTurn(() => this.#flush(name)));
      return;
    }
    await measures.delivered(stream, buffered.sources, buffered.bytes, buffered.errorType !== undefined);
    this.#buffers.delete(name);
    await done(buffered.sources);
  }
}

/** Bytes of records on their way, in the source's own form. */
export const totalBytes = (records: readonly SourceRecord[]): number =>
  records.reduce((sum, record) => sum + bytesOf(record), 0);

function objectOf({ name, version, destination }: DeliveryStream, buffered: Buffered): OutgoingObject {
  const { partitionKeys, errorType, sources, parts } = buffered;
  const { CompressionFormat, FileExtension, CustomTimeZone: timeZone = 'UTC', Prefix = '' } = destination;
  const arrivedAt = earliest(sources);
  const evaluation = { arrivedAt, timeZone, partitionKeys };
  const prefix =
    errorType === undefined ? keyPrefix(Prefix, evaluation) : errorPrefix(destination, { ...evaluation, errorType });
  const isGzip = CompressionFormat === 'GZIP';
  const extension = FileExtension || (isGzip ? '.gz' : '');
  const body = Buffer.concat(parts);
  return {
    key: `${prefix}${name}-${version}-${nameTime(evaluation)}-${randomUUID()}${extension}`,
    body: isGzip ? gzipSync(body) : body,
    isGzip,
  };
}
