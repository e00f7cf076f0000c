import type { Precision } from '../change-time';
import { AttributeList } from './attribute-list';
import { ByteWriter } from './byte-writer';
import type { Columns } from './columns';
import { BYTE, JsonCursor, WORD } from './json-cursor';
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

interface Member {
  readonly name: Buffer;
  readonly bit: number;
  readonly read: (record: ChangeRecord) => void;
}

/** Members in any order; those that are not named are passed over. */
function readMembers(record: ChangeRecord, members: readonly Member[]): void {
  const { cursor } = record;
  if (!cursor.opens(BYTE.openMap, BYTE.closeMap)) return;
  do {
    const start = cursor.string();
    const member = memberAt(cursor, start, members);
    // a name that is spelled with escapes may be one of ours: a parser knows
    if (member === undefined && hasUnicodeEscape(cursor, start))
      cursor.fail('The record has a member spelled otherwise');
    cursor.expect(BYTE.colon);
    if (member === undefined) cursor.value();
    else {
      record.markSeen(member.bit);
      member.read(record);
    }
  } while (cursor.continues(BYTE.closeMap));
}

function memberAt({ bytes, at }: JsonCursor, start: number, members: readonly Member[]): Member | undefined {
  for (const member of members) {
    const { name } = member;
    if (name.length !== at - start) continue;
    let index = 0;
    while (index < name.length && name[index] === bytes[start + index]) index++;
    if (index === name.length) return member;
  }
  return undefined;
}

function hasUnicodeEscape({ bytes, at }: JsonCursor, start: number): boolean {
  for (let index = start; index < at; index++) {
    if (bytes[index] === BYTE.backslash && bytes[index + 1] === 0x75) return true;
  }
  return false;
}

let nextBit = 1;
function member(name: string, read: Member['read']): Member {
  const bit = nextBit;
  nextBit *= 2;
  return { name: Buffer.from(JSON.stringify(name)), bit, read };
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

/** For few bytes this is faster than a decoder. */
function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
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

const CHANGE: readonly Member[] = [
  member('ApproximateCreationDateTime', readTime),
  member('ApproximateCreationDateTimePrecision', readPrecision),
  member('Keys', (record) => record.readImage(record.keys)),
  member('NewImage', readNewImage),
  member('OldImage', readOldImage),
];

const RECORD: readonly Member[] = [
  member('dynamodb', (record) => readMembers(record, CHANGE)),
  member('eventID', text('eventId')),
  member('eventName', text('event')),
  member('tableName', text('table')),
  member('userIdentity', readUserIdentity),
];
