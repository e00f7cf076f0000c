import {
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  type Kinesis,
  StartStreamEncryptionCommand,
  type StreamDescriptionSummary,
  UpdateShardCountCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import { CreateAliasCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import { unlessThere } from '../unless-there';
import type { ProducerResources } from './resources';

export interface ChangeStreamClients {
  readonly kinesis: Kinesis;
  readonly kms: KMSClient;
  readonly wait: (ms: number) => Promise<void>;
}

const POLL_MS = 1000;
const DAY_HOURS = 24;

/** The stream that a table's changes go into. One that stands is changed one step after another, as AWS demands. */
export async function deployChangeStream(
  { stream }: ProducerSettings,
  { streamName: StreamName, streamArn: StreamARN, keyArn: KeyId, keyAlias: AliasName }: ProducerResources,
  { kinesis, kms, wait }: ChangeStreamClients,
): Promise<void> {
  const { shards, retentionDays } = stream;
  const active = () => activeStream(StreamName, kinesis, wait);
  const mode = { StreamMode: shards === undefined ? ('ON_DEMAND' as const) : ('PROVISIONED' as const) };
  await unlessThere(kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId })));
  await unlessThere(kinesis.send(new CreateStreamCommand({ StreamName, StreamModeDetails: mode, ShardCount: shards })));
  const before = await active();
  if (before.StreamModeDetails?.StreamMode !== mode.StreamMode)
    await kinesis.send(new UpdateStreamModeCommand({ StreamARN, StreamModeDetails: mode }));
  const { OpenShardCount, RetentionPeriodHours = DAY_HOURS } = await active();
  if (shards !== undefined && shards !== OpenShardCount)
    await kinesis.send(
      new UpdateShardCountCommand({ StreamName, TargetShardCount: shards, ScalingType: 'UNIFORM_SCALING' }),
    );
  const hours = { StreamName, RetentionPeriodHours: retentionDays * DAY_HOURS };
  await active();
  if (hours.RetentionPeriodHours > RetentionPeriodHours)
    await kinesis.send(new IncreaseStreamRetentionPeriodCommand(hours));
  if (hours.RetentionPeriodHours < RetentionPeriodHours)
    await kinesis.send(new DecreaseStreamRetentionPeriodCommand(hours));
  if ((await active()).KeyId !== KeyId)
    await kinesis.send(new StartStreamEncryptionCommand({ StreamName, EncryptionType: 'KMS', KeyId }));
  await active();
}

async function activeStream(
  StreamName: string,
  kinesis: Kinesis,
  wait: ChangeStreamClients['wait'],
): Promise<StreamDescriptionSummary> {
  for (;;) {
    const { StreamDescriptionSummary: found } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    if (found?.StreamStatus === 'ACTIVE') return found;
    await wait(POLL_MS);
  }
}
