import type { Rights } from '../../authorization/rights';
import type { LocalService, ServiceDependencies } from '../../service';
import type { Datapoints } from '../cloudwatch';
import type { Kms } from '../kms';
import { childrenOf, type Portion, readOperations, readShard } from './get-records';
import { listShardsOperation } from './list-shards';
import { StreamMeasures } from './measures';
import { type Entry, type Placed, Writer } from './put-records';
import { reshardOperations, splitByItself } from './reshard';
import { kinesisRights } from './rights';
import { streamOperations } from './stream-operations';
import { type ShardRecord, type StreamRecord, Streams } from './streams';
import { tagOperations } from './tags';

export type { Portion } from './get-records';
export type { Entry, Placed } from './put-records';
export type { KinesisRecord } from './records';
export type { ShardRecord, StreamRecord } from './streams';

export interface KinesisDependencies
  extends Pick<ServiceDependencies, 'clock' | 'store' | 'faults' | 'partition' | 'region'> {
  readonly cipher: Kms['cipher'];
  /** What the use of a key needs. @default nothing */
  readonly keyUse?: Kms['keyUse'];
  /** @default nobody asks for metrics */
  readonly datapoints?: Datapoints;
}

export interface Kinesis {
  readonly service: LocalService;
  readonly rights: Rights;
  /** For services that write or read streams; undefined for one that is not there. */
  stream(arn: string): StreamRecord | undefined;
  /** ACTIVE, CREATING, UPDATING or DELETING. */
  statusOf(stream: StreamRecord): string;
  put(stream: StreamRecord, entries: readonly Entry[]): Promise<readonly Placed[]>;
  shardsOf(stream: StreamRecord): readonly ShardRecord[];
  childrenOf(stream: StreamRecord, shard: ShardRecord): readonly ShardRecord[];
  /** The number after the newest one: what LATEST stands for. */
  latest(stream: StreamRecord): string;
  read(stream: StreamRecord, shard: ShardRecord, from: string): Portion;
  /** Tells CloudWatch of such a read. */
  measureRead(stream: StreamRecord, records: number, millisBehindLatest: number): Promise<void>;
  /** Calls back whenever the stream may have new records. Returns the function that ends this. */
  onRecords(arn: string, listener: () => void): () => void;
  resume(): void;
}

/** Kinesis Data Streams: shards, records in their order, reshards; no enhanced fan-out. */
export async function createKinesis({
  cipher,
  keyUse = async () => [],
  datapoints,
  ...deps
}: KinesisDependencies): Promise<Kinesis> {
  const streams = await Streams.load(deps);
  const listeners = new Map<string, Set<() => void>>();
  const measures = new StreamMeasures(datapoints);
  const writer = new Writer({
    ...{ streams, cipher, measures },
    splitByItself: (stream) => splitByItself(streams, stream),
    written: (arn) => {
      for (const listener of [...(listeners.get(arn) ?? [])]) listener();
    },
  });
  const operations = {
    ...streamOperations(streams, cipher),
    ...listShardsOperation(streams),
    ...reshardOperations(streams),
    ...tagOperations(streams),
    ...writer.operations,
    ...readOperations(streams, measures),
  };
  return {
    service: { name: 'kinesis', operations },
    rights: kinesisRights(streams, keyUse),
    stream: (arn) => streams.present(arn),
    statusOf: (stream) => streams.statusOf(stream),
    put: (stream, entries) => writer.put(stream, entries),
    shardsOf: (stream) => streams.shardsOf(stream),
    childrenOf,
    latest: (stream) => String(streams.lastSequence(stream) + 1n),
    read: (stream, shard, from) => readShard(streams, stream, shard, from),
    measureRead: (stream, records, millisBehindLatest) => measures.read(stream, records, millisBehindLatest),
    onRecords: (arn, listener) => {
      const known = listeners.get(arn) ?? new Set();
      listeners.set(arn, known.add(listener));
      return () => known.delete(listener);
    },
    resume: () => streams.resume(),
  };
}
