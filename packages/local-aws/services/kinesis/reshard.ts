import type {
  MergeShardsCommandInput,
  SplitShardCommandInput,
  UpdateShardCountCommandInput,
} from '@aws-sdk/client-kinesis';
import type { Operation } from '../../service';
import { checkRange, invalidArgument, limitExceeded, notFound, validation } from './errors';
import { evenStarts, HASH_KEYS } from './hash-range';
import type { ShardRecord, StreamRecord, Streams } from './streams';

const MAX_SHARDS = 10_000;

export const isOpen = ({ endingSequence }: ShardRecord): boolean => endingSequence === undefined;

/** By hash key. */
export const openShards = ({ shards }: Pick<StreamRecord, 'shards'>): readonly ShardRecord[] =>
  shards.filter(isOpen).sort((a, b) => (BigInt(a.startingHash) < BigInt(b.startingHash) ? -1 : 1));

export const shardId = (index: number): string => `shardId-${String(index).padStart(12, '0')}`;

type Lineage = Partial<Pick<ShardRecord, 'parent' | 'adjacentParent'>>;
type Sequences = (shardIndex: number) => string;

export const newShard = (
  index: number,
  [start, end]: readonly [start: bigint, end: bigint],
  sequences: Sequences,
  lineage: Lineage = {},
): ShardRecord => ({
  ...{ id: shardId(index), ...lineage, startingHash: String(start), endingHash: String(end) },
  startingSequence: sequences(index),
});

/** Of a new stream. */
export function firstShards(count: number, sequences: Sequences): ShardRecord[] {
  const starts = evenStarts(count);
  return starts.map((start, i) => newShard(i, [start, (starts[i + 1] ?? HASH_KEYS) - 1n], sequences));
}

/** The shards of a stream while it is split and merged. */
class Resharding {
  shards: ShardRecord[];
  readonly sequences: Sequences;

  constructor(
    readonly streams: Streams,
    readonly stream: StreamRecord,
  ) {
    this.shards = [...stream.shards];
    this.sequences = (index) => streams.nextSequence(stream, index);
  }

  #close({ id }: ShardRecord): void {
    const closedAt = this.streams.deps.clock.now();
    this.shards = this.shards.map((shard, i) =>
      shard.id === id ? { ...shard, endingSequence: this.sequences(i), closedAt } : shard,
    );
  }

  split(shard: ShardRecord, at: bigint): void {
    this.#close(shard);
    const lineage = { parent: shard.id };
    this.#add([BigInt(shard.startingHash), at - 1n], lineage);
    this.#add([at, BigInt(shard.endingHash)], lineage);
  }

  merge(left: ShardRecord, right: ShardRecord): void {
    for (const each of [left, right]) this.#close(each);
    const lineage = { parent: left.id, adjacentParent: right.id };
    this.#add([BigInt(left.startingHash), BigInt(right.endingHash)], lineage);
  }

  /** Splits at every new border, then merges what lies between two of them. */
  spread(count: number): void {
    const starts = evenStarts(count);
    for (const start of starts) {
      const over = this.shards.find((each) => isOpen(each) && isInside(each, start));
      if (over !== undefined) this.split(over, start);
    }
    for (const [i, start] of starts.entries()) {
      const end = (starts[i + 1] ?? HASH_KEYS) - 1n;
      for (;;) {
        const [left, right] = openShards(this).filter(
          (each) => BigInt(each.startingHash) >= start && BigInt(each.endingHash) <= end,
        );
        if (left === undefined || right === undefined) break;
        this.merge(left, right);
      }
    }
  }

  keep(): Promise<void> {
    return this.streams.enter('UPDATING', { ...this.stream, shards: this.shards });
  }

  #add(range: readonly [bigint, bigint], lineage: Lineage): void {
    this.shards.push(newShard(this.shards.length, range, this.sequences, lineage));
  }
}

