import { UnreadableRecordError } from './errors';

export const BYTE = {
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  colon: 0x3a,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  openMap: 0x7b,
  closeMap: 0x7d,
} as const;

/** Deeper than DynamoDB nests (32 maps or lists, two levels of JSON each). */
const MAX_DEPTH = 100;

/**
 * Reads JSON from bytes, forward only, and accepts what `JSON.parse` accepts but half a surrogate pair: readers of a
 * row refuse it, and with it the whole file. The byte behind the text must be 0: it is allowed nowhere in JSON, so no
 * step has to look for the end.
 */
export class JsonCursor {
  bytes: Uint8Array = new Uint8Array(1);
  at = 0;
  private start = 0;

  begin(bytes: Uint8Array, start: number): void {
    this.bytes = bytes;
    this.at = start;
    this.start = start;
  }

  fail(what: string): never {
    throw new UnreadableRecordError(`${what} at byte ${this.at - this.start}`);
  }

  /** The next byte that is no white space. The cursor stands on it. */
  peek(): number {
    const { bytes } = this;
    let byte = bytes[this.at]!;
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++this.at]!;
    return byte;
  }

  expect(byte: number): void {
    if (this.peek() !== byte) this.fail(`The record has no '${String.fromCharCode(byte)}'`);
    this.at++;
  }

  /** Passes the opening byte. False if the map or list is empty, which is passed whole. */
  opens(open: number, close: number): boolean {
    this.expect(open);
    if (this.peek() !== close) return true;
    this.at++;
    return false;
  }

  /** Passes a comma, or the closing byte and returns false. */
  continues(close: number): boolean {
    const byte = this.peek();
    if (byte !== BYTE.comma && byte !== close) this.fail('The record has neither a comma nor an end');
    this.at++;
    return byte === BYTE.comma;
  }

  /** Passes a string, and returns where it began, at its quote. */
  string(): number {
    this.expect(BYTE.quote);
    const start = this.at - 1;
    this.finishString();
    return start;
  }

  /** Passes the rest of a string whose quote has been passed. */
  finishString(): void {
    const { bytes } = this;
    let { at } = this;
    for (;;) {
      const byte = bytes[at]!;
      // most letters are behind the backslash: one comparison is enough for them
      if (byte > BYTE.backslash) at++;
      else if (byte === BYTE.quote) break;
      else if (byte === BYTE.backslash || byte < 0x20) {
        this.at = at;
        at += this.escapeLength();
      } else at++;
    }
    this.at = at + 1;
  }

  private escapeLength(): number {
    const { bytes, at } = this;
    if (bytes[at] !== BYTE.backslash) this.fail('The record ends in a string, or has a control character in it,');
    const letter = bytes[at + 1]!;
    if (letter === 0x75) return this.unicodeLength(at);
    if (!ESCAPES.includes(letter)) this.fail('The record has a wrong escape');
    return 2;
  }

  /** `\u00e9`, or both halves of a character beyond the first plane. */
  private unicodeLength(at: number): number {
    const unit = this.codeUnit(at);
    if (unit < 0xd800 || unit > 0xdfff) return 6;
    const isPair = unit < 0xdc00 && (this.codeUnit(at + 6) & 0xfc00) === 0xdc00;
    if (!isPair) this.fail('The record has half a character');
    return 12;
  }

  private codeUnit(at: number): number {
    const { bytes } = this;
    if (bytes[at] !== BYTE.backslash || bytes[at + 1] !== 0x75) return 0;
    let unit = 0;
    for (let digit = at + 2; digit < at + 6; digit++) {
      const byte = bytes[digit]!;
      if (!isHex(byte)) this.fail('The record has a wrong escape');
      unit = unit * 16 + (isDigit(byte) ? byte - 0x30 : (byte | 0x20) - 0x57);
    }
    return unit;
  }

  literal(word: Uint8Array): void {
    for (let index = 0; index < word.length; index++) {
      if (this.bytes[this.at + index] !== word[index]) this.fail('The record has an unknown word');
    }
    this.at += word.length;
  }

  number(): void {
    const length = numberLength(this.bytes, this.at);
    if (length === 0) this.fail('The record has something that is no value');
    this.at += length;
  }

  /** Passes any value. */
  value(depth = 0): void {
    if (depth > MAX_DEPTH) this.fail(`The record nests deeper than ${MAX_DEPTH} levels`);
    const byte = this.peek();
    if (byte === BYTE.quote) this.string();
    else if (byte === BYTE.openMap) {
      if (!this.opens(BYTE.openMap, BYTE.closeMap)) return;
      do {
        this.string();
        this.expect(BYTE.colon);
        this.value(depth + 1);
      } while (this.continues(BYTE.closeMap));
    } else if (byte === BYTE.openList) {
      if (!this.opens(BYTE.openList, BYTE.closeList)) return;
      do this.value(depth + 1);
      while (this.continues(BYTE.closeList));
    } else if (byte === 0x74) this.literal(WORD.true);
    else if (byte === 0x66) this.literal(WORD.false);
    else if (byte === 0x6e) this.literal(WORD.null);
    else this.number();
  }
}

export const WORD = { true: Buffer.from('true'), false: Buffer.from('false'), null: Buffer.from('null') } as const;

const ESCAPES = Buffer.from('"\\/bfnrt');

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isHex = (byte: number): boolean => isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

/** Bytes of the JSON number that begins here, 0 if none does. */
export function numberLength(bytes: Uint8Array, start: number): number {
  let at = start;
  if (bytes[at] === BYTE.minus) at++;
  const digits = digitsFrom(bytes, at);
  if (digits === 0 || (digits > 1 && bytes[at] === 0x30)) return 0;
  at += digits;
  if (bytes[at] === 0x2e) {
    const decimals = digitsFrom(bytes, at + 1);
    if (decimals === 0) return 0;
    at += 1 + decimals;
  }
  if ((bytes[at]! | 0x20) === 0x65) {
    const sign = bytes[at + 1] === 0x2b || bytes[at + 1] === BYTE.minus ? 1 : 0;
    const exponent = digitsFrom(bytes, at + 1 + sign);
    if (exponent === 0) return 0;
    at += 1 + sign + exponent;
  }
  return at - start;
}

function digitsFrom(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(bytes[at]!)) at++;
  return at - start;
}
