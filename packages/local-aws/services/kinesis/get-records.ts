import type { GetRecordsCommandInput, GetShardIteratorCommandInput } from '@aws-sdk/client-kinesis';
import { type Operation, ServiceError } from '../../service';
import { Allowances } from '../allowance';
import { checkRange, notFound } from './errors';
import { iteratorFor, iteratorOf, tokenOf } from './iterators';
import type { StreamMeasures } from './measures';
import type { KinesisRecord } from './records';
import type { ShardRecord, StreamRecord, Streams } from './streams';

const MAX_RECORDS = 10_000;
const MAX_BYTES = 10 * 1024 ** 2;
/** What a shard gives in a second to all who read it with GetRecords. */
const SHARD_READS = 5;
const SHARD_BYTES = 2 * 1024 ** 2;
const READ_MS = 200;

/** Some records of a shard. */
export interface Portion {
  readonly records: readonly KinesisRecord[];
  /** The number to go on from; undefined at the end of a closed shard. */
  readonly next: string | undefined;
  readonly millisBehindLatest: number;
}

/** What is there from a number on, as much as one answer may hold. */
export function readShard(
  streams: Streams,
  stream: StreamRecord,
  shard: ShardRecord,
  from: string,
  { limit = MAX_RECORDS, bytes = MAX_BYTES }: { readonly limit?: number; readonly bytes?: number } = {},
): Portion {
  const all = streams.records.from(stream.id, shard.id, BigInt(from), streams.trimHorizon(stream));
  let size = 0;
  const fitting = all.slice(0, limit).findIndex(({ data }, i) => {
    size += (data.length / 4) * 3;
    return i > 0 && size > bytes;
  });
  const records = all.slice(0, fitting === -1 ? limit : fitting);
  const isAtEnd = records.length === all.length;
  const last = records.at(-1);
  const isOver = isAtEnd && shard.endingSequence !== undefined;
  return {
    records,
    next: isOver ? undefined : last === undefined ? from : String(BigInt(last.sequence) + 1n),
    millisBehindLatest: isAtEnd ? 0 : Math.max(0, streams.deps.clock.now() - (last?.arrivedAt ?? 0)),
  };
}

/** Shards that were made of this one. */
export const childrenOf = (stream: StreamRecord, { id }: ShardRecord): readonly ShardRecord[] =>
  stream.shards.filter(({ parent, adjacentParent }) => parent === id || adjacentParent === id);

export function readOperations(streams: Streams, measures: StreamMeasures): Readonly<Record<string, Operation>> {
  const { clock } = streams.deps;
  const reads = new Allowances(clock, SHARD_READS);
  const bytes = new Allowances(clock, SHARD_BYTES);
  return {
    GetShardIterator: async (input: GetShardIteratorCommandInput, { accountId }) => ({
      ShardIterator: tokenOf(iteratorFor(streams, streams.find(input, accountId), input)),
    }),
    GetRecords: async ({ ShardIterator = '', Limit }: GetRecordsCommandInput) => {
      checkRange('limit', Limit, 1, MAX_RECORDS);
      const iterator = iteratorOf(ShardIterator, clock.now());
      const stream = streams.present(iterator.arn);
      const shard = stream?.shards.find(({ id }) => id === iterator.shardId);
      if (stream?.id !== iterator.streamId || shard === undefined)
        throw notFound(`Shard ${iterator.shardId} of ${iterator.arn} does not exist`);
      const [perRead, perByte] = [reads, bytes].map((each) => each.of(`${stream.id}/${shard.id}`));
      if (!perRead!.allows(1) || !perByte!.allows(1)) throw tooManyReads(streams, stream, shard);
      perRead!.take(1);
      const { records, next, millisBehindLatest } = readShard(streams, stream, shard, iterator.from, { limit: Limit });
      perByte!.take(records.reduce((sum, { data }) => sum + (data.length / 4) * 3, 0));
      await measures.read(stream, records.length, millisBehindLatest);
      const EncryptionType = stream.keyId === undefined ? 'NONE' : 'KMS';
      return {
        Records: records.map((record) => ({ ...described(record), EncryptionType })),
        MillisBehindLatest: millisBehindLatest,
        ...(next === undefined
          ? { ChildShards: childrenOf(stream, shard).map(describedChild) }
          : { NextShardIterator: tokenOf({ ...iterator, from: next, issuedAt: clock.now() }) }),
      };
    },
  };
}

const described = ({ sequence, arrivedAt, data, partitionKey }: KinesisRecord): object => ({
  SequenceNumber: sequence,
  ApproximateArrivalTimestamp: new Date(arrivedAt),
  Data: Buffer.from(data, 'base64'),
  PartitionKey: partitionKey,
});

const describedChild = ({ id, parent, adjacentParent, startingHash, endingHash }: ShardRecord): object => ({
  ShardId: id,
  ParentShards: [parent, adjacentParent].filter((each) => each !== undefined),
  HashKeyRange: { StartingHashKey: startingHash, EndingHashKey: endingHash },
});

function tooManyReads(
  { deps: { clock } }: Streams,
  { name, accountId }: StreamRecord,
  { id }: ShardRecord,
): ServiceError {
  // lets virtual time pass for who tries again: it leaps to timers only
  clock.at(clock.now() + READ_MS, () => {});
  return new ServiceError(
    'ProvisionedThroughputExceededException',
    `Rate exceeded for shard ${id} in stream ${name} under account ${accountId}.`,
  );
}
