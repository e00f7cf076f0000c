import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  ListTagsForStreamCommand,
  type PutRecordsRequestEntry,
  RemoveTagsFromStreamCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-kinesis';
import { LEFT_AT_TAG } from '../../core/dynamodb/deployed';
import { putAgain } from './put-again';

export interface CatchUp {
  readonly streamName: string;
  /** Milliseconds since 1970. @default an hour before the stack of the stream was deleted */
  readonly from?: number;
  /** Records that arrived later are Firehose's. */
  readonly to: number;
  readonly wait: (ms: number) => Promise<void>;
}

export interface CaughtUp {
  readonly stream: string;
  readonly from: string;
  readonly to: string;
  readonly records: number;
}

/** No deletion of a stack is noted on the stream, and no time was given. */
export class NothingLeftError extends Error {
  override readonly name = 'NothingLeftError';
  constructor(streamName: string) {
    super(
      `The stream ${streamName} has no tag '${LEFT_AT_TAG}': no stack of it was deleted, or it was caught up since. ` +
        'Give the time that nothing was delivered from: --from 2026-11-27T00:00:00Z.',
    );
  }
}

/**
 * What Firehose had read before the stack went may not have been delivered: it keeps a buffer of 15 minutes at most,
 * and the transform is tried for minutes. What is delivered twice does no harm.
 */
const MARGIN_MS = 3_600_000;

/** Five reads of a shard in a second are the limit of all its readers, of which Firehose is one. */
const PAUSE_MS = 500;

/** After a page of 10 MB Kinesis refuses reads of the shard for so long: 2 MB a second are for all readers. */
const REFUSED_MS = 5000;

/**
 * Writes what arrived in a stream while nobody read it into the stream once more, so that Firehose delivers it. Order
 * does not matter: a change has its time in itself.
 */
export async function catchUp(kinesis: KinesisClient, asked: CatchUp): Promise<CaughtUp> {
  const { streamName, to, wait } = asked;
  const from = asked.from ?? (await leftAt(kinesis, streamName)) - MARGIN_MS;
  let records = 0;
  for (const shard of await shardsOf(kinesis, streamName)) {
    for await (const page of recordsOf(kinesis, { streamName, shard, from, to, wait })) {
      records += page.length;
      await putAgain(kinesis, streamName, page.map(asEntry), wait);
    }
  }
  // asked for by times, part of what the tag stands for may be left
  if (asked.from === undefined) {
    await kinesis.send(new RemoveTagsFromStreamCommand({ StreamName: streamName, TagKeys: [LEFT_AT_TAG] }));
  }
  return { stream: streamName, from: new Date(from).toISOString(), to: new Date(to).toISOString(), records };
}

async function leftAt(kinesis: KinesisClient, streamName: string): Promise<number> {
  const { Tags = [] } = await kinesis.send(new ListTagsForStreamCommand({ StreamName: streamName, Limit: 50 }));
  const value = Tags.find(({ Key }) => Key === LEFT_AT_TAG)?.Value;
  if (value === undefined) throw new NothingLeftError(streamName);
  return Date.parse(value);
}

/** Closed ones too: Kinesis may have split them meanwhile. */
async function shardsOf(kinesis: KinesisClient, StreamName: string): Promise<string[]> {
  const shards: string[] = [];
  let NextToken: string | undefined;
  do {
    // a token stands for the stream as well
    const page = await kinesis.send(new ListShardsCommand(NextToken === undefined ? { StreamName } : { NextToken }));
    shards.push(...(page.Shards ?? []).map(({ ShardId }) => ShardId!));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return shards;
}

interface Reading extends Required<Omit<CatchUp, 'from'>> {
  readonly shard: string;
  readonly from: number;
}

async function* recordsOf(kinesis: KinesisClient, { streamName, shard, from, to, wait }: Reading) {
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName: streamName,
      ShardId: shard,
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: new Date(from),
    }),
  );
  let next = ShardIterator;
  while (next !== undefined) {
    const page = await kinesis.send(new GetRecordsCommand({ ShardIterator: next })).catch(undefinedIfRefused);
    if (page === undefined) {
      await wait(REFUSED_MS);
      continue;
    }
    const { Records = [], MillisBehindLatest = 0 } = page;
    const wanted = Records.filter((each) => arrivedAt(each) < to);
    if (wanted.length > 0) yield wanted;
    // records that were written again arrive later than `to`, so a shard comes to an end
    if (wanted.length < Records.length || MillisBehindLatest === 0) return;
    next = page.NextShardIterator;
    await wait(PAUSE_MS);
  }
}

/** The iterator stays good for five minutes, so this comes to an end. */
function undefinedIfRefused(error: Error): undefined {
  if (error.name !== 'ProvisionedThroughputExceededException') throw error;
}

const arrivedAt = ({ ApproximateArrivalTimestamp }: StreamRecord): number =>
  ApproximateArrivalTimestamp?.getTime() ?? 0;

const asEntry = ({ Data, PartitionKey }: StreamRecord): PutRecordsRequestEntry => ({ Data, PartitionKey });
