/** A record on its way from the source to a bucket. */
export interface SourceRecord {
  /** Unique in its delivery stream. */
  readonly id: string;
  /** Base64. */
  readonly data: string;
  readonly arrivedAt: number;
  /** Of a record that came from a Kinesis stream. */
  readonly kinesis?: { readonly shardId: string; readonly partitionKey: string; readonly sequence: string };
}

/** A record that is ready for the bucket, or failed. */
export type Outcome =
  | {
      readonly source: SourceRecord;
      readonly result: 'Ok';
      readonly data: Buffer;
      readonly partitionKeys?: PartitionKeys;
    }
  | { readonly source: SourceRecord; readonly result: 'Dropped' }
  | { readonly source: SourceRecord; readonly result: 'Failed'; readonly failure: Failure };

export type PartitionKeys = Readonly<Record<string, string>>;

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly endedAt: number;
  readonly functionArn?: string;
  /** @default 'processing-failed' */
  readonly errorType?: string;
}

/** Bytes, as Firehose counts them against its buffers. */
export const bytesOf = ({ data }: SourceRecord): number => (data.length / 4) * 3;

/** When the first of them came; Infinity without any. They are more than Math.min takes arguments: 120,000. */
export const earliest = (records: readonly SourceRecord[]): number =>
  records.reduce((first, { arrivedAt }) => Math.min(first, arrivedAt), Number.POSITIVE_INFINITY);

/** One line of the error output, as it was captured on AWS. A replay puts `rawData` again. */
export const errorLine = ({ data, arrivedAt }: SourceRecord, failure: Failure): string =>
  `${JSON.stringify({
    rawData: data,
    errorCode: failure.code,
    errorMessage: failure.message,
    attemptsMade: failure.attempts,
    arrivalTimestamp: arrivedAt,
    attemptEndingTimestamp: failure.endedAt,
    ...(failure.functionArn === undefined ? {} : { lambdaARN: failure.functionArn }),
  })}\n`;
