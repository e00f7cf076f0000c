import { ENVELOPE, type RowSource } from '../row';
import type { AttributeList } from './attribute-list';
import { ByteWriter } from './byte-writer';
import { UnreadableRecordError } from './errors';
import { WORD } from './json-cursor';

/** What the envelope of a row says; JSON strings stand in `bytes`, quotes included. */
export interface RowFacts {
  readonly bytes: Uint8Array;
  readonly table: Span;
  /** Empty: there is none. */
  readonly eventId: Span;
  readonly event: string;
  readonly micros: number;
  readonly sequence: string | undefined;
  readonly isTtl: boolean;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Writes a row of core/dynamodb/row.ts, member by member, and its newline. Used again for the next row. */
export class RowWriter extends ByteWriter {
  private row = 0;
  private readonly source: Uint8Array;

  constructor(size: number, source: RowSource) {
    super(size);
    this.source = Buffer.from(`,"${ENVELOPE.source.name}":"${source}","${ENVELOPE.ttl.name}":`);
  }

  envelope({ bytes, table, eventId, event, micros, sequence, isTtl }: RowFacts): void {
    this.at = 0;
    this.row++;
    this.all(OPENING.table);
    this.copy(bytes, table.start, table.end);
    this.all(OPENING.event);
    this.ascii(event);
    this.all(OPENING.version);
    this.ascii(String(micros));
    this.all(OPENING.sequence);
    if (sequence === undefined) this.all(WORD.null);
    else this.ascii(JSON.stringify(sequence));
    this.all(OPENING.eventId);
    if (eventId.end === 0) this.all(WORD.null);
    else this.copy(bytes, eventId.start, eventId.end);
    this.all(this.source);
    this.all(isTtl ? WORD.true : WORD.false);
  }

  /** Numbers get one spelling, so that one item has one key. */
  keys(list: AttributeList): void {
    for (let index = 0; index < list.size; index++) {
      list.columns[index]!.keyOfRow = this.row;
      list.makeCanonical(index);
    }
    this.attributes(list, false, -1);
  }

  /** All but the keys, after {@link keys}. */
  image(list: AttributeList): void {
    this.attributes(list, false, this.row);
  }

  oldImage(list: AttributeList): void {
    this.attributes(list, true, this.row);
  }

  end(): void {
    this.all(END);
  }

  private attributes(list: AttributeList, isOld: boolean, passedOver: number): void {
    const { columns, values, starts, ends } = list;
    let before: unknown;
    for (const position of list.inOrder()) {
      const column = columns[position]!;
      if (column === before) throw new UnreadableRecordError(`Two attributes have the column '${column.name}'`);
      before = column;
      if (column.keyOfRow === passedOver) continue;
      this.all(isOld ? column.oldOpening : column.opening);
      this.copy(values[position]!, starts[position]!, ends[position]!);
    }
  }
}

const OPENING = {
  table: Buffer.from(`{"${ENVELOPE.table.name}":`),
  event: Buffer.from(`,"${ENVELOPE.event.name}":`),
  version: Buffer.from(`,"${ENVELOPE.version.name}":`),
  sequence: Buffer.from(`,"${ENVELOPE.sequence.name}":`),
  eventId: Buffer.from(`,"${ENVELOPE.eventId.name}":`),
} as const;

const END = Buffer.from('}\n');
