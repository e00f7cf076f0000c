import { TYPE } from './attribute-type';
import { canonicalNumber, isCanonicalNumber } from './canonical-number';
import { byName, type Column } from './columns';
import { latin1 } from './members';

/** Attributes of one image: each has a column, and the bytes of its value, ready for a row. */
export class AttributeList {
  size = 0;
  readonly columns: Column[] = [];
  readonly values: Uint8Array[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** Of {@link TYPE}. */
  readonly types: number[] = [];
  private readonly order: number[] = [];

  add(column: Column, type: number, value: Uint8Array, start: number, end: number): void {
    const { size } = this;
    this.columns[size] = column;
    this.values[size] = value;
    this.starts[size] = start;
    this.ends[size] = end;
    this.types[size] = type;
    this.size = size + 1;
  }

  /** Gives a number its one spelling. */
  makeCanonical(position: number): void {
    if (this.types[position] !== TYPE.number) return;
    const bytes = this.values[position]!;
    const [start, end] = [this.starts[position]! + 1, this.ends[position]! - 1];
    if (isCanonicalNumber(bytes, start, end)) return;
    const value = Buffer.from(`"${canonicalNumber(latin1(bytes, start, end))}"`, 'latin1');
    this.values[position] = value;
    this.starts[position] = 0;
    this.ends[position] = value.length;
  }

  /** Positions by the columns' names. Two that share a column are neighbours. The array is used again. */
  inOrder(): readonly number[] {
    const { columns, size } = this;
    const order = this.order;
    order.length = size;
    let isRanked = true;
    for (let index = 0; index < size; index++) {
      order[index] = index;
      if (columns[index]!.rank < 0) isRanked = false;
    }
    if (!isRanked) return order.sort((one, other) => byName(columns[one]!, columns[other]!));
    if (size > FEW) return order.sort((one, other) => columns[one]!.rank - columns[other]!.rank);
    for (let index = 1; index < size; index++) this.insert(index);
    return order;
  }

  /** DynamoDB writes attributes in the same order again and again: insertion then only compares. */
  private insert(index: number): void {
    const { columns } = this;
    const order = this.order;
    const position = order[index]!;
    const { rank } = columns[position]!;
    let at = index;
    for (; at > 0 && columns[order[at - 1]!]!.rank > rank; at--) order[at] = order[at - 1]!;
    order[at] = position;
  }
}

const FEW = 48;
