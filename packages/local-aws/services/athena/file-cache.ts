import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore, ObjectSummary } from '../../service';

const MAX_CONCURRENT_COPIES = 8;
/** The files hold what Lake Formation hides: for nobody but the user who runs this. */
const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;

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

  /** Paths in the order of the objects. */
  async paths(bucket: string, objects: readonly Pick<ObjectSummary, 'key' | 'size' | 'etag'>[]): Promise<string[]> {
    const paths: string[] = new Array(objects.length);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let i = next++; i < objects.length; i = next++) paths[i] = await this.#path(bucket, objects[i]!);
    };
    await Promise.all(Array.from({ length: MAX_CONCURRENT_COPIES }, worker));
    return paths;
  }

  async clear(): Promise<void> {
    this.#files.clear();
    await rm(this.directory, { recursive: true, force: true });
  }

  #path(bucket: string, object: Pick<ObjectSummary, 'key' | 'size' | 'etag'>): Promise<string> {
    const name = createHash('sha256').update(`${object.etag}/${object.size}`).digest('hex').slice(0, 40);
    const path = join(this.directory, `${name}.parquet`);
    const known = this.#files.get(path) ?? this.#fetch(bucket, object, path);
    this.#files.set(path, known);
    known.catch(() => this.#files.delete(path));
    return known;
  }

  /** Written aside and renamed, so that a file that is there is whole. */
  async #fetch(bucket: string, { key, size }: Pick<ObjectSummary, 'key' | 'size'>, path: string): Promise<string> {
    const there = await stat(path).catch(() => undefined);
    if (there?.size === size) return path;
    const partial = `${path}.${process.pid}`;
    await writeFile(partial, await this.objects.get(bucket, key), { mode: PRIVATE_FILE });
    await rename(partial, path);
    return path;
  }
}
