/** Bytes that grow as they are written. */
export class ByteWriter {
  bytes: Buffer;
  at = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  /** Makes room for so many bytes more. `bytes` may be another buffer afterwards. */
  room(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.at + more, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  /** For what is known to have room. */
  byte(value: number): void {
    this.bytes[this.at++] = value;
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.room(end - start);
    const { bytes } = this;
    if (end - start > LONG_BYTES) bytes.set(from.subarray(start, end), this.at);
    else for (let index = start, to = this.at; index < end; index++, to++) bytes[to] = from[index]!;
    this.at += end - start;
  }

  all(from: Uint8Array): void {
    const { length } = from;
    this.room(length);
    const { bytes, at } = this;
    if (length > LONG_WHOLE_BYTES) bytes.set(from, at);
    else for (let index = 0; index < length; index++) bytes[at + index] = from[index]!;
    this.at = at + length;
  }

  ascii(text: string): void {
    this.room(text.length);
    const { bytes } = this;
    for (let index = 0, to = this.at; index < text.length; index++, to++) bytes[to] = text.charCodeAt(index);
    this.at += text.length;
  }
}

/** From here on the call that copies costs less than a loop; a part of an array is an object more. */
const LONG_BYTES = 128;
const LONG_WHOLE_BYTES = 32;
