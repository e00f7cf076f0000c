import { AttributeList } from './attribute-list';
import { ByteWriter } from './byte-writer';
import type { Columns } from './columns';
import { BYTE, JsonCursor } from './json-cursor';
import { latin1, type Member, memberOf, readMembers } from './members';
import { scanAttributes } from './scan-attributes';

/** One line of an export, full or incremental, read once from beginning to end. Used again for the next line. */
export class ExportLine {
  readonly cursor = new JsonCursor();
  /** Of a full export. */
  readonly item = new AttributeList();
  readonly keys = new AttributeList();
  readonly newImage = new AttributeList();
  readonly oldImage = new AttributeList();
  hasItem = false;
  hasNewImage = false;
  hasOldImage = false;
  /** Microseconds since 1970 of the last write; 0 if the line does not tell. */
  micros = 0;
  private readonly texts = new ByteWriter(1 << 16);
  private seen = 0;

  /** @param oldImageToo whether attributes before the change are read; otherwise they are passed over. */
  constructor(
    readonly columns: Columns,
    readonly oldImageToo: boolean,
  ) {}

  /** The byte at `end` must be 0. Throws `UnreadableRecordError`. */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.item.size = this.keys.size = this.newImage.size = this.oldImage.size = 0;
    this.hasItem = this.hasNewImage = this.hasOldImage = false;
    this.micros = 0;
    this.seen = 0;
    this.texts.at = 0;
    // every byte of a text may get a backslash
    this.texts.room(2 * (end - start));
    const { cursor } = this;
    cursor.begin(bytes, start);
    readMembers(this, LINE);
    cursor.peek();
    if (cursor.at !== end) cursor.fail('The line goes on behind its end');
  }

  markSeen(bit: number): void {
    if ((this.seen & bit) !== 0) this.cursor.fail('The line has a member twice');
    this.seen |= bit;
  }

  image(list: AttributeList): void {
    scanAttributes(this.cursor, this.columns.root, list, this.texts);
  }
}

/** AWS has written `{"N":"1680109764000000"}`; a bare number or string is taken as well. */
function readMicros(line: ExportLine): void {
  const { cursor } = line;
  if (cursor.peek() === BYTE.openMap) {
    readMembers(line, NUMBER);
    return;
  }
  const isText = cursor.peek() === BYTE.quote;
  const start = cursor.at;
  if (isText) cursor.string();
  else cursor.number();
  const digits = latin1(cursor.bytes, isText ? start + 1 : start, isText ? cursor.at - 1 : cursor.at);
  const micros = /^\d+$/.test(digits) ? Number(digits) : 0;
  if (!Number.isSafeInteger(micros) || micros === 0) cursor.fail('WriteTimestampMicros is not a time since 1970');
  line.micros = micros;
}

const NUMBER: readonly Member<ExportLine>[] = [memberOf('N', readMicros)];
const METADATA: readonly Member<ExportLine>[] = [memberOf('WriteTimestampMicros', readMicros)];

const LINE: readonly Member<ExportLine>[] = [
  memberOf('Item', (line) => {
    line.hasItem = true;
    line.image(line.item);
  }),
  memberOf('Metadata', (line) => readMembers(line, METADATA)),
  memberOf('Keys', (line) => line.image(line.keys)),
  memberOf('NewImage', (line) => {
    line.hasNewImage = true;
    line.image(line.newImage);
  }),
  memberOf('OldImage', (line) => {
    line.hasOldImage = true;
    if (line.oldImageToo) line.image(line.oldImage);
    else line.cursor.value();
  }),
];
