import { randomUUID } from 'node:crypto';
import { inBackground } from '../../background';
import type { ServiceDependencies } from '../../service';
import { Changes, DurableMap } from '../../store';
import { inUse, notFound } from './errors';
import { Records } from './records';
import { nextSequence } from './sequence';

export interface ShardRecord {
  readonly id: string;
  readonly parent?: string;
  readonly adjacentParent?: string;
  /** Decimal, as on the wire. */
  readonly startingHash: string;
  readonly endingHash: string;
  readonly startingSequence: string;
  /** Of a shard that was split or merged: nothing is written to it any more. */
  readonly endingSequence?: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly closedAt?: number;
}

export interface StreamRecord {
  /** Tells a stream from a later one of the same name. */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  readonly retentionHours: number;
  readonly maxRecordKiB: number;
  /** Open ones, and closed ones whose records may still be there. */
  readonly shards: readonly ShardRecord[];
  /** Name of the key that encrypts. */
  readonly keyId?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** What the stream is until that time; then it is ACTIVE, or gone. */
  readonly transition?: { readonly status: 'CREATING' | 'UPDATING' | 'DELETING'; readonly until: number };
}

type Dependencies = Pick<ServiceDependencies, 'clock' | 'store' | 'faults' | 'partition' | 'region'>;

/** How long a stream is created, changed and deleted. */
const TRANSITION_MS = 5000;
const HOUR_MS = 3_600_000;

/** Streams, their shards and records, durable. */
export class Streams {
  /** Of each stream, by id: the newest sequence number that was given out. */
  readonly #last = new Map<string, bigint>();

  private constructor(
    readonly deps: Dependencies,
    readonly map: DurableMap<StreamRecord>,
    readonly records: Records,
  ) {}

  static async load(deps: Dependencies): Promise<Streams> {
    const streams = new Streams(deps, await DurableMap.load(deps.store, 'kinesis-streams'), await Records.load(deps));
    for (const stream of streams.map.values()) streams.#last.set(stream.id, streams.#newestOf(stream));
    return streams;
  }

  arnOf(accountId: string, name: string): string {
    return `arn:${this.deps.partition}:kinesis:${this.deps.region}:${accountId}:stream/${name}`;
  }

  /** By ARN, or by a name in the account. Throws ResourceNotFoundException. */
  find({ StreamARN, StreamName = '' }: StreamReference, accountId: string): StreamRecord {
    const arn = StreamARN ?? this.arnOf(accountId, StreamName);
    const found = this.present(arn);
    if (found !== undefined) return found;
    const [, , , , account, resource = ''] = arn.split(':');
    throw notFound(`Stream ${resource.replace('stream/', '')} under account ${account} not found.`);
  }

  /** The same. Throws ResourceInUseException while it is created, changed or deleted. */
  active(reference: StreamReference, accountId: string): StreamRecord {
    const stream = this.find(reference, accountId);
    const status = this.statusOf(stream);
    if (status === 'ACTIVE') return stream;
    throw inUse(stream, status);
  }

  present(arn: string): StreamRecord | undefined {
    const found = this.map.get(arn);
    return found === undefined || this.#isGone(found) ? undefined : found;
  }

  all(): StreamRecord[] {
    return this.map.values().filter((each) => !this.#isGone(each));
  }

  statusOf({ transition }: StreamRecord): string {
    return transition === undefined || this.deps.clock.now() >= transition.until ? 'ACTIVE' : transition.status;
  }

  /** Open shards, and closed ones until the last of their records expires. */
  shardsOf({ shards, retentionHours }: StreamRecord): readonly ShardRecord[] {
    const since = this.deps.clock.now() - retentionHours * HOUR_MS;
    return shards.filter(({ closedAt }) => closedAt === undefined || closedAt > since);
  }

  /** The oldest arrival that is still there. */
  trimHorizon({ retentionHours }: StreamRecord): number {
    return this.deps.clock.now() - retentionHours * HOUR_MS;
  }

  nextSequence({ id }: StreamRecord, shardIndex: number): string {
    const next = nextSequence(this.#last.get(id) ?? 0n, this.deps.clock.now(), shardIndex);
    this.#last.set(id, next);
    return String(next);
  }

  /** The newest number that was given out to any shard of the stream. */
  lastSequence({ id }: StreamRecord): bigint {
    return this.#last.get(id) ?? 0n;
  }

  async create(stream: Omit<StreamRecord, 'id' | 'createdAt' | 'transition'>): Promise<void> {
    const left = this.map.get(stream.arn);
    if (left !== undefined) await this.#purge(left);
    const record = { ...stream, id: randomUUID(), createdAt: this.deps.clock.now() };
    this.#last.set(record.id, this.#newestOf(record));
    await this.enter('CREATING', record);
  }

  /** Keeps a stream that is in this state for a while. */
  async enter(status: 'CREATING' | 'UPDATING' | 'DELETING', stream: StreamRecord): Promise<void> {
    const until = this.deps.clock.now() + TRANSITION_MS;
    await this.map.set(stream.arn, { ...stream, transition: { status, until } });
    // virtual time leaps to timers only, and somebody waits for this moment
    this.#settleAt(until, stream.arn);
  }

  /** Waits for the ends of what an earlier process began. */
  resume(): void {
    for (const { arn, transition } of this.map.values())
      if (transition !== undefined) this.#settleAt(transition.until, arn);
  }

  #settleAt(time: number, arn: string): void {
    this.deps.clock.at(time, () => {
      const stream = this.map.get(arn);
      if (stream !== undefined && this.#isGone(stream)) inBackground('kinesis', () => this.#purge(stream));
    });
  }

  #isGone({ transition }: StreamRecord): boolean {
    return transition?.status === 'DELETING' && this.deps.clock.now() >= transition.until;
  }

  async #purge(stream: StreamRecord): Promise<void> {
    this.#last.delete(stream.id);
    await Changes.together(this.deps.store, (changes) => {
      for (const { id } of stream.shards) this.records.clear(stream.id, id, changes);
      changes.delete(this.map, stream.arn);
    });
  }

  #newestOf({ id, shards }: StreamRecord): bigint {
    const known = shards.flatMap((shard) => [
      shard.startingSequence,
      shard.endingSequence ?? '0',
      this.records.of(id, shard.id).at(-1)?.sequence ?? '0',
    ]);
    return known.map(BigInt).reduce((newest, each) => (each > newest ? each : newest), 0n);
  }
}

export interface StreamReference {
  readonly StreamName?: string;
  readonly StreamARN?: string;
}
