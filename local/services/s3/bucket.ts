import type { Store, Write } from '../../store';
import type { Blob } from './blobs';

/** An object as it is kept: what is answered of it, and where its bytes are. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** With quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly blobs: readonly Blob[];
  /** Base64; absent for multipart objects. */
  readonly checksumCrc32?: string;
  readonly headers: ObjectHeaders;
  readonly partSizes?: readonly number[];
}

/** What the client sent with the object and gets back. */
export interface ObjectHeaders {
  readonly ContentType?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  readonly ContentDisposition?: string;
  readonly CacheControl?: string;
  readonly StorageClass?: string;
  readonly ServerSideEncryption?: string;
  readonly SSEKMSKeyId?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
}

const BUCKETS = 's3-buckets';
const objectsOf = (bucket: string): string => `s3-objects/${bucket}`;

/** One bucket: its objects by key, and the keys in S3's order (UTF-8 bytes). */
export class Bucket {
  readonly #objects = new Map<string, StoredObject>();
  /** Undefined after a change: many puts in a row cost one sort, when next listed. */
  #sorted: readonly string[] | undefined;

  constructor(
    readonly name: string,
    readonly createdAt: number,
  ) {}

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  get isEmpty(): boolean {
    return this.#objects.size === 0;
  }

  set(object: StoredObject): void {
    if (!this.#objects.has(object.key)) this.#sorted = undefined;
    this.#objects.set(object.key, object);
  }

  delete(key: string): void {
    if (this.#objects.delete(key)) this.#sorted = undefined;
  }

  sortedKeys(): readonly string[] {
    this.#sorted ??= [...this.#objects.keys()].sort(compareKeys);
    return this.#sorted;
  }
}

/** UTF-8 order, which differs from UTF-16 order only beyond the basic plane. */
export const compareKeys = (a: string, b: string): number => {
  if (a === b) return 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is for plain ASCII
  if (/^[\u0000-\u007f]*$/.test(a) && /^[\u0000-\u007f]*$/.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
};

/** All buckets, durable: a change is in the store before its promise resolves. Blobs are counted by reference. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #references = new Map<string, number>();

  private constructor(
    readonly store: Store,
    readonly removeBlob: (id: string) => Promise<void>,
  ) {}

  static async load(store: Store, removeBlob: (id: string) => Promise<void>): Promise<Buckets> {
    const buckets = new Buckets(store, removeBlob);
    for await (const [name, { createdAt }] of store.entries<{ createdAt: number }>(BUCKETS)) {
      const bucket = new Bucket(name, createdAt);
      buckets.#buckets.set(name, bucket);
      for await (const [, object] of store.entries<StoredObject>(objectsOf(name))) {
        bucket.set(object);
        buckets.#refer(object, 1);
      }
    }
    return buckets;
  }

  all(): readonly Bucket[] {
    return [...this.#buckets.values()];
  }

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  async create(name: string, createdAt: number): Promise<void> {
    this.#buckets.set(name, new Bucket(name, createdAt));
    await this.store.write([{ namespace: BUCKETS, key: name, value: { createdAt } }]);
  }

  async remove(name: string): Promise<void> {
    this.#buckets.delete(name);
    await this.store.write([{ namespace: BUCKETS, key: name, deleted: true }]);
  }

  async put(bucket: Bucket, object: StoredObject): Promise<void> {
    const before = bucket.get(object.key);
    this.#refer(object, 1);
    bucket.set(object);
    await this.#write([{ namespace: objectsOf(bucket.name), key: object.key, value: object }]);
    if (before !== undefined) await this.#release(before);
  }

  async delete(bucket: Bucket, keys: readonly string[]): Promise<void> {
    const gone = keys.flatMap((key) => bucket.get(key) ?? []);
    for (const { key } of gone) bucket.delete(key);
    await this.#write(gone.map(({ key }) => ({ namespace: objectsOf(bucket.name), key, deleted: true as const })));
    for (const object of gone) await this.#release(object);
  }

  #write(writes: readonly Write[]): Promise<void> {
    return this.store.write(writes);
  }

  #refer(object: StoredObject, by: number): void {
    for (const { id } of object.blobs) this.#references.set(id, (this.#references.get(id) ?? 0) + by);
  }

  async #release(object: StoredObject): Promise<void> {
    this.#refer(object, -1);
    for (const { id } of object.blobs) {
      if ((this.#references.get(id) ?? 0) > 0) continue;
      this.#references.delete(id);
      await this.removeBlob(id);
    }
  }
}
