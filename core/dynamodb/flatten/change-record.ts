import type { Precision } from '../change-time';
import { AttributeList } from './attribute-list';
import { ByteWriter } from './byte-writer';
import type { Columns } from './columns';
import { BYTE, JsonCursor, WORD } from './json-cursor';
import { latin1, type Member, memberOf, readMembers } from './members';
import { scanAttributes } from './scan-attributes';

/** Where a JSON string stands in the record, quotes included. Both are 0 if it was not there. */
interface Token {
  start: number;
  end: number;
}

/** One change as DynamoDB writes it to Kinesis, read once from beginning to end. Used again for the next record. */
export class ChangeRecord {
  readonly cursor = new JsonCursor();
  readonly table: Token = { start: 0, end: 0 };
  readonly eventId: Token = { start: 0, end: 0 };
  readonly event: Token = { start: 0, end: 0 };
  readonly userIdentity: Token = { start: 0, end: 0 };
  readonly keys = new AttributeList();
  readonly newImage = new AttributeList();
  readonly oldImage = new AttributeList();
  /** Whether the item has a state after the change: not one of an empty image. */
  hasNewImage = false;
  time = 0;
  precision: Precision;
  private readonly texts = new ByteWriter(1 << 16);
  private seen = 0;

  /** @param oldImage whether attributes before the change are read; otherwise they are passed over. */
  constructor(
    readonly columns: Columns,
    readonly oldImageToo: boolean,
  ) {}

  /** The byte at `end` must be 0. Throws `UnreadableRecordError`. */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.clear(end - start);
    const { cursor } = this;
    cursor.begin(bytes, start);
    readMembers(this, RECORD);
    cursor.peek();
    if (cursor.at !== end) cursor.fail('The record goes on behind its end');
  }

  readImage(list: AttributeList): void {
    scanAttributes(this.cursor, this.columns.root, list, this.texts);
  }

  /** DynamoDB writes each member once. With two, what the scanner took would not be what a parser takes. */
  markSeen(bit: number): void {
    if ((this.seen & bit) !== 0) this.cursor.fail('The record has a member twice');
    this.seen |= bit;
  }

  private clear(length: number): void {
    for (const token of [this.table, this.eventId, this.event, this.userIdentity]) token.start = token.end = 0;
    this.keys.size = this.newImage.size = this.oldImage.size = 0;
    this.hasNewImage = false;
    this.time = 0;
    this.precision = undefined;
    this.seen = 0;
    this.texts.at = 0;
    // every byte of a text may get a backslash
    this.texts.room(2 * length);
  }
}

/** Reads a string, or null, which counts as absent. */
const text =
  (which: 'table' | 'eventId' | 'event') =>
  ({ cursor, [which]: token }: ChangeRecord): void => {
    if (cursor.peek() === BYTE.quote) {
      token.start = cursor.string();
      token.end = cursor.at;
    } else cursor.literal(WORD.null);
  };

function readTime(record: ChangeRecord): void {
  const { cursor } = record;
  cursor.peek();
  const start = cursor.at;
  cursor.number();
  record.time = numberAt(cursor.bytes, start, cursor.at);
}

/** Digits alone are faster read here than from a text. */
function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return Number(latin1(bytes, start, end));
    number = number * 10 + digit;
  }
  return number;
}

function readPrecision(record: ChangeRecord): void {
  const { cursor } = record;
  const start = cursor.string();
  const name = latin1(cursor.bytes, start + 1, cursor.at - 1);
  if (name === 'MICROSECOND' || name === 'MILLISECOND') record.precision = name;
  else cursor.fail('The record has an unknown precision of time');
}

function readNewImage(record: ChangeRecord): void {
  record.hasNewImage = true;
  record.readImage(record.newImage);
}

function readOldImage(record: ChangeRecord): void {
  if (record.oldImageToo) record.readImage(record.oldImage);
  else record.cursor.value();
}

function readUserIdentity({ cursor, userIdentity }: ChangeRecord): void {
  cursor.peek();
  userIdentity.start = cursor.at;
  cursor.value();
  userIdentity.end = cursor.at;
}

const CHANGE: readonly Member<ChangeRecord>[] = [
  memberOf('ApproximateCreationDateTime', readTime),
  memberOf('ApproximateCreationDateTimePrecision', readPrecision),
  memberOf('Keys', (record) => record.readImage(record.keys)),
  memberOf('NewImage', readNewImage),
  memberOf('OldImage', readOldImage),
];

const RECORD: readonly Member<ChangeRecord>[] = [
  memberOf('dynamodb', (record) => readMembers(record, CHANGE)),
  memberOf('eventID', text('eventId')),
  memberOf('eventName', text('event')),
  memberOf('tableName', text('table')),
  memberOf('userIdentity', readUserIdentity),
];
