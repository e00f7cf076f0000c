import { ROW_SOURCES } from '../row';
import { AttributeList } from './attribute-list';
import { type Column, Columns } from './columns';
import { UnreadableRecordError } from './errors';
import { ExportLine } from './export-line';
import type { FlattenOptions } from './flattener';
import { parsedAgain } from './parsed-again';
import { RowWriter } from './row-writer';

export interface ExportFlattenerOptions extends FlattenOptions {
  /** Name of the table. */
  readonly table: string;
  /** Names of its key attributes: a line of a full export does not tell them. */
  readonly keys: readonly string[];
  /**
   * Microseconds since 1970: the version of every row of a full export. @default the export is incremental, and each
   * line tells its own
   */
  readonly version?: number;
}

/** A row in `bytes`, newline included. Of the next row too: read it before. */
export interface ExportedRow {
  readonly bytes: Buffer;
  readonly length: number;
}

const LOAD = '"LOAD"';
const INSERT = '"INSERT"';
const MODIFY = '"MODIFY"';
const REMOVE = '"REMOVE"';
const NONE = { start: 0, end: 0 } as const;

/** Makes rows (row.ts) of the lines of an export, as `Flattener` does of changes: the same columns, every digit. */
export class ExportFlattener {
  private readonly columns: Columns;
  private readonly line: ExportLine;
  private readonly row: RowWriter;
  private readonly table: Buffer;
  private readonly itemKeys = new AttributeList();
  private keyColumns: readonly Column[] = [];

  constructor(private readonly options: ExportFlattenerOptions) {
    this.columns = new Columns(options.partitionKey);
    this.line = new ExportLine(this.columns, options.oldImage);
    const source = options.version === undefined ? ROW_SOURCES.incrementalExport : ROW_SOURCES.fullExport;
    this.row = new RowWriter(1 << 16, source);
    this.table = Buffer.from(JSON.stringify(options.table));
    this.beginBatch();
  }

  /** Before each few hundred lines. */
  beginBatch(): void {
    this.columns.putInOrder();
    this.keyColumns = this.options.keys.map((name) => this.columns.at([name]));
  }

  /** The row of one line. The bytes are UTF-8, and the one at `end` is 0. Throws `UnreadableRecordError`. */
  flatten(bytes: Buffer, start: number, end: number): ExportedRow {
    try {
      return this.scan(bytes, start, end);
    } catch (error) {
      const parsed = parsedAgain(bytes, start, end);
      if (parsed === undefined) throw error;
      return this.scan(parsed, 0, parsed.length - 1);
    }
  }

  private scan(bytes: Buffer, start: number, end: number): ExportedRow {
    const line = this.line;
    const row = this.row;
    line.read(bytes, start, end);
    if (this.options.version === undefined) this.netChange();
    else this.item(this.options.version);
    row.end();
    return { bytes: row.bytes, length: row.at };
  }

  private envelope(event: string, micros: number): void {
    const row = this.row;
    const table = this.table;
    const name = { start: 0, end: table.length };
    row.envelope({ bytes: table, table: name, eventId: NONE, event, micros, sequence: undefined, isTtl: false });
  }

  private item(version: number): void {
    const line = this.line;
    const row = this.row;
    if (!line.hasItem) throw new UnreadableRecordError('Item is missing: the line is none of a full export');
    const { item } = line;
    this.envelope(LOAD, version);
    row.keys(this.keysOf(item));
    row.image(item);
  }

  private keysOf(item: AttributeList): AttributeList {
    const keys = this.itemKeys;
    keys.size = 0;
    for (const [index, column] of this.keyColumns.entries()) {
      const at = item.columns.indexOf(column);
      if (at === -1 || at >= item.size)
        throw new UnreadableRecordError(`The item has no key attribute '${this.options.keys[index]}'`);
      keys.add(column, item.types[at]!, item.values[at]!, item.starts[at]!, item.ends[at]!);
    }
    return keys;
  }

  private netChange(): void {
    const line = this.line;
    const row = this.row;
    const { keys, micros, hasNewImage, hasOldImage } = line;
    if (keys.size === 0) throw new UnreadableRecordError('Keys are missing: the line is none of an incremental export');
    if (micros === 0) throw new UnreadableRecordError('Metadata.WriteTimestampMicros is missing');
    if (!hasNewImage && !hasOldImage) throw new UnreadableRecordError('NewImage and OldImage are missing');
    const event = hasNewImage ? (hasOldImage ? MODIFY : INSERT) : REMOVE;
    this.envelope(event, micros);
    row.keys(keys);
    if (hasNewImage) row.image(line.newImage);
    if (line.oldImageToo) row.oldImage(line.oldImage);
  }
}
