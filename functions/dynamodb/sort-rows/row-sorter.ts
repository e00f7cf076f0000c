import { join } from 'node:path';
import { isCompressed, type LandingFile } from '../../../core/dynamodb/publishing/batches';
import { bucketOf } from '../../../core/dynamodb/publishing/bucket-of';
import { pieceName, piecesFolder } from '../../../core/dynamodb/publishing/buckets';
import { type LandingRow, readRow } from '../../../core/dynamodb/publishing/landing-row';
import type { PublishedTable } from '../../../core/dynamodb/publishing/published-table';
import { storeFile } from '../../shared/files/store-file';
import type { SortRowsInput, SortRowsResult } from '../payloads';
import { PublishedKeyMissingError } from '../publishing/errors';
import { makeRoom, withRows } from '../publishing/with-rows';
import type { SortRowsEffects } from './effects';
import { fetchAhead } from './fetch-ahead';
import { type PieceFile, PieceFiles } from './piece-files';
import { readLines } from './read-lines';
import { UnreadableLines } from './unreadable-lines';
import { writePiece } from './write-piece';

const MOST_BYTES = 1024 ** 3;
/** For DuckDB, beside the lines that wait for the disk. */
const MEBIBYTES = 128;

type Tally = { -readonly [Name in Exclude<keyof SortRowsResult, 'unreadable'>]: number };

/** One batch. */
export class RowSorter {
  readonly #tally: Tally = { pieces: 0, rows: 0, otherDates: 0, otherTables: 0 };
  readonly #files: PieceFiles;
  readonly #unreadable: UnreadableLines;
  readonly #tables: ReadonlyMap<string, PublishedTable>;
  /** Names of members that are columns. */
  readonly #known = new Set<string>();
  #part = 0;

  constructor(
    private readonly effects: SortRowsEffects,
    private readonly input: SortRowsInput,
    private readonly folder: string,
  ) {
    this.#files = new PieceFiles(folder);
    this.#unreadable = new UnreadableLines(effects);
    this.#tables = new Map(input.tables.map((table) => [table.table, table]));
  }

  async sort(): Promise<SortRowsResult> {
    const { s3, landingBucket, mostBytes = MOST_BYTES } = this.effects;
    for await (const { file, path } of fetchAhead(s3, landingBucket, this.input.files, this.folder)) {
      let line = 0;
      try {
        for await (const lines of readLines(path, isCompressed(file.key))) {
          for (const each of lines) this.#take(each, file, ++line);
          if (this.#files.bytes >= mostBytes) await this.#writePieces();
        }
      } catch (error) {
        if (!isDamaged(error)) throw error;
        this.#unreadable.add(file.key, line + 1, `what follows cannot be unpacked: ${error.code}`);
      }
    }
    await this.#writePieces();
    return { ...this.#tally, unreadable: this.#unreadable.report() };
  }

  #take(line: Buffer, { key, after = '' }: LandingFile, number: number): void {
    if (line.length === 0) return;
    const row = readRow(line, this.#known);
    if ('reason' in row) {
      this.#unreadable.add(key, number, row.reason);
      return;
    }
    const table = this.#tables.get(row.table);
    if (table === undefined) this.#tally.otherTables++;
    else if (row.date <= after || row.date > this.input.through) this.#tally.otherDates++;
    else {
      const bucket = bucketOf(keysOf(row, table, `line ${number} of ${key}`), this.input.buckets);
      this.#files.add(line, row.members, { table, date: row.date, bucket });
      this.#tally.rows++;
    }
  }

  async #writePieces(): Promise<void> {
    const pieces = this.#files.take();
    if (pieces.length === 0) return;
    const part = this.#part++;
    await withRows({ mebibytes: MEBIBYTES, spill: join(this.folder, 'spill') }, async (connection) => {
      for (const piece of pieces) {
        const path = join(this.folder, 'piece.parquet');
        await makeRoom(connection, MEBIBYTES, piece.names.size);
        await writePiece(connection, piece, path);
        await this.#store(piece, path, part);
        this.#files.remove(piece);
      }
    });
    this.#tally.pieces += pieces.length;
  }

  #store({ table, date, bucket }: PieceFile, path: string, part: number): Promise<number> {
    const { folder, batch, buckets } = this.input;
    const key = `${piecesFolder(folder, table.glueTable, date)}${pieceName({ bucket, buckets, batch, part })}`;
    return storeFile(this.effects.s3, path, { bucket: this.effects.workBucket, key });
  }
}

const keysOf = ({ members }: LandingRow, { table, keys }: PublishedTable, place: string): string[] =>
  keys.map((column) => {
    const value = members[column];
    if (typeof value === 'string') return value;
    throw new PublishedKeyMissingError(table, column, place);
  });

/** zlib's own: the file is no gzip, or ends early. S3 gave every byte of it. */
const isDamaged = (error: unknown): error is { readonly code: string } =>
  /^Z_/.test(String((error as { code?: unknown }).code));
