import { type KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';

/** PutRecords takes 500 records, and 5 MiB in Regions where it does not take more. */
const MAX_RECORDS = 500;
const MAX_BYTES = 5 * 1024 * 1024;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const MAX_TRIES = 20;

/** Kinesis refused the same records again and again. */
export class RecordsRefusedError extends Error {
  override readonly name = 'RecordsRefusedError';
  constructor(streamName: string, left: number, reason: string) {
    super(
      `The stream ${streamName} refused ${left} records ${MAX_TRIES} times: ${reason}. ` +
        'Give it more shards (dynamodb[].stream.shards), or wait, and start again: what is delivered twice does no harm.',
    );
  }
}

/** Writes records, the refused ones of a request again until all are taken. Kinesis throttles a part of a request. */
export async function putAgain(
  kinesis: KinesisClient,
  StreamName: string,
  records: readonly PutRecordsRequestEntry[],
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  for (const batch of batchesOf(records)) {
    let left = batch;
    for (let tries = 1; left.length > 0; tries++) {
      const { Records = [] } = await kinesis.send(new PutRecordsCommand({ StreamName, Records: left }));
      const reason = Records.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorMessage ?? '';
      left = left.filter((_, i) => Records[i]?.ErrorCode !== undefined);
      if (left.length === 0) break;
      if (tries === MAX_TRIES) throw new RecordsRefusedError(StreamName, left.length, reason);
      await wait(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)));
    }
  }
}

function batchesOf(records: readonly PutRecordsRequestEntry[]): PutRecordsRequestEntry[][] {
  const batches: PutRecordsRequestEntry[][] = [];
  let bytes = MAX_BYTES;
  for (const record of records) {
    const size = (record.Data?.length ?? 0) + (record.PartitionKey?.length ?? 0);
    const last = batches.at(-1);
    if (last === undefined || last.length === MAX_RECORDS || bytes + size > MAX_BYTES) {
      batches.push([record]);
      bytes = size;
    } else {
      last.push(record);
      bytes += size;
    }
  }
  return batches;
}
