import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { WRITE_EVENT } from '../../../core/dynamodb/names';
import { hiddenPartName, partName } from '../../../core/dynamodb/publishing/buckets';
import {
  MOST_COLUMNS,
  type PartitionColumn,
  partitionColumns,
} from '../../../core/dynamodb/publishing/partition-columns';
import { sqlText } from '../../shared/duckdb/database';
import { storeFile } from '../../shared/files/store-file';
import type { WriteStateInput, WriteStateResult } from '../payloads';
import { duckDbType } from '../publishing/duckdb-types';
import { TooManyColumnsError } from '../publishing/errors';
import { parquetOptions } from '../publishing/parquet-options';
import { makeRoom } from '../publishing/with-rows';
import { checkDecimals } from './check-decimals';
import { MEBIBYTES, type WritePartitionEffects } from './effects';
import { allRows, mergedRows } from './merge-sql';
import { type RowFiles, typesOf, unpackedBytes } from './row-files';
import { fetchStateFiles, fileBatches, readStateInputs } from './state-inputs';
import { fingerprint, itemRows, LATEST, latestRows } from './state-sql';

/**
 * Writes a bucket of the items of a table: of each key the latest row of what there was and what came. Rows that only a
 * later state needs go into a file that no query reads.
 */
export async function writeState(
  effects: WritePartitionEffects,
  input: WriteStateInput,
  connection: DuckDBConnection,
  folder: string,
): Promise<WriteStateResult> {
  const { glueTable, date, bucket, buckets, target } = input;
  const inputs = await readStateInputs(effects, input.inputs);
  let kept: Kept = { columns: [], isChanged: !inputs.isSameDate };
  for (const [number, files] of fileBatches(effects, input, inputs).entries()) {
    const place = join(folder, String(number));
    await mkdir(place);
    const fetched = await fetchStateFiles(effects, connection, files, place);
    kept = await keepLatest(connection, input, { effects, kept, fetched, path: `${place}.parquet` });
    if (inputs.isSameDate) {
      const had = await fetchStateFiles(effects, connection, files.slice(0, inputs.existing.length), place);
      kept = { ...kept, isChanged: await differs(connection, input, kept, had) };
    }
    await rm(place, { recursive: true });
  }
  const { columns } = kept;
  const { items, others } = itemRows(input.keys, columns, parquetRows(kept.files?.paths ?? []));
  const store = async (sql: string, key: string): Promise<Stored> => {
    const path = join(folder, 'stored.parquet');
    const copied = await connection.runAndReadAll(`COPY (${sql}) TO ${sqlText(path)} (${kept.options})`);
    const rows = Number(copied.getRows()[0]![0]);
    if (rows === 0) return { rows, bytes: 0 };
    return { rows, bytes: await storeFile(effects.s3, path, { bucket: effects.lakeBucket, key }) };
  };
  const visible = await store(items, `${target}${partName(input)}`);
  const hidden = await store(others, `${target}${hiddenPartName(input)}`);
  const told = {
    ...(visible.rows > 0 ? { file: partName(input) } : {}),
    ...(hidden.rows > 0 ? { hidden: hiddenPartName(input) } : {}),
    ...{ rows: visible.rows, bytes: visible.bytes + hidden.bytes, isChanged: kept.isChanged },
  };
  effects.log.info('state written', { event: WRITE_EVENT.bucketWritten, glueTable, date, bucket, buckets, ...told });
  return { glueTable, date, bucket, buckets, columns, ...told };
}

interface Stored {
  readonly rows: number;
  readonly bytes: number;
}

/** Rows that may be the latest of their keys, of the files that were read so far. */
interface Kept {
  readonly columns: readonly PartitionColumn[];
  readonly files?: RowFiles;
  /** How parquet of them is written. */
  readonly options?: string;
  /** Whether a reader, or a later state, would see something else than before. */
  readonly isChanged: boolean;
}

interface Batch {
  readonly effects: WritePartitionEffects;
  readonly kept: Kept;
  readonly fetched: readonly RowFiles[];
  /** Of the file to write. */
  readonly path: string;
}

async function keepLatest(connection: DuckDBConnection, input: WriteStateInput, batch: Batch): Promise<Kept> {
  const { effects, kept, fetched, path } = batch;
  const { glueTable, date, keys } = input;
  const files = [...(kept.files === undefined ? [] : [kept.files]), ...fetched];
  const columns = partitionColumns(
    input,
    files.flatMap(({ types }) => [...types.keys()]),
  );
  if (columns.length > MOST_COLUMNS) throw new TooManyColumnsError(glueTable, date, columns.length);
  await makeRoom(connection, effects.mebibytes ?? MEBIBYTES, columns.length);
  for (const each of files) await checkDecimals(connection, input, columns, each);
  for (const statement of latestRows(input, columns, files)) await connection.run(statement);
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${LATEST}`);
  const options = parquetOptions({
    rows: Number(counted.getRows()[0]![0]),
    bytes: await unpackedBytes(connection, files),
  });
  await connection.run(`COPY (${mergedRows(keys, columns, LATEST)}) TO ${sqlText(path)} (${options})`);
  if (kept.files !== undefined) for (const each of kept.files.paths) await rm(each);
  const types = await typesOf(connection, [path]);
  return { ...kept, columns, options, files: { paths: [path], types, isMixed: false } };
}

async function differs(
  connection: DuckDBConnection,
  input: WriteStateInput,
  { columns, files }: Kept,
  had: readonly RowFiles[],
): Promise<boolean> {
  const isRetyped = had.some(({ types }) =>
    columns.some(({ name, type }) => types.has(name) && types.get(name) !== duckDbType(type)),
  );
  if (isRetyped || had.length === 0) return true;
  const print = async (from: string): Promise<unknown> =>
    (await connection.runAndReadAll(fingerprint(from, columns))).getRows()[0]![0];
  return (await print(allRows(input, columns, had))) !== (await print(allRows(input, columns, [files!])));
}

const parquetRows = (paths: readonly string[]): string =>
  `read_parquet([${paths.map(sqlText).join(', ')}], hive_partitioning = false)`;
