import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  PutRecordCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import type { AwsClients } from '../clients';
import type { Record } from './record';

const StreamName = 'killed';
const ShardId = 'shardId-000000000000';
/** Time runs 600 times as fast: nothing may expire while the suite runs. */
const RetentionPeriodHours = 8760;

async function textsOf({ kinesis }: AwsClients): Promise<string[]> {
  const from = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
  let { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(from));
  const texts: string[] = [];
  for (;;) {
    const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    texts.push(...(answer.Records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString()));
    if (answer.MillisBehindLatest === 0) return texts;
    ShardIterator = answer.NextShardIterator;
  }
}

const record: Record = {
  service: 'kinesis',
  what: 'a record of a stream',
  async setUp({ kinesis }) {
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
    await waitUntilStreamExists({ client: kinesis, maxWaitTime: 60, minDelay: 1 }, { StreamName });
    await kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours }));
  },
  async make({ kinesis }, id) {
    await kinesis.send(new PutRecordCommand({ StreamName, Data: Buffer.from(id), PartitionKey: id }));
    return id;
  },
  async missing(aws, made) {
    const texts = await textsOf(aws);
    const once = new Set(texts);
    const repeated = texts.length === once.size ? [] : [`${texts.length - once.size} records came twice`];
    return [...made.filter((id) => !once.has(id)).map((id) => `${id}: not in the stream`), ...repeated];
  },
};

export const STREAM_RECORDS: readonly Record[] = [record];
