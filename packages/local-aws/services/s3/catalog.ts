import { randomBytes } from 'node:crypto';
import type { Store, Write } from '../../store';
import type { BodyStore } from './bodies/body-store';
import { Bucket } from './buckets/bucket';
import { noSuchBucket } from './errors';
import { Journal } from './journal';
import { Uploads } from './multipart/uploads';
import { type BucketRecord, NULL_VERSION, type ObjectVersion } from './records';

const BUCKETS = 's3-buckets';
const VERSIONS = 's3-versions';

/** A version as it is stored; the bucket stands in the key as well, before the first slash. */
type StoredVersion = ObjectVersion & { readonly bucket: string };

/** All buckets and their objects. A change is in memory at once, and in the store before its promise resolves. */
export class Catalog {
  readonly #buckets = new Map<string, Bucket>();
  readonly #journal: Journal;
  readonly uploads: Uploads;
  #sequence = 0;

  private constructor(
    readonly store: Store,
    readonly bodies: BodyStore,
  ) {
    this.#journal = new Journal(store);
    this.uploads = new Uploads(this.#journal, bodies);
  }

  static async load(store: Store, bodies: BodyStore): Promise<Catalog> {
    const catalog = new Catalog(store, bodies);
    for await (const [name, record] of store.entries<BucketRecord>(BUCKETS)) {
      catalog.#buckets.set(name, new Bucket(record));
    }
    for await (const [, { bucket, ...version }] of store.entries<StoredVersion>(VERSIONS)) {
      catalog.#buckets.get(bucket)?.add(version);
      bodies.retain(version.slices);
      catalog.#sequence = Math.max(catalog.#sequence, version.sequence);
    }
    await catalog.uploads.load(store);
    await bodies.sweep();
    return catalog;
  }

  buckets(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  /** Throws NoSuchBucket. */
  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw noSuchBucket(name);
    return bucket;
  }

  async createBucket(record: BucketRecord): Promise<void> {
    this.#buckets.set(record.name, new Bucket(record));
    await this.#journal.write([{ namespace: BUCKETS, key: record.name, value: record }]);
  }

  async changeBucket(bucket: Bucket, change: Partial<BucketRecord>): Promise<void> {
    bucket.record = { ...bucket.record, ...change };
    await this.#journal.write([{ namespace: BUCKETS, key: bucket.name, value: bucket.record }]);
  }

  async deleteBucket({ name }: Bucket): Promise<void> {
    this.#buckets.delete(name);
    await this.#journal.write([{ namespace: BUCKETS, key: name, deleted: true }]);
  }

  /** Id and rank of a version written now. */
  nextVersion(bucket: Bucket): Pick<ObjectVersion, 'versionId' | 'sequence'> {
    const versionId = bucket.writesNullVersions ? NULL_VERSION : randomBytes(24).toString('base64url');
    this.#sequence++;
    return { versionId, sequence: this.#sequence };
  }

  /**
   * Makes it the key's newest version. The caller's reference to the slices becomes the catalog's; what it replaces is
   * released after the store has it. `also` is written with it, all or nothing.
   */
  async add(bucket: Bucket, version: ObjectVersion, also: readonly Write[] = []): Promise<void> {
    const replaced = bucket.add(version);
    await this.#journal.write([this.#put(bucket, version), ...also]);
    if (replaced !== undefined) await this.bodies.release(replaced.slices);
  }

  async remove(bucket: Bucket, versions: readonly ObjectVersion[]): Promise<void> {
    for (const version of versions) bucket.remove(version);
    await this.#journal.write(
      versions.map((v) => ({ namespace: VERSIONS, key: storeKey(bucket, v), deleted: true as const })),
    );
    await this.bodies.release(versions.flatMap((v) => v.slices));
  }

  /** The same version with other tags. */
  async replace(bucket: Bucket, version: ObjectVersion): Promise<void> {
    bucket.replace(version);
    await this.#journal.write([this.#put(bucket, version)]);
  }

  #put(bucket: Bucket, version: ObjectVersion): Write {
    const value: StoredVersion = { ...version, bucket: bucket.name };
    return { namespace: VERSIONS, key: storeKey(bucket, version), value };
  }
}

const storeKey = ({ name }: Bucket, { key, versionId }: ObjectVersion): string => `${name}/${versionId}/${key}`;
