import type { GetShardIteratorCommandInput } from '@aws-sdk/client-kinesis';
import { ServiceError } from '../../service';
import { invalidArgument, notFound, validation } from './errors';
import type { ShardRecord, StreamRecord, Streams } from './streams';

/** What an iterator stands for. Clients see a text that they cannot read. */
export interface Iterator {
  readonly arn: string;
  readonly streamId: string;
  readonly shardId: string;
  /** The first number that it may give. */
  readonly from: string;
  readonly issuedAt: number;
}

const LIFE_MS = 300_000;

export const tokenOf = (iterator: Iterator): string => Buffer.from(JSON.stringify(iterator)).toString('base64');

/** Throws InvalidArgumentException, and ExpiredIteratorException after five minutes. */
export function iteratorOf(token: string, now: number): Iterator {
  const iterator = parsed(token);
  if (iterator === undefined) throw invalidArgument('Invalid ShardIterator.');
  if (now - iterator.issuedAt > LIFE_MS)
    throw new ServiceError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${new Date(iterator.issuedAt).toUTCString()} while right now it is ${new Date(now).toUTCString()} which is further in the future than the tolerated delay of ${LIFE_MS} milliseconds.`,
    );
  return iterator;
}

/** The stream of a token that may have expired; undefined for a text that is no token. */
export const streamOfToken = (token: string | undefined): string | undefined => parsed(token ?? '')?.arn;

function parsed(token: string): Iterator | undefined {
  try {
    const value = JSON.parse(Buffer.from(token, 'base64').toString()) as Partial<Iterator>;
    return typeof value.arn === 'string' && typeof value.from === 'string' ? (value as Iterator) : undefined;
  } catch {
    return undefined;
  }
}

export function iteratorFor(streams: Streams, stream: StreamRecord, input: GetShardIteratorCommandInput): Iterator {
  const shard = streams.shardsOf(stream).find(({ id }) => id === input.ShardId);
  if (shard === undefined)
    throw notFound(`Shard ${input.ShardId} in stream ${stream.name} under account ${stream.accountId} does not exist`);
  const from = String(positionOf(streams, stream, shard, input));
  return { arn: stream.arn, streamId: stream.id, shardId: shard.id, from, issuedAt: streams.deps.clock.now() };
}

function positionOf(
  streams: Streams,
  stream: StreamRecord,
  shard: ShardRecord,
  { ShardIteratorType: type, StartingSequenceNumber: sequence, Timestamp }: GetShardIteratorCommandInput,
): bigint {
  const latest = streams.lastSequence(stream) + 1n;
  switch (type) {
    case 'TRIM_HORIZON':
      return BigInt(shard.startingSequence);
    case 'LATEST':
      return latest;
    case 'AT_TIMESTAMP': {
      if (Timestamp === undefined)
        throw invalidArgument('Must specify timestamp parameter for iterator of type AT_TIMESTAMP.');
      if (Timestamp.getTime() > streams.deps.clock.now())
        throw invalidArgument('The timestampInMillis parameter cannot be greater than the currentTimestampInMillis.');
      const first = streams.records.of(stream.id, shard.id).find(({ arrivedAt }) => arrivedAt >= Timestamp.getTime());
      return first === undefined ? latest : BigInt(first.sequence);
    }
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      return checkedSequence(stream, shard, type, sequence) + (type === 'AT_SEQUENCE_NUMBER' ? 0n : 1n);
    default:
      throw validation(
        `1 validation error detected: Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
      );
  }
}

function checkedSequence(stream: StreamRecord, shard: ShardRecord, type: string, sequence: string | undefined): bigint {
  if (sequence === undefined)
    throw invalidArgument(`Must specify startingSequenceNumber for iterator of type ${type}.`);
  const isNumber = /^(0|[1-9]\d{0,128})$/.test(sequence);
  const [first, last] = [BigInt(shard.startingSequence), shard.endingSequence];
  if (isNumber && BigInt(sequence) >= first && (last === undefined || BigInt(sequence) <= BigInt(last)))
    return BigInt(sequence);
  throw invalidArgument(
    `StartingSequenceNumber ${sequence} used in GetShardIterator on shard ${shard.id} in stream ${stream.name} under account ${stream.accountId} is invalid because it did not come from this stream.`,
  );
}
