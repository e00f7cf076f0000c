import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { WRITE_EVENT } from '../../../core/dynamodb/names';
import { type Bucket, partName, partOf, pieceOf } from '../../../core/dynamodb/publishing/buckets';
import { MOST_COLUMNS, partitionColumns } from '../../../core/dynamodb/publishing/partition-columns';
import { sqlText } from '../../shared/duckdb/database';
import { storeFile } from '../../shared/files/store-file';
import { classifying } from '../../shared/service-errors';
import type { WritePartitionInput, WritePartitionResult, WriteStateInput, WriteStateResult } from '../payloads';
import { duckDbType } from '../publishing/duckdb-types';
import { TooManyColumnsError } from '../publishing/errors';
import { parquetOptions } from '../publishing/parquet-options';
import { makeRoom, withRows } from '../publishing/with-rows';
import { checkDecimals } from './check-decimals';
import { MEBIBYTES, type WritePartitionEffects } from './effects';
import { allRows, mergedRows, rowsIn } from './merge-sql';
import { fetchRowFiles, type RowFiles, unpackedBytes } from './row-files';
import { writeState } from './write-state';

/**
 * Writes a bucket of a partition anew: what it has and what came, one row each, in order. A retry writes the same rows
 * to the same file. Throws `TooManyColumnsError`, `DecimalMisfitError`, `RowsUnfinishedError`.
 */
export function createHandler({ s3, ...others }: WritePartitionEffects) {
  const effects = { s3: classifying(s3), ...others };
  return async (input: WritePartitionInput | WriteStateInput): Promise<WritePartitionResult | WriteStateResult> => {
    const folder = await mkdtemp(join(tmpdir(), 'write-partition-'));
    const { mebibytes = MEBIBYTES } = effects;
    try {
      return await withRows<WritePartitionResult | WriteStateResult>(
        { mebibytes, spill: join(folder, 'spill') },
        (connection) =>
          'inputs' in input
            ? writeState(effects, input, connection, folder)
            : writeBucket(effects, input, connection, folder),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  };
}

async function writeBucket(
  effects: WritePartitionEffects,
  input: WritePartitionInput,
  connection: DuckDBConnection,
  folder: string,
): Promise<WritePartitionResult> {
  const { glueTable, date, bucket, buckets, keys } = input;
  const [before, pieces] = await fetchInputs(effects, input, connection, folder);
  const columns = partitionColumns(input, [...before.types.keys(), ...pieces.types.keys()]);
  if (columns.length > MOST_COLUMNS) throw new TooManyColumnsError(glueTable, date, columns.length);
  await makeRoom(connection, effects.mebibytes ?? MEBIBYTES, columns.length);
  const files = [before, pieces].filter(({ paths }) => paths.length > 0);
  for (const each of files) await checkDecimals(connection, input, columns, each);
  const had = await countRows(connection, input, before);
  const came = await countRows(connection, input, pieces);
  const result = { glueTable, date, bucket, buckets, columns };
  if (had + came === 0) return { ...result, rows: 0, bytes: 0, added: 0, duplicates: 0, isChanged: false };
  await connection.run(`CREATE VIEW rows AS ${allRows(input, columns, files)}`);
  const file = partName(input);
  const path = join(folder, 'merged.parquet');
  const options = parquetOptions({ rows: had + came, bytes: await unpackedBytes(connection, files) });
  const copied = await connection.runAndReadAll(`COPY (${mergedRows(keys, columns)}) TO ${sqlText(path)} (${options})`);
  const rows = Number(copied.getRows()[0]![0]);
  const bytes = await storeFile(effects.s3, path, { bucket: effects.lakeBucket, key: `${input.target}${file}` });
  const added = rows - had;
  const hasOtherTypes = columns.some(
    ({ name, type }) => (before.types.get(name) ?? duckDbType(type)) !== duckDbType(type),
  );
  const told = { file, rows, bytes, added, duplicates: had + came - rows, isChanged: added > 0 || hasOtherTypes };
  effects.log.info('bucket written', { event: WRITE_EVENT.bucketWritten, glueTable, date, bucket, buckets, ...told });
  return { ...result, ...told };
}

async function fetchInputs(
  { s3, lakeBucket, workBucket }: WritePartitionEffects,
  input: WritePartitionInput,
  connection: DuckDBConnection,
  folder: string,
): Promise<[before: RowFiles, pieces: RowFiles]> {
  const { before = '', existing, hasOtherKeys, pieceFolder, pieces } = input;
  const ofOthers = (of: (name: string) => Bucket | undefined) => (name: string) =>
    (of(name)?.buckets ?? 1) < input.buckets;
  const beforeFolder = join(folder, 'before');
  const pieceDisk = join(folder, 'pieces');
  for (const each of [beforeFolder, pieceDisk]) await mkdir(each);
  const isMixed = hasOtherKeys === true || existing.some(ofOthers(partOf));
  const had = { bucket: lakeBucket, folder: before, names: existing, isMixed };
  const came = { bucket: workBucket, folder: pieceFolder, names: pieces, isMixed: pieces.some(ofOthers(pieceOf)) };
  return [await fetchRowFiles(s3, connection, had, beforeFolder), await fetchRowFiles(s3, connection, came, pieceDisk)];
}

async function countRows(connection: DuckDBConnection, input: WritePartitionInput, files: RowFiles): Promise<number> {
  if (files.paths.length === 0) return 0;
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${rowsIn(files, input)}`);
  return Number(counted.getRows()[0]![0]);
}
