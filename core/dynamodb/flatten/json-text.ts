import { closeAttribute, openAttribute, TYPE } from './attribute-type';
import type { ByteWriter } from './byte-writer';
import { BYTE, type JsonCursor, numberLength, WORD } from './json-cursor';

/**
 * Writes a list, a set or what they hold as JSON inside a JSON string: quotes and backslashes get a backslash. Numbers
 * keep every digit, binary stays base64. The writer has room for twice what is read, which is enough.
 */
export function writeText(cursor: JsonCursor, out: ByteWriter, type: number, depth: number): void {
  if (depth > MAX_LEVELS) cursor.fail(`An attribute nests deeper than ${MAX_LEVELS} levels`);
  if (type === TYPE.string || type === TYPE.binary) writeString(cursor, out);
  else if (type === TYPE.number) writeNumber(cursor, out);
  else if (type === TYPE.map) writeMap(cursor, out, depth);
  else if (type === TYPE.list) writeList(cursor, out, () => writeMember(cursor, out, depth + 1));
  else if (type === (TYPE.number | TYPE.set)) writeList(cursor, out, () => writeNumber(cursor, out));
  else if (type >= TYPE.set) writeList(cursor, out, () => writeString(cursor, out));
  else out.all(type === TYPE.null ? nullOf(cursor) : boolOf(cursor));
}

/** DynamoDB's own limit is 32. */
export const MAX_LEVELS = 40;

function writeMember(cursor: JsonCursor, out: ByteWriter, depth: number): void {
  const type = openAttribute(cursor);
  writeText(cursor, out, type, depth);
  closeAttribute(cursor);
}

function writeList(cursor: JsonCursor, out: ByteWriter, writeOne: () => void): void {
  out.byte(BYTE.openList);
  if (cursor.opens(BYTE.openList, BYTE.closeList)) {
    for (let first = true; first || cursor.continues(BYTE.closeList); first = false) {
      if (!first) out.byte(BYTE.comma);
      writeOne();
    }
  }
  out.byte(BYTE.closeList);
}

function writeMap(cursor: JsonCursor, out: ByteWriter, depth: number): void {
  out.byte(BYTE.openMap);
  if (cursor.opens(BYTE.openMap, BYTE.closeMap)) {
    for (let first = true; first || cursor.continues(BYTE.closeMap); first = false) {
      if (!first) out.byte(BYTE.comma);
      writeString(cursor, out);
      cursor.expect(BYTE.colon);
      out.byte(BYTE.colon);
      writeMember(cursor, out, depth + 1);
    }
  }
  out.byte(BYTE.closeMap);
}

function writeString(cursor: JsonCursor, out: ByteWriter): void {
  const start = cursor.string();
  writeEscaped(out, cursor.bytes, start, cursor.at);
}

/** A number in a string becomes a JSON number; what JSON would not read as one stays a string. */
function writeNumber(cursor: JsonCursor, out: ByteWriter): void {
  const start = cursor.string();
  const { bytes, at } = cursor;
  const length = at - start - 2;
  if (length > 0 && numberLength(bytes, start + 1) === length) out.copy(bytes, start + 1, at - 1);
  else writeEscaped(out, bytes, start, at);
}

function writeEscaped(out: ByteWriter, bytes: Uint8Array, start: number, end: number): void {
  const to = out.bytes;
  let next = out.at;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    if (byte === BYTE.quote || byte === BYTE.backslash) to[next++] = BYTE.backslash;
    to[next++] = byte;
  }
  out.at = next;
}

/** Passes `true` or `false`. */
export function boolOf(cursor: JsonCursor): Uint8Array {
  const word = cursor.peek() === WORD.true[0] ? WORD.true : WORD.false;
  cursor.literal(word);
  return word;
}

/** Passes `true`: there is no other NULL. */
export function nullOf(cursor: JsonCursor): Uint8Array {
  cursor.peek();
  cursor.literal(WORD.true);
  return WORD.null;
}
