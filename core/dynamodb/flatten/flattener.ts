import { changeMicros } from '../change-time';
import { ROW_SOURCES } from '../row';
import { ChangeRecord } from './change-record';
import { Columns } from './columns';
import { UnreadableRecordError } from './errors';
import { parsedAgain } from './parsed-again';
import { type RowFacts, RowWriter } from './row-writer';

export interface FlattenOptions {
  /** Rows also have the attributes before the change. */
  readonly oldImage: boolean;
  /** Of the lake's partitions: no attribute gets a column of this name. */
  readonly partitionKey: string;
}

export interface FlatRow {
  /** Of the next row too: read it before. */
  readonly bytes: Buffer;
  readonly length: number;
  /** Microseconds since 1970 of the change. */
  readonly micros: number;
}

/**
 * Makes rows of changes as DynamoDB writes them to Kinesis. One pass over the bytes, members and attributes in any
 * order; what the pass refuses is read again by a parser before it is called unreadable.
 */
export class Flattener {
  private readonly columns: Columns;
  private readonly record: ChangeRecord;
  private readonly row = new RowWriter(1 << 16, ROW_SOURCES.stream);

  constructor({ oldImage, partitionKey }: FlattenOptions) {
    this.columns = new Columns(partitionKey);
    this.record = new ChangeRecord(this.columns, oldImage);
  }

  /** Before each batch. */
  beginBatch(): void {
    this.columns.putInOrder();
  }

  /**
   * The row of one record. The bytes are UTF-8, and the one at `end` is 0. `sequence` is Kinesis's. Throws
   * `UnreadableRecordError`.
   */
  flatten(bytes: Buffer, start: number, end: number, sequence: string | undefined): FlatRow {
    try {
      return this.scan(bytes, start, end, sequence);
    } catch (error) {
      const parsed = parsedAgain(bytes, start, end);
      if (parsed === undefined) throw error;
      return this.scan(parsed, 0, parsed.length - 1, sequence);
    }
  }

  private scan(bytes: Buffer, start: number, end: number, sequence: string | undefined): FlatRow {
    const record = this.record;
    const row = this.row;
    record.read(bytes, start, end);
    const facts = factsOf(record, bytes, sequence);
    row.envelope(facts);
    row.keys(record.keys);
    if (facts.event !== REMOVE) row.image(record.newImage);
    if (record.oldImageToo) row.oldImage(record.oldImage);
    row.end();
    return { bytes: row.bytes, length: row.at, micros: facts.micros };
  }
}

const INSERT = '"INSERT"';
const MODIFY = '"MODIFY"';
const REMOVE = '"REMOVE"';

function factsOf(record: ChangeRecord, bytes: Buffer, sequence: string | undefined): RowFacts {
  const { table, eventId, keys, time, precision } = record;
  if (table.end === 0) throw new UnreadableRecordError('tableName is missing: the record is no change of an item');
  const event = eventOf(record, bytes);
  if (keys.size === 0) throw new UnreadableRecordError('dynamodb.Keys is missing');
  if (event !== REMOVE && !record.hasNewImage) throw new UnreadableRecordError('dynamodb.NewImage is missing');
  const micros = changeMicros(time, precision);
  const isTtl = event === REMOVE && isTimeToLive(record, bytes);
  return { bytes, table, eventId, event, micros, sequence, isTtl };
}

/** The name with its quotes. */
function eventOf({ event }: ChangeRecord, bytes: Buffer): string {
  for (const each of [INSERT, MODIFY, REMOVE]) if (isAt(bytes, event.start, event.end, each)) return each;
  throw new UnreadableRecordError('eventName is none of INSERT, MODIFY and REMOVE');
}

function isAt(bytes: Buffer, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  let index = 0;
  while (index < text.length && bytes[start + index] === text.charCodeAt(index)) index++;
  return index === text.length;
}

/** DynamoDB deletes in the name of its service (Developer Guide, "DynamoDB Streams and Time to Live"). */
function isTimeToLive({ userIdentity: { start, end } }: ChangeRecord, bytes: Buffer): boolean {
  if (end === 0) return false;
  const identity = JSON.parse(bytes.toString('utf8', start, end)) as Partial<Record<string, unknown>> | null;
  const { type, principalId } = identity ?? {};
  return type === 'Service' && typeof principalId === 'string' && principalId.startsWith('dynamodb.amazonaws.com');
}
