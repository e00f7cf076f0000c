import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { decompress } from 'fzstd';
import { parquetReadObjects } from 'hyparquet';
import { stateInputsKey } from '../../../../core/dynamodb/publication/work-files';
import type { LandingFile } from '../../../../core/dynamodb/publishing/batches';
import { overlaps, partOf, pieceOf, piecesFolder } from '../../../../core/dynamodb/publishing/buckets';
import type { PublishedTable } from '../../../../core/dynamodb/publishing/published-table';
import { stateTable } from '../../../../core/dynamodb/publishing/state-table';
import type {
  SortRowsInput,
  SortRowsResult,
  WritePartitionResult,
  WriteStateResult,
} from '../../../../functions/dynamodb/payloads';
import { createHandler as createSortRows } from '../../../../functions/dynamodb/sort-rows/handler';
import { createHandler as createWritePartition } from '../../../../functions/dynamodb/write-partition/handler';
import { withDuckDb } from '../../../../functions/shared/duckdb/database';
import { VirtualClock } from '../../../../packages/local-aws/clock';
import { type Aws, startAws } from '../../../../packages/local-aws/start-aws';
import { RecordingLog } from '../../replication/world/recording-log';

const [LANDING, WORK, LAKE] = ['landing', 'work-files', 'the-lake'];
export const THROUGH = '2026-11-27';

export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** An insert of the day, without keys and attributes. */
export const ENVELOPE_ROW: Row = {
  ddb_table: 'orders',
  ddb_event: 'INSERT',
  ddb_version: Date.UTC(2026, 10, 27, 12) * 1000,
  ddb_sequence: '1',
  ddb_event_id: 'one',
  ddb_source: 'STREAM',
  ddb_ttl: false,
};

/** A folder of a partition, as it stands. */
interface Folder {
  readonly key: string;
  readonly buckets: number;
  readonly keys: readonly string[];
}

/** sort-rows and write-partition over a local S3, and in between what the machine does: list and hand on. */
export class PublishingWorld {
  readonly log = new RecordingLog();
  readonly s3: S3Client;
  /** By table and date. */
  readonly folders = new Map<string, Folder>();
  #plans = 0;
  #files = 0;

  private constructor(private readonly aws: Aws) {
    this.s3 = new S3Client({ ...aws.clientConfig(), forcePathStyle: true });
  }

  static async start(): Promise<PublishingWorld> {
    const clock = new VirtualClock(Date.UTC(2026, 10, 28));
    const aws = await startAws({ services: ['s3'], accountId: '111111111111', region: 'eu-west-1', clock });
    const world = new PublishingWorld(aws);
    for (const Bucket of [LANDING, WORK, LAKE]) {
      await world.s3.send(
        new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
      );
    }
    return world;
  }

  close(): Promise<void> {
    this.s3.destroy();
    return this.aws.close();
  }

  /** A file of the landing bucket, of rows or of lines as they are. */
  async land(rows: readonly (Row | string)[], extension = ''): Promise<LandingFile> {
    const text = rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');
    return this.landBytes(extension === '.gz' ? gzipSync(text) : Buffer.from(text), extension);
  }

  async landBytes(Body: Buffer, extension = ''): Promise<LandingFile> {
    const key = `dynamodb/shop/date=2026-11-27/${String(this.#files++).padStart(6, '0')}${extension}`;
    await this.s3.send(new PutObjectCommand({ Bucket: LANDING, Key: key, Body }));
    return { key, size: Body.length };
  }

  newPlan = (): string => `publications/shop/${this.#plans++}`;

  sort(input: Pick<SortRowsInput, 'files' | 'tables'> & Partial<SortRowsInput>, mostBytes?: number) {
    const { s3, log } = this;
    const effects = { s3, landingBucket: LANDING, workBucket: WORK, log, metric: log.metric, mostBytes };
    const plan = { folder: this.newPlan(), batch: 0, through: THROUGH, buckets: 1, ...input };
    return createSortRows(effects)(plan) as Promise<SortRowsResult>;
  }

  /** Writes every bucket of one table and date from the pieces of a plan, and goes on from there. */
  async write(folder: string, table: PublishedTable, date: string, buckets: number): Promise<WritePartitionResult[]> {
    const id = `${table.glueTable}/${date}`;
    const had = this.folders.get(id);
    const target = `lake/${id}/${folder.replaceAll('/', '-')}/`;
    const pieceFolder = piecesFolder(folder, table.glueTable, date);
    const pieces = await this.#names(WORK, pieceFolder);
    const existing = had === undefined ? [] : await this.#names(LAKE, had.key);
    const { s3, log } = this;
    const handler = createWritePartition({ s3, lakeBucket: LAKE, workBucket: WORK, log });
    const hasOtherKeys = had !== undefined && !isDeepStrictEqual(had.keys, table.keys);
    const results: WritePartitionResult[] = [];
    for (let bucket = 0; bucket < buckets; bucket++) {
      const its = { bucket, buckets };
      results.push(
        (await handler({
          ...{ ...table, ...its, date, pieceFolder, target, hasOtherKeys },
          pieces: pieces.filter((name) => overlaps(pieceOf(name)!, its)),
          ...(had === undefined ? {} : { before: had.key }),
          existing: existing.filter((name) => hasOtherKeys || overlaps(partOf(name)!, its)),
        })) as WritePartitionResult,
      );
    }
    this.folders.set(id, { key: target, buckets, keys: table.keys });
    return results;
  }

