import type { AttributeList } from './attribute-list';
import { closeAttribute, openAttribute, TYPE } from './attribute-type';
import type { ByteWriter } from './byte-writer';
import type { Path } from './columns';
import { BYTE, type JsonCursor, WORD } from './json-cursor';
import { boolOf, MAX_LEVELS, nullOf, writeText } from './json-text';

/** Values that every row writes alike. */
const VALUE = { true: Buffer.from('"true"'), false: Buffer.from('"false"'), emptyMap: Buffer.from('"{}"') } as const;

/** Adds the leaves of `{"name":{"S":"x"},…}`, a map's by their path. What becomes text is written to `texts`. */
export function scanAttributes(
  cursor: JsonCursor,
  parent: Path,
  list: AttributeList,
  texts: ByteWriter,
  depth = 0,
): boolean {
  if (depth > MAX_LEVELS) cursor.fail(`An attribute nests deeper than ${MAX_LEVELS} levels`);
  if (!cursor.opens(BYTE.openMap, BYTE.closeMap)) return false;
  do {
    const start = cursor.string();
    const path = parent.member(cursor.bytes, start, cursor.at);
    cursor.expect(BYTE.colon);
    scanAttribute(cursor, path, list, texts, depth);
  } while (cursor.continues(BYTE.closeMap));
  return true;
}

function scanAttribute(cursor: JsonCursor, path: Path, list: AttributeList, texts: ByteWriter, depth: number): void {
  const type = openAttribute(cursor);
  if (type === TYPE.string || type === TYPE.number || type === TYPE.binary) {
    const start = cursor.string();
    list.add(path.column, type, cursor.bytes, start, cursor.at);
  } else if (type === TYPE.map) {
    const hasMembers = scanAttributes(cursor, path, list, texts, depth + 1);
    if (!hasMembers) addWhole(list, path, type, VALUE.emptyMap);
  } else if (type === TYPE.null) addWhole(list, path, type, nullOf(cursor));
  else if (type === TYPE.bool) addWhole(list, path, type, boolOf(cursor) === WORD.true ? VALUE.true : VALUE.false);
  else {
    const start = texts.at;
    texts.byte(BYTE.quote);
    writeText(cursor, texts, type, depth + 1);
    texts.byte(BYTE.quote);
    list.add(path.column, type, texts.bytes, start, texts.at);
  }
  closeAttribute(cursor);
}

const addWhole = (list: AttributeList, { column }: Path, type: number, value: Uint8Array): void =>
  list.add(column, type, value, 0, value.length);
