import type { ListShardsCommandInput, ShardFilter } from '@aws-sdk/client-kinesis';
import { type Operation, ServiceError } from '../../service';
import { checkRange, invalidArgument } from './errors';
import { isOpen } from './reshard';
import type { ShardRecord, StreamRecord, Streams } from './streams';

const PAGE = { usual: 1000, most: 10_000 };
const TOKEN_LIFE_MS = 300_000;

interface Token {
  readonly arn: string;
  readonly after: string;
  readonly filter?: { readonly Type: ShardFilter['Type']; readonly ShardId?: string; readonly timestamp?: number };
  readonly issuedAt: number;
}

export const listShardsOperation = (streams: Streams): Readonly<Record<string, Operation>> => ({
  ListShards: async (input: ListShardsCommandInput, { accountId }) => {
    checkRange('maxResults', input.MaxResults, 1, PAGE.most);
    const now = streams.deps.clock.now();
    const { arn, after, filter } = input.NextToken === undefined ? first(input) : continued(input, now);
    const stream = streams.find(arn === undefined ? input : { StreamARN: arn }, accountId);
    const found = streams
      .shardsOf(stream)
      .filter((shard) => shard.id > after && matches(streams, stream, shard, filter));
    const page = found.slice(0, input.MaxResults ?? PAGE.usual);
    const token: Token = { arn: stream.arn, after: page.at(-1)?.id ?? '', filter, issuedAt: now };
    return {
      Shards: page.map(describedShard),
      NextToken: page.length < found.length ? Buffer.from(JSON.stringify(token)).toString('base64') : undefined,
    };
  },
});

function first({ ExclusiveStartShardId = '', ShardFilter }: ListShardsCommandInput): Omit<Token, 'arn' | 'issuedAt'> & {
  readonly arn?: undefined;
} {
  if (ShardFilter === undefined) return { after: ExclusiveStartShardId };
  const { Type, ShardId, Timestamp } = ShardFilter;
  if ((Type === 'AT_TIMESTAMP' || Type === 'FROM_TIMESTAMP') && Timestamp === undefined)
    throw invalidArgument(`A timestamp must be provided for a shard filter of type ${Type}.`);
  if (Type === 'AFTER_SHARD_ID' && ShardId === undefined)
    throw invalidArgument('A shard id must be provided for a shard filter of type AFTER_SHARD_ID.');
  return { after: ExclusiveStartShardId, filter: { Type, ShardId, timestamp: Timestamp?.getTime() } };
}

function continued(input: ListShardsCommandInput, now: number): Token {
  if (input.StreamName !== undefined || input.StreamARN !== undefined || input.ExclusiveStartShardId !== undefined)
    throw invalidArgument('NextToken and StreamName cannot be provided together.');
  const token = tokenIn(input.NextToken);
  if (token === undefined) throw invalidArgument('NextToken is invalid.');
  if (now - token.issuedAt > TOKEN_LIFE_MS)
    throw new ServiceError('ExpiredNextTokenException', 'The NextToken expired: it is valid for 300 seconds.');
  return token;
}

function tokenIn(text = ''): Token | undefined {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64').toString()) as Partial<Token>;
    return typeof token.arn === 'string' ? (token as Token) : undefined;
  } catch {
    return undefined;
  }
}

/** The stream of a token; undefined for a text that is none. */
export const streamOfListToken = (text: string | undefined): string | undefined => tokenIn(text)?.arn;

function matches(streams: Streams, stream: StreamRecord, shard: ShardRecord, filter: Token['filter']): boolean {
  const timestamp = filter?.timestamp ?? 0;
  const closedAt = shard.closedAt ?? Number.POSITIVE_INFINITY;
  switch (filter?.Type) {
    case 'AT_LATEST':
      return isOpen(shard);
    case 'AFTER_SHARD_ID':
      return shard.id > (filter.ShardId ?? '');
    case 'AT_TRIM_HORIZON':
      return wasOpenAt(stream, shard, streams.trimHorizon(stream));
    case 'AT_TIMESTAMP':
      return wasOpenAt(stream, shard, timestamp);
    case 'FROM_TIMESTAMP':
      return closedAt >= timestamp;
    default:
      return true;
  }
}

/** A shard without parents is there since the stream is. */
function wasOpenAt({ shards, createdAt }: StreamRecord, { parent, closedAt }: ShardRecord, time: number): boolean {
  const openedAt = shards.find(({ id }) => id === parent)?.closedAt ?? createdAt;
  return openedAt <= Math.max(time, createdAt) && (closedAt ?? Number.POSITIVE_INFINITY) > time;
}

export const describedShard = (shard: ShardRecord): object => ({
  ShardId: shard.id,
  ParentShardId: shard.parent,
  AdjacentParentShardId: shard.adjacentParent,
  HashKeyRange: { StartingHashKey: shard.startingHash, EndingHashKey: shard.endingHash },
  SequenceNumberRange: { StartingSequenceNumber: shard.startingSequence, EndingSequenceNumber: shard.endingSequence },
});
