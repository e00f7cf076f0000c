import { isUtf8 } from 'node:buffer';

interface Encoded {
  /** Base64. */
  readonly data: string;
}

/** The bytes of a batch, one record behind the other, each with a 0 behind it. Used again for the next batch. */
export class RecordBytes {
  bytes = Buffer.alloc(1 << 20);
  /** Where each record begins, and one more: where the next would. */
  readonly starts: number[] = [];
  private isUtf8 = true;

  decode(records: readonly Encoded[]): void {
    const room = records.reduce((sum, { data }) => sum + (((data?.length ?? 0) * 3) >> 2) + 4, 0);
    if (room > this.bytes.length) this.bytes = Buffer.alloc(room);
    this.starts.length = 0;
    let at = 0;
    for (const { data } of records) {
      this.starts.push(at);
      if (typeof data === 'string') at += this.bytes.write(data, at, 'base64');
      this.bytes[at++] = 0;
    }
    this.starts.push(at);
    // one look at the whole batch is ten times as fast as one at each record
    this.isUtf8 = isUtf8(this.bytes.subarray(0, at));
  }

  start(record: number): number {
    return this.starts[record]!;
  }

  /** The position of the 0 behind it. */
  end(record: number): number {
    return this.starts[record + 1]! - 1;
  }

  /** A record of other bytes would make a line that readers refuse, and with it its file. */
  isText(record: number): boolean {
    return this.isUtf8 || isUtf8(this.bytes.subarray(this.start(record), this.end(record)));
  }
}
