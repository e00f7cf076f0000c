import type {
  CreateStreamCommandInput,
  DecreaseStreamRetentionPeriodCommandInput,
  DescribeStreamCommandInput,
  IncreaseStreamRetentionPeriodCommandInput,
  ListStreamsCommandInput,
  StartStreamEncryptionCommandInput,
  StopStreamEncryptionCommandInput,
  UpdateMaxRecordSizeCommandInput,
  UpdateStreamModeCommandInput,
} from '@aws-sdk/client-kinesis';
import { type Operation, ServiceError } from '../../service';
import type { Kms } from '../kms';
import { checkKeyUse } from '../service-rights';
import { checkRange, invalidArgument, limitExceeded, validation } from './errors';
import { describedShard } from './list-shards';
import { firstShards, openShards } from './reshard';
import type { StreamRecord, StreamReference, Streams } from './streams';
import { tagged } from './tags';

const STREAM_NAME = /^[a-zA-Z0-9_.-]{1,128}$/;
/** Of an account in a Region. */
const MAX_ON_DEMAND_STREAMS = 50;
const MAX_OPEN_SHARDS = 500;
/** What an on-demand stream begins with: 4 MB/s. */
const ON_DEMAND_SHARDS = 4;
const DAY_HOURS = 24;
const MAX_RETENTION_HOURS = 8760;
const RECORD_KIB = { usual: 1024, most: 10_240 };
const SHARD_PAGE = { usual: 100, most: 10_000 };
const STREAM_PAGE = { usual: 100, most: 10_000 };

export function streamOperations(streams: Streams, cipher: Kms['cipher']): Readonly<Record<string, Operation>> {
  const active = (input: StreamReference, accountId: string) => streams.active(input, accountId);
  const update = async (stream: StreamRecord, change: Partial<StreamRecord>): Promise<object> => {
    await streams.enter('UPDATING', { ...stream, ...change });
    return {};
  };
  return {
    CreateStream: async (input: CreateStreamCommandInput, { accountId }) => {
      await create(streams, input, accountId);
      return {};
    },
    DeleteStream: async (input: StreamReference, { accountId }) => {
      const stream = streams.find(input, accountId);
      if (streams.statusOf(stream) !== 'DELETING') await streams.enter('DELETING', stream);
      return {};
    },
    DescribeStream: async (input: DescribeStreamCommandInput, { accountId }) => {
      checkRange('limit', input.Limit, 1, SHARD_PAGE.most);
      const stream = streams.find(input, accountId);
      const { Limit = SHARD_PAGE.usual, ExclusiveStartShardId: after = '' } = input;
      const left = streams.shardsOf(stream).filter(({ id }) => id > after);
      const Shards = left.slice(0, Limit).map(describedShard);
      const StreamDescription = { ...described(streams, stream), Shards, HasMoreShards: left.length > Limit };
      return { StreamDescription };
    },
    DescribeStreamSummary: async (input: StreamReference, { accountId }) => {
      const stream = streams.find(input, accountId);
      const about = { OpenShardCount: openShards(stream).length, ConsumerCount: 0 };
      const { maxRecordKiB: MaxRecordSizeInKiB } = stream;
      return { StreamDescriptionSummary: { ...described(streams, stream), ...about, MaxRecordSizeInKiB } };
    },
    ListStreams: async (input: ListStreamsCommandInput, { accountId }) => {
      checkRange('limit', input.Limit, 1, STREAM_PAGE.most);
      const { Limit = STREAM_PAGE.usual } = input;
      const after = input.ExclusiveStartStreamName ?? nameOfToken(input.NextToken);
      const own = streams.all().filter((each) => each.accountId === accountId && each.name > after);
      const page = own.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, Limit);
      const HasMoreStreams = own.length > page.length;
      return {
        StreamNames: page.map(({ name }) => name),
        StreamSummaries: page.map((each) => described(streams, each)),
        HasMoreStreams,
        NextToken: HasMoreStreams ? Buffer.from(page.at(-1)!.name).toString('base64') : undefined,
      };
    },
    UpdateStreamMode: async ({ StreamARN, StreamModeDetails }: UpdateStreamModeCommandInput, { accountId }) =>
      update(active({ StreamARN }, accountId), { mode: StreamModeDetails?.StreamMode }),
    UpdateMaxRecordSize: async (input: UpdateMaxRecordSizeCommandInput, { accountId }) => {
      checkRange('maxRecordSizeInKiB', input.MaxRecordSizeInKiB, RECORD_KIB.usual, RECORD_KIB.most);
      return update(active(input, accountId), { maxRecordKiB: input.MaxRecordSizeInKiB });
    },
    IncreaseStreamRetentionPeriod: async (input: IncreaseStreamRetentionPeriodCommandInput, { accountId }) => {
      const stream = active(input, accountId);
      return update(stream, retention(stream, input.RetentionPeriodHours ?? 0, 'increase'));
    },
    DecreaseStreamRetentionPeriod: async (input: DecreaseStreamRetentionPeriodCommandInput, { accountId }) => {
      const stream = active(input, accountId);
      return update(stream, retention(stream, input.RetentionPeriodHours ?? 0, 'decrease'));
    },
    StartStreamEncryption: async (input: StartStreamEncryptionCommandInput, { accountId }) => {
      active(input, accountId);
      const { KeyId = '' } = input;
      await checkKeyUse(cipher, KeyId, undefined, (problem) => `KMS${problem}Exception`);
      // it may have been resharded or tagged meanwhile
      return update(active(input, accountId), { keyId: KeyId });
    },
    StopStreamEncryption: async (input: StopStreamEncryptionCommandInput, { accountId }) =>
      update(active(input, accountId), { keyId: undefined }),
    DescribeLimits: async (_input: object, { accountId }) => {
      const { open, onDemand } = inUseOf(streams, accountId);
      const limits = { ShardLimit: MAX_OPEN_SHARDS, OnDemandStreamCountLimit: MAX_ON_DEMAND_STREAMS };
      return { ...limits, OpenShardCount: open, OnDemandStreamCount: onDemand };
    },
  };
}

