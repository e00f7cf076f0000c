import { BYTE, type JsonCursor } from './json-cursor';

/** What reads the members of a JSON object one by one. */
export interface MemberReader {
  readonly cursor: JsonCursor;
  /** DynamoDB writes each member once. With two, what the scanner took would not be what a parser takes. */
  markSeen(bit: number): void;
}

export interface Member<Reader> {
  readonly name: Buffer;
  readonly bit: number;
  readonly read: (reader: Reader) => void;
}

/** Members in any order; those that are not named are passed over. */
export function readMembers<Reader extends MemberReader>(reader: Reader, members: readonly Member<Reader>[]): void {
  const { cursor } = reader;
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
      reader.markSeen(member.bit);
      member.read(reader);
    }
  } while (cursor.continues(BYTE.closeMap));
}

function memberAt<Reader>(
  { bytes, at }: JsonCursor,
  start: number,
  members: readonly Member<Reader>[],
): Member<Reader> | undefined {
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
export function memberOf<Reader>(name: string, read: Member<Reader>['read']): Member<Reader> {
  const bit = nextBit;
  nextBit *= 2;
  return { name: Buffer.from(JSON.stringify(name)), bit, read };
}

/** For few bytes this is faster than a decoder. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
