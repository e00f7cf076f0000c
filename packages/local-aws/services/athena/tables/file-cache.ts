import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ObjectStore, type ObjectSummary, ServiceError } from '../../../service';
import { QueryFailedError } from '../query-error';

const MAX_CONCURRENT_COPIES = 8;
/** The files hold what Lake Formation hides: for nobody but the user who runs this. */
const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;

/** What becomes of an object's content before DuckDB reads it. */
export interface FileForm {
  /** Objects of one content and one id become one file. */
  idOf(key: string): string;
  /** Without a dot. */
  readonly extension: string;
  /** `place` is the object's `s3://` address. */
  convert(body: Uint8Array, place: string): Promise<Uint8Array>;
}

const AS_IT_IS: FileForm = { idOf: () => '', extension: 'parquet', convert: async (body) => body };

type CachedObject = Pick<ObjectSummary, 'key' | 'size' | 'etag'>;

/** Objects as files on disk, each content once: DuckDB reads files. */
export class FileCache {
  readonly directory: string;
  readonly #files = new Map<string, Promise<string>>();

  /** Without a directory, a temporary one. Either is removed by `clear`. */
  constructor(
    private readonly objects: ObjectStore,
    directory?: string,
  ) {
    if (directory !== undefined) mkdirSync(directory, { recursive: true, mode: PRIVATE_DIRECTORY });
    this.directory = directory ?? mkdtempSync(join(tmpdir(), 'lakeferry-athena-'));
  }

  /** Paths in the order of the objects. Ends, in an error too, when nothing is written any more. */
  async paths(bucket: string, objects: readonly CachedObject[], form = AS_IT_IS): Promise<string[]> {
    const paths: string[] = new Array(objects.length);
    let next = 0;
    const worker = async (): Promise<void> => {
      try {
        for (let i = next++; i < objects.length; i = next++) paths[i] = await this.#path(bucket, objects[i]!, form);
      } finally {
        // the others begin no more files after one that failed
        next = objects.length;
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: MAX_CONCURRENT_COPIES }, worker));
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
    return paths;
  }

  async clear(): Promise<void> {
    this.#files.clear();
    await rm(this.directory, { recursive: true, force: true });
  }

  #path(bucket: string, object: CachedObject, form: FileForm): Promise<string> {
    const identity = `${object.etag}/${object.size}${form.idOf(object.key)}`;
    const name = createHash('sha256').update(identity).digest('hex').slice(0, 40);
    const path = join(this.directory, `${name}.${form.extension}`);
    const known = this.#files.get(path) ?? this.#fetch(bucket, object.key, path, form);
    this.#files.set(path, known);
    known.catch(() => this.#files.delete(path));
    return known;
  }

  /** Written aside and renamed, so that a file that is there is whole. */
  async #fetch(bucket: string, key: string, path: string, form: FileForm): Promise<string> {
    if ((await stat(path).catch(() => undefined)) !== undefined) return path;
    const partial = `${path}.${process.pid}`;
    const place = `s3://${bucket}/${key}`;
    const body = await form.convert(await this.objects.get(bucket, key).catch((e: unknown) => lost(e, place)), place);
    await writeFile(partial, body, { mode: PRIVATE_FILE });
    await rename(partial, path);
    return path;
  }
}

/** Listed, and removed before it was read: Athena says so too. */
function lost(error: unknown, place: string): never {
  if (!(error instanceof ServiceError) || error.code !== 'NoSuchKey') throw error;
  throw new QueryFailedError(`HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split ${place}: NoSuchKey`);
}
