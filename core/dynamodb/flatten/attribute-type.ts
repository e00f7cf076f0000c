import { BYTE, type JsonCursor } from './json-cursor';

/** DynamoDB's types, by the letters that tell them. A set has its letter and {@link TYPE.set}. */
export const TYPE = {
  string: 0x53,
  number: 0x4e,
  binary: 0x42,
  map: 0x4d,
  list: 0x4c,
  bool: 1,
  null: 2,
  set: 0x100,
} as const;

const BOOL = Buffer.from('"BOOL"');
const NULL = Buffer.from('"NULL"');

/** Passes `{"S":`, and returns which type it is. */
export function openAttribute(cursor: JsonCursor): number {
  cursor.expect(BYTE.openMap);
  if (cursor.peek() !== BYTE.quote) cursor.fail('An attribute has no type');
  const type = typeName(cursor);
  cursor.expect(BYTE.colon);
  return type;
}

function typeName(cursor: JsonCursor): number {
  const { bytes, at } = cursor;
  const letter = bytes[at + 1]!;
  if (bytes[at + 2] === BYTE.quote && (isOfSets(letter) || letter === TYPE.map || letter === TYPE.list)) {
    cursor.at = at + 3;
    return letter;
  }
  if (bytes[at + 2] === TYPE.string && bytes[at + 3] === BYTE.quote && isOfSets(letter)) {
    cursor.at = at + 4;
    return letter | TYPE.set;
  }
  if (letter === TYPE.binary) {
    cursor.literal(BOOL);
    return TYPE.bool;
  }
  if (letter !== TYPE.number) cursor.fail("An attribute has a type that is none of DynamoDB's");
  cursor.literal(NULL);
  return TYPE.null;
}

/** Passes the end of an attribute: one type, one value. */
export const closeAttribute = (cursor: JsonCursor): void => cursor.expect(BYTE.closeMap);

const isOfSets = (letter: number): boolean =>
  letter === TYPE.string || letter === TYPE.number || letter === TYPE.binary;