/** Splits the widest shard in the middle, as an on-demand stream does when it is busy. */
export async function splitByItself(streams: Streams, stream: StreamRecord): Promise<void> {
  const width = ({ startingHash, endingHash }: ShardRecord): bigint => BigInt(endingHash) - BigInt(startingHash);
  const [widest] = [...openShards(stream)].sort((a, b) => (width(a) > width(b) ? -1 : 1));
  const resharding = new Resharding(streams, stream);
  resharding.split(widest!, BigInt(widest!.startingHash) + width(widest!) / 2n + 1n);
  await streams.map.set(stream.arn, { ...stream, shards: resharding.shards });
}

export function reshardOperations(streams: Streams): Readonly<Record<string, Operation>> {
  const provisioned = (input: { StreamName?: string; StreamARN?: string }, accountId: string): StreamRecord => {
    const stream = streams.active(input, accountId);
    if (stream.mode === 'ON_DEMAND')
      throw validation(
        `Request is invalid. Stream ${stream.name} under account ${stream.accountId} is in On-Demand mode.`,
      );
    return stream;
  };
  return {
    SplitShard: async (input: SplitShardCommandInput, { accountId }) => {
      const stream = provisioned(input, accountId);
      const shard = openShard(stream, input.ShardToSplit);
      const at = /^(0|[1-9]\d{0,38})$/.test(input.NewStartingHashKey ?? '') ? BigInt(input.NewStartingHashKey!) : -1n;
      if (!isInside(shard, at) || at === BigInt(shard.endingHash))
        throw invalidArgument(
          `NewStartingHashKey ${input.NewStartingHashKey} used in SplitShard() on shard ${shard.id} in stream ${stream.name} under account ${stream.accountId} is not both greater than one plus the shard's StartingHashKey ${shard.startingHash} and less than the shard's EndingHashKey ${shard.endingHash}.`,
        );
      const resharding = new Resharding(streams, stream);
      resharding.split(shard, at);
      await resharding.keep();
      return {};
    },
    MergeShards: async (input: MergeShardsCommandInput, { accountId }) => {
      const stream = provisioned(input, accountId);
      const [left, right] = [input.ShardToMerge, input.AdjacentShardToMerge]
        .map((id) => openShard(stream, id))
        .sort((a, b) => (BigInt(a.startingHash) < BigInt(b.startingHash) ? -1 : 1));
      if (BigInt(left!.endingHash) + 1n !== BigInt(right!.startingHash))
        throw invalidArgument(
          `Shards ${left!.id} and ${right!.id} in stream ${stream.name} under account ${stream.accountId} are not an adjacent pair of shards eligible for merging`,
        );
      const resharding = new Resharding(streams, stream);
      resharding.merge(left!, right!);
      await resharding.keep();
      return {};
    },
    UpdateShardCount: async (input: UpdateShardCountCommandInput, { accountId }) => {
      const { TargetShardCount: target = 0 } = input;
      checkRange('targetShardCount', target, 1, Number.MAX_SAFE_INTEGER);
      const stream = provisioned(input, accountId);
      const current = openShards(stream).length;
      if (target > current * 2 || target < Math.ceil(current / 2) || target > MAX_SHARDS)
        throw limitExceeded(
          `UpdateShardCount cannot scale from ${current} to ${target} shards: at most to double or to half, and to ${MAX_SHARDS}.`,
        );
      const resharding = new Resharding(streams, stream);
      resharding.spread(target);
      await resharding.keep();
      const counts = { CurrentShardCount: current, TargetShardCount: target };
      return { StreamName: stream.name, StreamARN: stream.arn, ...counts };
    },
  };
}

/** Where a border would leave something on both sides. */
const isInside = ({ startingHash, endingHash }: ShardRecord, at: bigint): boolean =>
  at > BigInt(startingHash) && at <= BigInt(endingHash);

function openShard({ shards, name, accountId }: StreamRecord, id: string | undefined): ShardRecord {
  const found = shards.find((shard) => shard.id === id);
  if (found === undefined) throw notFound(`Could not find shard ${id} in stream ${name} under account ${accountId}.`);
  if (isOpen(found)) return found;
  throw invalidArgument(`Shard ${id} in stream ${name} under account ${accountId} is not open.`);
}
