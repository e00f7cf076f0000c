import { inBackground } from '../../../background';
import { type ServiceDependencies, ServiceError } from '../../../service';
import { Changes, DurableMap } from '../../../store';
import type { Kinesis } from '../../kinesis';
import type { CaptureMeasures } from './measures';

/** A change on its way to the stream. */
export interface Outgoing {
  readonly table: string;
  readonly streamArn: string;
  readonly partitionKey: string;
  readonly record: string;
  readonly micros: number;
}

export interface OutboxDependencies extends Pick<ServiceDependencies, 'clock' | 'store' | 'faults'> {
  readonly kinesis: () => Kinesis | undefined;
  readonly measures: CaptureMeasures;
}

/** Of one PutRecords. */
const BATCH = { records: 500, bytes: 5 * 1024 ** 2 };
const RETRY_MS = 1000;
/** After that, a change that the stream does not take is lost. */
const KEPT_MS = 24 * 3_600_000;
const GONE_RETRY_MS = 60_000;

/**
 * Sends changes to streams, each at least once. What the stream throttles goes later, behind younger changes; what is
 * too large for it is skipped for good, as on AWS.
 */
export class Outbox {
  readonly #sending = new Set<string>();
  /** Keys of those that a fault holds back. */
  readonly #delayed = new Set<string>();
  #isClosed = false;

  private constructor(
    readonly deps: OutboxDependencies,
    readonly map: DurableMap<Outgoing>,
  ) {}

  static async load(deps: OutboxDependencies): Promise<Outbox> {
    const outbox = new Outbox(deps, await DurableMap.load(deps.store, 'dynamodb-outbox'));
    deps.measures.watch(() => outbox.map.values());
    return outbox;
  }

  add(change: Outgoing, changes: Changes): void {
    changes.set(this.map, keyOf(change), change);
  }

  /** Sends what is there. */
  send(table: string): void {
    if (this.#isClosed || this.#sending.has(table)) return;
    this.#sending.add(table);
    const { clock } = this.deps;
    inBackground('dynamodb', async () => {
      const waitMs = await clock.hold(() => this.#sendAll(table));
      if (waitMs !== undefined) clock.at(clock.now() + waitMs, () => this.send(table));
    });
  }

  resume(): void {
    for (const table of new Set(this.map.values().map((each) => each.table))) this.send(table);
  }

  close(): void {
    this.#isClosed = true;
  }

  async forget(table: string): Promise<void> {
    await this.#delete(this.#of(table));
  }

  #of(table: string): Outgoing[] {
    return this.map.values().filter((each) => each.table === table);
  }

  /** Resolves with the time after which to try again; undefined when nothing is left. */
  async #sendAll(table: string): Promise<number | undefined> {
    /** Of each stream that did not take all: when to try again. One that is gone holds up no other. */
    const later = new Map<string, number>();
    try {
      for (;;) {
        if (this.#isClosed) return undefined;
        const waiting = this.#of(table).filter((each) => !this.#delayed.has(keyOf(each)));
        const due = waiting.filter((each) => !later.has(each.streamArn) && !this.#delays(each));
        if (due.length === 0) return later.size === 0 ? undefined : Math.min(...later.values());
        const batch = batchOf(due);
        const left = await this.#sendBatch(batch);
        if (left !== undefined) later.set(batch[0]!.streamArn, left);
      }
    } finally {
      // at once, before anybody can add a change that nobody has looked for
      this.#sending.delete(table);
    }
  }

  async #sendBatch(batch: readonly Outgoing[]): Promise<number | undefined> {
    const { kinesis, faults, measures } = this.deps;
    const { table, streamArn } = batch[0]!;
    const service = kinesis();
    const stream = service?.stream(streamArn);
    if (service === undefined || stream === undefined) return this.#giveUpOld(batch);
    const tooLarge = batch.filter(({ record, partitionKey }) => {
      return Buffer.byteLength(record) + partitionKey.length > stream.maxRecordKiB * 1024;
    });
    await this.#delete(tooLarge, (changes) => measures.failed(batch[0]!, tooLarge.length, changes));
    const sent = batch.filter((each) => !tooLarge.includes(each));
    const doubled = sent.flatMap((each) => (faults.strikes('change-duplicated', table) ? [each, each] : [each]));
    if (doubled.length === 0) return undefined;
    const entries = doubled.map(({ record, partitionKey }) => ({
      Data: Buffer.from(record),
      PartitionKey: partitionKey,
    }));
    try {
      const placed = await service.put(stream, entries);
      const failed = new Set(doubled.filter((_each, i) => 'ErrorCode' in placed[i]!));
      const arrived = sent.filter((each) => !failed.has(each));
      await this.#delete(arrived, (changes) => {
        measures.sent(arrived, changes);
        measures.throttled(batch[0]!, failed.size, changes);
      });
      return failed.size > 0 ? RETRY_MS : undefined;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return this.#giveUpOld(batch);
    }
  }

  async #giveUpOld(batch: readonly Outgoing[]): Promise<number> {
    const { clock, measures } = this.deps;
    const old = batch.filter(({ micros }) => clock.now() - micros / 1000 > KEPT_MS);
    await this.#delete(old, (changes) => measures.failed(batch[0]!, old.length, changes));
    return GONE_RETRY_MS;
  }

  /** A fault lets younger changes overtake this one. */
  #delays(change: Outgoing): boolean {
    const { faults, clock } = this.deps;
    if (!faults.strikes('change-delayed', change.table)) return false;
    this.#delayed.add(keyOf(change));
    clock.at(clock.now() + RETRY_MS, () => {
      this.#delayed.delete(keyOf(change));
      this.send(change.table);
    });
    return true;
  }

  async #delete(all: readonly Outgoing[], also: (changes: Changes) => void = () => {}): Promise<void> {
    await Changes.together(this.deps.store, (changes) => {
      also(changes);
      for (const each of all) changes.delete(this.map, keyOf(each));
    });
  }
}

const keyOf = ({ table, micros }: Outgoing): string => `${table}/${String(micros).padStart(17, '0')}`;

/** The oldest that one request takes, all of one stream. */
function batchOf(due: readonly Outgoing[]): readonly Outgoing[] {
  let bytes = 0;
  const same = due.filter(({ streamArn }) => streamArn === due[0]!.streamArn).slice(0, BATCH.records);
  const end = same.findIndex(({ record }, i) => {
    bytes += record.length;
    return i > 0 && bytes > BATCH.bytes;
  });
  return end === -1 ? same : same.slice(0, end);
}
