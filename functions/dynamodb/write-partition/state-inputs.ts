import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { DuckDBConnection } from '@duckdb/node-api';
import { partOf, pieceOf } from '../../../core/dynamodb/publishing/buckets';
import { fetchFile } from '../../shared/files/fetch-file';
import { inParallel } from '../../shared/in-parallel';
import type { StateInput, StateInputs, WriteStateInput } from '../payloads';
import type { WritePartitionEffects } from './effects';
import { type RowFiles, typesOf } from './row-files';

/** A file in S3 with rows of a bucket. */
export interface StateFile extends StateInput {
  readonly s3Bucket: string;
  readonly isMixed: boolean;
}

export async function readStateInputs({ s3, workBucket }: WritePartitionEffects, Key: string): Promise<StateInputs> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: workBucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '') as StateInputs;
}

/** On disk at once: a function has 10 GiB, and DuckDB spills as much again. */
const MOST_BYTES = 1024 ** 3;

/**
 * Files that are read together. A bucket's own fit at once; the history from which a state begins may not. Of a state
 * of the same date all are read at once, to be compared.
 */
export function fileBatches(
  { lakeBucket, workBucket, mostBytes = MOST_BYTES }: WritePartitionEffects,
  { buckets }: WriteStateInput,
  { existing, pieces, hasOtherKeys, isSameDate }: StateInputs,
): StateFile[][] {
  const files = [
    ...existing.map((file): StateFile => {
      const isMixed = hasOtherKeys || (partOf(file.key)?.buckets ?? 1) < buckets;
      return { ...file, s3Bucket: lakeBucket, isMixed };
    }),
    ...pieces.map((file): StateFile => {
      return { ...file, s3Bucket: workBucket, isMixed: (pieceOf(file.key)?.buckets ?? 1) < buckets };
    }),
  ];
  if (isSameDate) return [files];
  const batches: StateFile[][] = [];
  let room = 0;
  for (const file of files) {
    if (batches.length === 0 || file.bytes > room) {
      batches.push([]);
      room = mostBytes;
    }
    batches.at(-1)!.push(file);
    room -= file.bytes;
  }
  return batches;
}

const AT_ONCE = 8;

interface Alike extends RowFiles {
  readonly paths: string[];
  readonly types: Map<string, string>;
}

/** Brings files to disk. Those whose columns have other types are told apart. */
export async function fetchStateFiles(
  { s3 }: Pick<WritePartitionEffects, 's3'>,
  connection: DuckDBConnection,
  files: readonly StateFile[],
  folder: string,
): Promise<RowFiles[]> {
  const numbered = files.map((file, number) => ({ ...file, path: join(folder, `${number}.parquet`) }));
  await inParallel(numbered, AT_ONCE, ({ s3Bucket, key, path }) => fetchFile(s3, { bucket: s3Bucket, key }, path));
  const alike = new Map<string, Alike>();
  for (const { path, isMixed } of numbered) {
    const types = await typesOf(connection, [path]);
    const unusual = [...types]
      .filter(([, type]) => type !== 'VARCHAR')
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const id = JSON.stringify([isMixed, unusual]);
    const known: Alike = alike.get(id) ?? { paths: [], types: new Map(), isMixed };
    alike.set(id, known);
    known.paths.push(path);
    for (const [name, type] of types) known.types.set(name, type);
  }
  return [...alike.values()];
}
