import { inBackground } from '../../background';
import type { Timer } from '../../clock';
import { Hold } from '../../hold';
import type { ServiceDependencies } from '../../service';
import type { Kinesis, KinesisRecord } from '../kinesis';
import { Delivery, type DeliveryDependencies, totalBytes } from './delivery';
import type { DeliveryMeasures } from './measures';
import { earliest, type Outcome, type SourceRecord } from './record';
import { transformOf } from './settings';
import type { DeliveryStream, DeliveryStreams, Positions } from './streams';

export interface PipelineDependencies extends Pick<ServiceDependencies, 'clock' | 'faults'> {
  readonly streams: DeliveryStreams;
  readonly measures: DeliveryMeasures;
  readonly kinesis: () => Kinesis | undefined;
  /** Whether the role may read the source. */
  readonly mayRead: (stream: DeliveryStream) => Promise<boolean>;
  readonly transform: (stream: DeliveryStream, records: readonly SourceRecord[], idle: Idle) => Promise<Outcome[]>;
  readonly write: DeliveryDependencies['write'];
}

/** Lets virtual time pass while work is awaited. */
export type Idle = <T>(work: Promise<T>) => Promise<T>;

/** How often a shard is read. */
const READ_MS = 1000;
/** Until a source that may not be read is tried again. */
const REFUSED_MS = 60_000;