async function create(streams: Streams, input: CreateStreamCommandInput, accountId: string): Promise<void> {
  const { StreamName: name = '', ShardCount, StreamModeDetails, MaxRecordSizeInKiB } = input;
  if (!STREAM_NAME.test(name))
    throw validation(
      `1 validation error detected: Value '${name}' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
    );
  checkRange('maxRecordSizeInKiB', MaxRecordSizeInKiB, RECORD_KIB.usual, RECORD_KIB.most);
  if (input.RecordDistributionStrategy === 'AUTO' || input.WarmThroughputMiBps !== undefined)
    throw invalidArgument('RecordDistributionStrategy AUTO and WarmThroughputMiBps are not served locally.');
  const mode = StreamModeDetails?.StreamMode ?? 'PROVISIONED';
  const count = checkedCount(mode, ShardCount);
  const arn = streams.arnOf(accountId, name);
  if (streams.present(arn) !== undefined)
    throw new ServiceError('ResourceInUseException', `Stream ${name} under account ${accountId} already exists.`);
  const tags = tagged({ name, accountId }, input.Tags);
  const { open, onDemand } = inUseOf(streams, accountId);
  if (mode === 'PROVISIONED' && open + count > MAX_OPEN_SHARDS)
    throw limitExceeded(
      `This request would exceed the shard limit for the account ${accountId} in ${streams.deps.region}. Current shard count for the account: ${open}. Limit: ${MAX_OPEN_SHARDS}. Number of additional shards that would have resulted from this request: ${count}.`,
    );
  if (mode === 'ON_DEMAND' && onDemand >= MAX_ON_DEMAND_STREAMS)
    throw limitExceeded(`The account ${accountId} has ${onDemand} on-demand streams. Limit: ${MAX_ON_DEMAND_STREAMS}.`);
  const settings = { mode, retentionHours: DAY_HOURS, maxRecordKiB: MaxRecordSizeInKiB ?? RECORD_KIB.usual };
  // numbers begin by time: a stream of the same name that was there before has given out smaller ones
  const shards = firstShards(count, (index) => streams.nextSequence({ id: '' } as StreamRecord, index));
  await streams.create({ arn, name, accountId, ...settings, tags, shards });
}

function checkedCount(mode: 'PROVISIONED' | 'ON_DEMAND', count: number | undefined): number {
  if (mode === 'ON_DEMAND') {
    if (count === undefined) return ON_DEMAND_SHARDS;
    throw validation('ShardCount must not be provided for On-Demand streams.');
  }
  if (count === undefined) throw validation('ShardCount must be provided for streams in PROVISIONED mode.');
  checkRange('shardCount', count, 1, Number.MAX_SAFE_INTEGER);
  return count;
}

function inUseOf(streams: Streams, accountId: string): { readonly open: number; readonly onDemand: number } {
  const own = streams.all().filter((each) => each.accountId === accountId);
  const provisioned = own.filter(({ mode }) => mode === 'PROVISIONED');
  return {
    open: provisioned.reduce((sum, each) => sum + openShards(each).length, 0),
    onDemand: own.length - provisioned.length,
  };
}

function retention({ retentionHours: now }: StreamRecord, hours: number, way: 'increase' | 'decrease') {
  const isOutside = hours < DAY_HOURS || hours > MAX_RETENTION_HOURS;
  if (isOutside || (way === 'increase' ? hours < now : hours > now))
    throw invalidArgument(
      `Requested retention period (${hours} hours) for the ${way} must be between ${DAY_HOURS} and ${MAX_RETENTION_HOURS} hours, and not on the other side of the present one (${now} hours).`,
    );
  return { retentionHours: hours };
}

const nameOfToken = (token = ''): string => Buffer.from(token, 'base64').toString();

const described = (streams: Streams, stream: StreamRecord): object => ({
  StreamName: stream.name,
  StreamARN: stream.arn,
  StreamStatus: streams.statusOf(stream),
  StreamModeDetails: { StreamMode: stream.mode },
  RetentionPeriodHours: stream.retentionHours,
  StreamCreationTimestamp: new Date(stream.createdAt),
  EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
  ...(stream.keyId === undefined ? { EncryptionType: 'NONE' } : { EncryptionType: 'KMS', KeyId: stream.keyId }),
});
