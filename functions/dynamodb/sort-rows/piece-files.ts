import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishedTable } from '../../../core/dynamodb/publishing/published-table';

/** Rows of one table, date and bucket, on disk as the lines that they came as. */
export interface PieceFile {
  readonly table: PublishedTable;
  readonly date: string;
  readonly bucket: number;
  readonly path: string;
  /** Members of the rows. */
  readonly names: Set<string>;
  rows: number;
  bytes: number;
}

interface Pending extends PieceFile {
  lines: Buffer[];
}

/** Held before any is written to disk. */
const PENDING_BYTES = 16 * 1024 ** 2;
const NEWLINE = Buffer.from('\n');

/** Divides lines into files. No file stays open, so that there may be thousands. */
export class PieceFiles {
  readonly #pieces = new Map<string, Pending>();
  #pending = 0;
  /** In all files. */
  bytes = 0;

  constructor(private readonly folder: string) {}

  add(line: Buffer, members: object, at: Pick<PieceFile, 'table' | 'date' | 'bucket'>): void {
    const piece = this.#pieceOf(at);
    for (const name in members) piece.names.add(name);
    piece.lines.push(line, NEWLINE);
    const bytes = line.length + 1;
    piece.rows++;
    piece.bytes += bytes;
    this.bytes += bytes;
    this.#pending += bytes;
    if (this.#pending >= PENDING_BYTES) this.#write();
  }

  /** All of them, in an order of their own. Takes what comes next into new ones. */
  take(): PieceFile[] {
    this.#write();
    const pieces = [...this.#pieces].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, piece]) => piece);
    this.#pieces.clear();
    this.bytes = 0;
    return pieces;
  }

  remove({ path }: PieceFile): void {
    rmSync(path);
  }

  #pieceOf({ table, date, bucket }: Pick<PieceFile, 'table' | 'date' | 'bucket'>): Pending {
    const id = `${table.glueTable} ${date} ${bucket}`;
    const known = this.#pieces.get(id);
    if (known !== undefined) return known;
    const path = join(this.folder, `${this.#pieces.size}.jsonl`);
    const piece = { table, date, bucket, path, names: new Set<string>(), lines: [], rows: 0, bytes: 0 };
    this.#pieces.set(id, piece);
    return piece;
  }

  #write(): void {
    for (const piece of this.#pieces.values()) {
      if (piece.lines.length === 0) continue;
      appendFileSync(piece.path, Buffer.concat(piece.lines));
      piece.lines = [];
    }
    this.#pending = 0;
  }
}