/** One delivery stream at work: source, transform, bucket. Its steps run one after another. */
export class Pipeline {
  readonly #delivery: Delivery;
  /** Waits for the transform. */
  #waiting: SourceRecord[] = [];
  #transformTimer: Timer | undefined;
  #readTimer: Timer | undefined;
  /** Of each shard: where to read on, and what is not delivered yet. */
  readonly #shards = new Map<string, { next: string | undefined; readonly open: Set<string> }>();
  #turn: Promise<unknown> = Promise.resolve();
  #endListening = (): void => {};
  #isClosed = false;
  #isIdle = false;
  #rest: () => void = () => {};
  /** Resolves when a step waits for time to pass after the end. */
  readonly #resting = new Promise<void>((resolve) => {
    this.#rest = resolve;
  });

  constructor(
    readonly deps: PipelineDependencies,
    readonly arn: string,
  ) {
    const { clock, faults, write, measures } = deps;
    this.#delivery = new Delivery({
      ...{ clock, faults, write, measures },
      stream: () => deps.streams.present(arn),
      done: (records) => this.#done(records),
      inTurn: (work) => this.#inTurn(work),
    });
  }

  /** Reads from where an earlier process had delivered everything; at first, from LATEST. */
  start(): void {
    const { streams, kinesis } = this.deps;
    const stream = streams.present(this.arn);
    if (stream === undefined) return;
    if (stream.source === undefined) {
      const left = streams.puts.values().filter((each) => each.stream === this.arn);
      this.#inTurn((idle) => this.#take(left, idle));
      return;
    }
    const positions = streams.positions.get(this.arn) ?? this.#latest(stream.source.streamArn);
    for (const [shard, next] of Object.entries(positions)) this.#shards.set(shard, { next, open: new Set() });
    inBackground('firehose', () => streams.positions.set(this.arn, positions));
    this.#endListening = kinesis()?.onRecords(stream.source.streamArn, () => this.#readSoon()) ?? this.#endListening;
    this.#readSoon();
  }

  /** What comes from now on. */
  #latest(streamArn: string): Positions {
    const service = this.deps.kinesis();
    const source = service?.stream(streamArn);
    if (service === undefined || source === undefined) return {};
    return Object.fromEntries(service.shardsOf(source).map(({ id }) => [id, service.latest(source)]));
  }

  /** Records that clients put. */
  put(records: readonly SourceRecord[]): void {
    this.#inTurn((idle) => this.#take(records, idle));
  }

  /** When the oldest record came that is not in the bucket; undefined when all are. */
  oldest(): number | undefined {
    const oldest = Math.min(earliest(this.#waiting), this.#delivery.oldest());
    return Number.isFinite(oldest) ? oldest : undefined;
  }

  /** Drops what is on its way. */
  close(): void {
    this.#isClosed = true;
    this.#endListening();
    this.#transformTimer?.cancel();
    this.#readTimer?.cancel();
    this.#delivery.close();
  }

  /** Resolves once the step that was under way at the end has ended, or waits. */
  async settled(): Promise<void> {
    if (!this.#isIdle) await Promise.race([this.#turn, this.#resting]);
  }

  #inTurn(work: (idle: Idle) => Promise<void>): void {
    const hold = new Hold(this.deps.clock);
    const turn = this.#turn.then(async () => {
      // not before its turn: the step before it may wait for time to pass
      hold.acquire();
      if (!this.#isClosed) await work((waiting) => this.#idle(hold, waiting));
    });
    this.#turn = turn.catch(() => {});
    inBackground('firehose', () => turn.finally(() => hold.release()));
  }

  async #idle<T>(hold: Hold, waiting: Promise<T>): Promise<T> {
    this.#isIdle = true;
    if (this.#isClosed) this.#rest();
    try {
      return await hold.idle(waiting);
    } finally {
      this.#isIdle = false;
    }
  }

  #readSoon(afterMs = READ_MS): void {
    const { clock } = this.deps;
    if (this.#isClosed || this.#readTimer !== undefined) return;
    this.#readTimer = clock.at(clock.now() + afterMs, () => {
      this.#readTimer = undefined;
      this.#inTurn((idle) => this.#read(idle));
    });
  }

  /** Reads every shard once. Children of a shard begin at their beginning. */
  async #read(idle: Idle): Promise<void> {
    const { streams, kinesis, mayRead, measures } = this.deps;
    const stream = streams.present(this.arn);
    const service = kinesis();
    const source = stream?.source === undefined ? undefined : service?.stream(stream.source.streamArn);
    if (stream === undefined || service === undefined || source === undefined) return;
    if (!(await mayRead(stream))) return this.#readSoon(REFUSED_MS);
    const read: KinesisRecord[] = [];
    let behind = 0;
    for (const shard of service.shardsOf(source)) {
      const known = this.#shards.get(shard.id) ?? { next: shard.startingSequence, open: new Set<string>() };
      this.#shards.set(shard.id, known);
      if (known.next === undefined) continue;
      const { records, next, millisBehindLatest } = service.read(source, shard, known.next);
      for (const { sequence } of records) known.open.add(sequence);
      known.next = next;
      read.push(...records);
      behind = Math.max(behind, millisBehindLatest);
    }
    if (behind > 0) this.#readSoon();
    await measures.read(stream, read.length, behind);
    await service.measureRead(source, read.length, behind);
    await this.#take(read.map(sourceRecordOf), idle);
  }

  /** Through the transform, when there is one and enough has come for it. */
  async #take(records: readonly SourceRecord[], idle: Idle): Promise<void> {
    const stream = this.deps.streams.present(this.arn);
    if (stream === undefined || records.length === 0) return;
    const transform = transformOf(stream.destination);
    if (transform === undefined) {
      const outcomes = records.map(
        (source): Outcome => ({ source, result: 'Ok', data: Buffer.from(source.data, 'base64') }),
      );
      return this.#delivery.take(outcomes);
    }
    const { clock } = this.deps;
    for (const each of records) this.#waiting.push(each);
    this.#transformTimer ??= clock.at(clock.now() + transform.bufferMs, () =>
      this.#inTurn((later) => this.#transform(true, later)),
    );
    await this.#transform(false, idle);
  }

  /** Full batches, and with `all` what is left as well. */
  async #transform(all: boolean, idle: Idle): Promise<void> {
    if (all) this.#transformTimer = undefined;
    for (;;) {
      const stream = this.deps.streams.present(this.arn);
      const transform = stream === undefined ? undefined : transformOf(stream.destination);
      if (stream === undefined || transform === undefined || this.#waiting.length === 0) break;
      if (!all && totalBytes(this.#waiting) < transform.bufferBytes) return;
      const batch = firstOf(this.#waiting, transform.bufferBytes);
      const { clock, measures } = this.deps;
      const begun = clock.now();
      const outcomes = await this.deps.transform(stream, batch, idle);
      await measures.transformed(stream, outcomes, clock.now() - begun);
      this.#waiting = this.#waiting.slice(batch.length);
      await this.#delivery.take(outcomes);
    }
    this.#transformTimer?.cancel();
    this.#transformTimer = undefined;
  }

  /** Keeps from where a later process has to read. */
  async #done(records: readonly SourceRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { streams } = this.deps;
    for (const { kinesis } of records)
      if (kinesis !== undefined) this.#shards.get(kinesis.shardId)?.open.delete(kinesis.sequence);
    if (streams.present(this.arn) === undefined) return;
    if (records[0]!.kinesis === undefined) await streams.forgetPuts(records.map(({ id }) => id));
    else await streams.positions.set(this.arn, this.#positions());
  }

  /** A shard that is read to its end and delivered stands after its last record: it is not read again. */
  #positions(): Positions {
    const before = this.deps.streams.positions.get(this.arn) ?? {};
    const positions: Record<string, string> = {};
    for (const [shard, { next, open }] of this.#shards) {
      const [first] = [...open].sort();
      positions[shard] = first ?? next ?? AFTER_ALL;
    }
    return { ...before, ...positions };
  }
}

/** Larger than any sequence number. */
const AFTER_ALL = '9'.repeat(56);

const sourceRecordOf = ({ sequence, data, arrivedAt, shardId, partitionKey }: KinesisRecord): SourceRecord => ({
  id: `${sequence}000000`,
  ...{ data, arrivedAt, kinesis: { shardId, partitionKey, sequence } },
});

/** As many as fit, at least one. */
function firstOf(records: readonly SourceRecord[], bytes: number): readonly SourceRecord[] {
  const size = (end: number): number => totalBytes(records.slice(0, end));
  let end = 1;
  let total = size(1);
  while (end < records.length) {
    total += totalBytes([records[end]!]);
    if (total > bytes) break;
    end++;
  }
  return records.slice(0, end);
}