  /**
   * Writes the items of a table from its last state and the pieces of a plan, or from `history`: all its dates. As many
   * files are read together as `filesAtOnce`.
   */
  async writeState(
    folder: string,
    table: PublishedTable,
    date: string,
    buckets: number,
    { filesAtOnce, history = false }: { readonly filesAtOnce?: number; readonly history?: boolean } = {},
  ): Promise<WriteStateResult[]> {
    const id = `${stateTable(table.glueTable)}/${date}`;
    const named = (glueTable: string) => [...this.folders].filter(([each]) => each.startsWith(`${glueTable}/`));
    const last = history ? undefined : named(stateTable(table.glueTable)).at(-1);
    const sources = history ? named(table.glueTable) : last === undefined ? [] : [last];
    const had: string[] = [];
    for (const [, { key }] of sources) had.push(...(await this.#names(LAKE, key)).map((name) => `${key}${name}`));
    const pieceFolder = `${folder}/pieces/${table.glueTable}/`;
    const pieces = (await this.#names(WORK, pieceFolder)).map((name) => `${pieceFolder}${name}`);
    const target = `lake/${id}/${folder.replaceAll('/', '-')}/`;
    const { s3, log } = this;
    const handler = createWritePartition({ s3, lakeBucket: LAKE, workBucket: WORK, log, mostBytes: filesAtOnce });
    const results: WriteStateResult[] = [];
    for (let bucket = 0; bucket < buckets; bucket++) {
      const its = { bucket, buckets };
      const inputs = stateInputsKey(folder, table.glueTable, bucket);
      const existing = had.filter((key) => overlaps(partOf(key)!, its)).map((key) => ({ key, bytes: 1 }));
      const came = pieces.filter((key) => overlaps(pieceOf(key)!, its)).map((key) => ({ key, bytes: 1 }));
      if (existing.length + came.length === 0) continue;
      const Body = JSON.stringify({ existing, pieces: came, hasOtherKeys: false, isSameDate: last?.[0] === id });
      await s3.send(new PutObjectCommand({ Bucket: WORK, Key: inputs, Body }));
      const { glueTable, keys, decimals } = table;
      results.push(await handler({ glueTable: stateTable(glueTable), keys, decimals, ...its, date, inputs, target }));
    }
    this.folders.delete(id);
    this.folders.set(id, { key: target, buckets, keys: table.keys });
    return results;
  }

  /** Items of a table as a query finds them. */
  async items(table: PublishedTable, date: string): Promise<Record<string, unknown>[]> {
    const { key } = this.folders.get(`${stateTable(table.glueTable)}/${date}`)!;
    const names = (await this.#names(LAKE, key)).filter((name) => !name.startsWith('_'));
    return (await Promise.all(names.map((name) => this.#rowsOf(`${key}${name}`)))).flat();
  }

  /** Rows of a partition as another reader than DuckDB finds them, file by file. */
  async read(table: PublishedTable, date: string): Promise<Record<string, unknown>[][]> {
    const folder = this.folders.get(`${table.glueTable}/${date}`)!;
    const names = await this.#names(LAKE, folder.key);
    return Promise.all(names.map((name) => this.#rowsOf(`${folder.key}${name}`)));
  }

  async dates(folder: string, table: PublishedTable): Promise<string[]> {
    const names = await this.#names(WORK, `${folder}/pieces/${table.glueTable}/`);
    return [...new Set(names.map((name) => name.slice(0, 10)))];
  }

  /** What DuckDB finds in the files of a partition. */
  async query(table: PublishedTable, date: string, sql: string): Promise<unknown[][]> {
    const { key } = this.folders.get(`${table.glueTable}/${date}`)!;
    const disk = mkdtempSync(join(tmpdir(), 'partition-'));
    for (const name of await this.#names(LAKE, key))
      writeFileSync(join(disk, name), await this.#bytes(`${key}${name}`));
    const options = { mebibytes: 4096, spill: join(disk, 'spill') };
    return withDuckDb(options, async (connection) => {
      const found = await connection.runAndReadAll(sql.replace('PARTITION', `'${disk}/*.parquet'`));
      return found.getRowsJson() as unknown[][];
    });
  }

  /** ETags of a plan's pieces, by key. */
  async pieces(folder: string): Promise<Record<string, string>> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: WORK, Prefix: folder }));
    return Object.fromEntries(Contents.map(({ Key, ETag }) => [Key!.slice(folder.length), ETag!]));
  }

  async #rowsOf(key: string): Promise<Record<string, unknown>[]> {
    const file = new Uint8Array(await this.#bytes(key)).buffer;
    const compressors = { ZSTD: (bytes: Uint8Array, size: number) => decompress(bytes, new Uint8Array(size)) };
    return parquetReadObjects({ file, compressors });
  }

  async #bytes(Key: string): Promise<Uint8Array> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: LAKE, Key }));
    return Body!.transformToByteArray();
  }

  async #names(Bucket: string, Prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Contents.map(({ Key }) => Key!.slice(Prefix.length));
  }
}
