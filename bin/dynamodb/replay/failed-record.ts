import { createHash } from 'node:crypto';
import type { PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { UnreadableRecordError } from '../../../core/dynamodb/flatten/errors';
import { Flattener, type FlattenOptions } from '../../../core/dynamodb/flatten/flattener';
import { RecordBytes } from '../../../functions/dynamodb/flatten-items/record-bytes';

/** A line of Firehose's error output. Of its members these say what failed; others differ between its versions. */
interface FailedLine {
  /** Base64 of the record as it came from the stream. */
  readonly rawData?: unknown;
  readonly errorCode?: unknown;
}

/** What becomes of one line: it goes into the stream again, or stays with its reason. */
export type Judged =
  | { readonly record: PutRecordsRequestEntry; readonly errorCode: string }
  | { readonly reason: string; readonly errorCode?: string };

/**
 * Judges lines of Firehose's error output. A record that `flatten-items` still cannot read would fail again, and lie
 * below the error prefix a second time.
 */
export class FailedRecords {
  readonly #flattener: Flattener;
  readonly #bytes = new RecordBytes();

  constructor(options: FlattenOptions) {
    this.#flattener = new Flattener(options);
  }

  judge(line: string): Judged {
    const { rawData, errorCode: code } = parsed(line);
    const errorCode = typeof code === 'string' ? code : undefined;
    if (typeof rawData !== 'string') return { reason: 'The line is not of the error output of Firehose', errorCode };
    const reason = this.#flaw(rawData);
    if (reason !== undefined) return { reason, errorCode };
    const Data = Buffer.from(rawData, 'base64');
    return { record: { Data, PartitionKey: partitionKeyOf(Data) }, errorCode: errorCode ?? 'unknown' };
  }

  #flaw(data: string): string | undefined {
    const decoded = this.#bytes;
    decoded.decode([{ data }]);
    this.#flattener.beginBatch();
    try {
      if (!decoded.isText(0)) return 'The record is no UTF-8';
      this.#flattener.flatten(decoded.bytes, decoded.start(0), decoded.end(0), undefined);
      return undefined;
    } catch (error) {
      return error instanceof UnreadableRecordError
        ? error.message
        : `It cannot be flattened: ${(error as Error).name}`;
    }
  }
}

function parsed(line: string): FailedLine {
  try {
    return (JSON.parse(line) ?? {}) as FailedLine;
  } catch {
    return {};
  }
}

/** Of the table and key, as DynamoDB spreads changes: those of one item stay in one shard. Its formula is unknown. */
function partitionKeyOf(data: Buffer): string {
  const { tableName, dynamodb } = JSON.parse(data.toString()) as {
    readonly tableName: string;
    readonly dynamodb: { readonly Keys: Readonly<Record<string, unknown>> };
  };
  const keys = Object.entries(dynamodb.Keys).sort(([one], [other]) => (one < other ? -1 : 1));
  const hash = createHash('sha256')
    .update(JSON.stringify([tableName, keys]))
    .digest('hex');
  return hash.slice(0, 32).toUpperCase();
}
