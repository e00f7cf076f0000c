import { columnName } from '../column-name';
import { OLD_PREFIX } from '../row';

export interface Column {
  readonly name: string;
  /** What stands before its value in a row: a comma, the name and a colon. */
  readonly opening: Uint8Array;
  readonly oldOpening: Uint8Array;
  /** Position among the columns known, by name; -1 until they are put in order. */
  rank: number;
  /** The last row that has it as a key. */
  keyOfRow: number;
}

/** Names above which all are forgotten: maps whose keys are ids have no end of them. A path takes about 1 kB. */
const MAX_PATHS = 20_000;

/** The columns of all attributes met so far, found by the bytes of their names. */
export class Columns {
  root = new Path(this, []);
  private readonly byName = new Map<string, Column>();
  private ranked = 0;
  private paths = 0;

  constructor(private readonly partitionKey: string) {}

  /** Puts what is new in order. Once for a batch: a sort for each record that brings a name would take longer. */
  putInOrder(): void {
    if (this.paths > MAX_PATHS) this.forget();
    if (this.byName.size === this.ranked) return;
    const columns = [...this.byName.values()].sort(byName);
    for (const [rank, column] of columns.entries()) column.rank = rank;
    this.ranked = columns.length;
  }

  /** One object for each name, so that two attributes with one column are found. */
  at(names: readonly string[]): Column {
    const name = columnName(names, this.partitionKey);
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const opening = Buffer.from(`,"${name}":`);
    const column = { name, opening, oldOpening: Buffer.from(`,"${OLD_PREFIX}${name}":`), rank: -1, keyOfRow: -1 };
    this.byName.set(name, column);
    return column;
  }

  counted(path: Path): Path {
    this.paths++;
    return path;
  }

  private forget(): void {
    this.root = new Path(this, []);
    this.byName.clear();
    this.ranked = 0;
    this.paths = 0;
  }
}

export const byName = (one: Column, other: Column): number => (one.name < other.name ? -1 : 1);

/** An attribute, or a member of a map. Its members stand in a table with open addresses, at most half full. */
export class Path {
  private members: (Path | undefined)[] = new Array(FIRST_MEMBERS).fill(undefined);
  private size = 0;
  private itsColumn: Column | undefined;

  constructor(
    private readonly columns: Columns,
    private readonly names: readonly string[],
    private readonly token: Uint8Array = NO_BYTES,
    private readonly hash = 0,
  ) {}

  get column(): Column {
    this.itsColumn ??= this.columns.at(this.names);
    return this.itsColumn;
  }

  /** The member whose name is this JSON string, quotes included. */
  member(bytes: Uint8Array, start: number, end: number): Path {
    let hash = FNV_OFFSET;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, FNV_PRIME);
    const { members } = this;
    const mask = members.length - 1;
    let slot = hash & mask;
    for (let found = members[slot]; found !== undefined; found = members[slot]) {
      if (found.hash === hash && isSame(found.token, bytes, start, end)) return found;
      slot = (slot + 1) & mask;
    }
    return this.add(bytes.slice(start, end), hash);
  }

  private add(token: Uint8Array, hash: number): Path {
    const name = JSON.parse(Buffer.from(token).toString()) as string;
    const member = this.columns.counted(new Path(this.columns, [...this.names, name], token, hash));
    if (++this.size * 2 > this.members.length) {
      const all = this.members;
      this.members = new Array(all.length * 2).fill(undefined);
      for (const each of all) if (each !== undefined) this.place(each);
    }
    this.place(member);
    return member;
  }

  private place(member: Path): void {
    const mask = this.members.length - 1;
    let slot = member.hash & mask;
    while (this.members[slot] !== undefined) slot = (slot + 1) & mask;
    this.members[slot] = member;
  }
}

const NO_BYTES = new Uint8Array(0);
const FIRST_MEMBERS = 4;
const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

function isSame(token: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (token.length !== end - start) return false;
  for (let index = 0; index < token.length; index++) if (token[index] !== bytes[start + index]) return false;
  return true;
}
