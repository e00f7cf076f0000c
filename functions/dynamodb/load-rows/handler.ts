import { isUtf8 } from 'node:buffer';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { UnreadableRecordError } from '../../../core/dynamodb/flatten/errors';
import { ExportFlattener } from '../../../core/dynamodb/flatten/export-flattener';
import { ExportDamagedError, UnreadableExportLineError } from '../../../core/dynamodb/load/errors';
import { exportIdOf, fileName, receiptKey, rowsKey } from '../../../core/dynamodb/load/files';
import { LOAD_EVENT } from '../../../core/dynamodb/names';
import { LOAD_MARGIN_MS } from '../../../core/dynamodb/row';
import { catalogName } from '../../../core/names';
import type { Log } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import { LineTooLongError, lineBlocks } from '../load/line-blocks';
import { PART_BYTES, PartWriter } from '../load/part-writer';
import type { Load, LoadRowsInput, LoadRowsResult } from '../load/payloads';
import { DataFile } from './data-file';

/** After so long the next invocation goes on: Lambda stops one after fifteen minutes. */
const WORK_MS = 600_000;
const NEWLINE = 0x0a;

export interface LoadRowsEffects {
  readonly s3: Pick<S3Client, 'send'>;
  readonly exportsBucket: string;
  readonly landingBucket: string;
  readonly entry: string;
  readonly oldImage: boolean;
  readonly partitionKey: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  /** Of rows in one file, before they are compressed. @default PART_BYTES */
  readonly partBytes?: number;
}

/**
 * Makes rows of one data file of an export. Files of the landing bucket are cut by the content alone, so that a retry
 * writes the same ones, and an invocation whose time is over says at which line the next goes on.
 */
export function createHandler(effects: LoadRowsEffects) {
  const s3 = classifying(effects.s3);
  return async (input: LoadRowsInput): Promise<LoadRowsResult> => {
    const { load, file } = input;
    const data = new DataFile(s3, effects.exportsBucket, file);
    const etag = input.etag ?? (await data.verify());
    const loading = new Loading({ ...effects, s3 }, input);
    try {
      const isWhole = file.itemCount === 0 || (await loading.read(data.text(etag)));
      const { line, parts, bytes } = loading;
      if (!isWhole) return { outcome: 'MORE', line, parts, bytes, etag };
      if (line !== file.itemCount)
        throw new ExportDamagedError(file.dataFileS3Key, `has ${line} lines, and the manifest says ${file.itemCount}`);
      const loaded = { file: fileName(file.dataFileS3Key), items: line, parts, bytes };
      const Key = receiptKey(exportIdOf(load.exportArn), loaded);
      await s3.send(new PutObjectCommand({ Bucket: effects.exportsBucket, Key, Body: '', ContentLength: 0 }));
      effects.log.info('file loaded', { event: LOAD_EVENT.fileLoaded, ...loaded });
      return { outcome: 'LOADED', line, parts, bytes, etag };
    } finally {
      loading.abandon();
    }
  };
}

class Loading {
  /** The next line to read. */
  line = 0;
  parts: number;
  bytes: number;
  private part: PartWriter | undefined;
  private readonly flattener: ExportFlattener;
  private readonly until: number;

  constructor(
    private readonly effects: LoadRowsEffects,
    private readonly input: LoadRowsInput,
  ) {
    const { parts, bytes, load } = input;
    this.parts = parts;
    this.bytes = bytes;
    this.until = effects.now() + WORK_MS;
    this.flattener = new ExportFlattener({ ...effects, ...load, version: versionOf(load) });
  }

  /** False when time was over before the file was. */
  async read(text: AsyncIterable<Buffer>): Promise<boolean> {
    try {
      for await (const block of lineBlocks(text)) {
        this.flattener.beginBatch();
        if (!(await this.readBlock(block))) return false;
      }
    } catch (error) {
      if (error instanceof LineTooLongError) throw this.unreadable('it is longer than 32 MiB');
      throw error;
    }
    await this.endPart();
    return true;
  }

  abandon(): void {
    this.part?.abandon();
  }

  private async readBlock(block: Buffer): Promise<boolean> {
    const isText = isUtf8(block);
    for (let start = 0; start < block.length; ) {
      const end = block.indexOf(NEWLINE, start);
      if (this.line >= this.input.line && end > start) {
        const isOver = await this.addRow(block, start, end, isText);
        if (isOver) return false;
      }
      if (end > start) this.line++;
      start = end + 1;
    }
    return true;
  }

  /** True when time is over: the row was not added. */
  private async addRow(block: Buffer, start: number, end: number, isText: boolean): Promise<boolean> {
    block[end] = 0;
    const row = this.flatten(block, start, end, isText);
    if (this.part !== undefined && this.part.bytes + row.length > (this.effects.partBytes ?? PART_BYTES)) {
      await this.endPart();
      if (this.effects.now() >= this.until) return true;
    }
    this.part ??= new PartWriter(this.line);
    if (!this.part.hasRoom(row.length)) await this.part.makeRoom(row.length);
    this.part.add(row.bytes, row.length);
    return false;
  }

  private flatten(block: Buffer, start: number, end: number, isText: boolean) {
    try {
      if (!isText && !isUtf8(block.subarray(start, end))) throw new UnreadableRecordError('it is no UTF-8');
      return this.flattener.flatten(block, start, end);
    } catch (error) {
      throw this.unreadable(error instanceof UnreadableRecordError ? error.message : (error as Error).name);
    }
  }

  private unreadable(why: string): UnreadableExportLineError {
    return new UnreadableExportLineError(this.input.file.dataFileS3Key, this.line + 1, why);
  }

  private async endPart(): Promise<void> {
    const { part } = this;
    if (part === undefined) return;
    this.part = undefined;
    const { load, file } = this.input;
    const Key = rowsKey({
      ...{ entry: this.effects.entry, glueTable: catalogName(load.table), date: dateOf(load) },
      ...{ exportId: exportIdOf(load.exportArn), file: fileName(file.dataFileS3Key), line: part.line },
    });
    const { landingBucket: Bucket } = this.effects;
    const ContentType = 'application/x-ndjson';
    await this.effects.s3.send(new PutObjectCommand({ Bucket, Key, Body: await part.end(), ContentType }));
    this.parts++;
    this.bytes += part.bytes;
  }
}

/** Microseconds; of an incremental export every line has its own. */
const versionOf = ({ chosen }: Load): number | undefined =>
  chosen.kind === 'full' ? (Date.parse(chosen.exportTime) - LOAD_MARGIN_MS) * 1000 : undefined;

const dateOf = ({ chosen }: Load): string => (chosen.kind === 'full' ? chosen.exportTime : chosen.to).slice(0, 10);
