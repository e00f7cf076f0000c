import type { KinesisClient, PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import type { S3Client } from '@aws-sdk/client-s3';
import type { FlattenOptions } from '../../../core/dynamodb/flatten/flattener';
import { putAgain } from '../put-again';
import { type FailedFile, type FilesAsked, failedFiles, linesOf } from './failed-files';
import { FailedRecords } from './failed-record';
import { type Mark, markKey, readMark, writeMark } from './marks';

export interface Replay extends FilesAsked {
  readonly streamName: string;
  /** Of the entry's transform. */
  readonly flattening: FlattenOptions;
  /** Nothing is written. */
  readonly dryRun: boolean;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

export interface LeftOut {
  readonly reason: string;
  readonly records: number;
  /** One of them: key of the file and number of the line, from 1. */
  readonly example: string;
}

export interface Replayed {
  readonly entry: string;
  readonly stream: string;
  readonly dryRun: boolean;
  /** Files that were read. */
  readonly files: number;
  /** Files that an earlier replay had done. */
  readonly doneBefore: number;
  /** Records that are in the stream once more, or would be. */
  readonly records: number;
  /** The same by Firehose's error code. */
  readonly byErrorCode: Readonly<Record<string, number>>;
  /** Records that `flatten-items` still cannot read. A later replay looks at them again. */
  readonly leftOut: readonly LeftOut[];
}

interface Clients {
  readonly kinesis: KinesisClient;
  readonly s3: S3Client;
}

/** PutRecords takes so many, and bytes are divided there. */
const RECORDS_AT_ONCE = 500;

/**
 * Writes records that became no row into their stream once more, file by file. A file is marked when all of it is in
 * the stream, so a replay that was stopped begins with the file it was at. A change that is delivered twice makes rows
 * that differ in Kinesis's sequence alone.
 */
export async function replay(clients: Clients, asked: Replay): Promise<Replayed> {
  const tally = new Tally();
  const records = new FailedRecords(asked.flattening);
  for (const file of await failedFiles(clients.s3, asked)) {
    const key = markKey(asked.entry, file.key);
    const mark = await readMark(clients.s3, asked.bucket, key);
    if (mark?.leftOut.length === 0) {
      tally.doneBefore++;
      continue;
    }
    const done = await replayFile(clients, { asked, file, mark, records, tally });
    if (!asked.dryRun) await writeMark(clients.s3, asked.bucket, key, done);
  }
  const { entry, streamName: stream, dryRun } = asked;
  return { entry, stream, dryRun, ...tally.told() };
}

interface OneFile {
  readonly asked: Replay;
  readonly file: FailedFile;
  readonly mark?: Mark;
  readonly records: FailedRecords;
  readonly tally: Tally;
}

async function replayFile({ kinesis, s3 }: Clients, { asked, file, mark, records, tally }: OneFile): Promise<Mark> {
  const pending = mark === undefined ? undefined : new Set(mark.leftOut);
  const leftOut: number[] = [];
  let written = mark?.records ?? 0;
  let batch: PutRecordsRequestEntry[] = [];
  const flush = async (): Promise<void> => {
    if (!asked.dryRun) await putAgain(kinesis, asked.streamName, batch, asked.wait);
    written += batch.length;
    batch = [];
  };
  tally.files++;
  for await (const [number, line] of linesOf(s3, asked.bucket, file)) {
    if (pending?.has(number) === false) continue;
    const judged = records.judge(line);
    if ('record' in judged) {
      tally.replays(judged.errorCode);
      batch.push(judged.record);
      if (batch.length === RECORDS_AT_ONCE) await flush();
    } else {
      leftOut.push(number);
      tally.leavesOut(judged.reason, `${file.key}:${number + 1}`);
    }
  }
  await flush();
  return { replayedAt: new Date(asked.now()).toISOString(), records: written, leftOut };
}

class Tally {
  files = 0;
  doneBefore = 0;
  readonly #byErrorCode: Record<string, number> = {};
  readonly #leftOut = new Map<string, LeftOut>();

  replays(errorCode: string): void {
    this.#byErrorCode[errorCode] = (this.#byErrorCode[errorCode] ?? 0) + 1;
  }

  leavesOut(reason: string, example: string): void {
    const known = this.#leftOut.get(reason) ?? { reason, records: 0, example };
    this.#leftOut.set(reason, { ...known, records: known.records + 1 });
  }

  told() {
    const { files, doneBefore } = this;
    const byErrorCode = this.#byErrorCode;
    const records = Object.values(byErrorCode).reduce((sum, each) => sum + each, 0);
    return { files, doneBefore, records, byErrorCode, leftOut: [...this.#leftOut.values()] };
  }
}
