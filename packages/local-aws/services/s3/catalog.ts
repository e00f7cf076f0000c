import { randomBytes } from 'node:crypto';
import type { Store, Write } from '../../store';
import type { BodyStore } from './bodies/body-store';
import { Bucket } from './buckets/bucket';
import { noSuchBucket } from './errors';
import { type CompletedUpload, CompletedUploads } from './multipart/completed';
import { endOf, slicesOf, type Upload, Uploads } from './multipart/uploads';
import type { ObjectEventName } from './notifications/event';
import type { Announcement, Happening } from './notifications/happening';
import { type BucketRecord, NULL_VERSION, type ObjectVersion } from './records';

const BUCKETS = 's3-buckets';
const VERSIONS = 's3-versions';

/** A version as it is stored; the bucket stands in the key as well, before the first slash. */
type StoredVersion = ObjectVersion & { readonly bucket: string };

/** The end of an upload. */
interface Completion {
  readonly upload: Upload;
  readonly completed: CompletedUpload;
}

/** All buckets and their objects. A change is in the store, and then in memory, before anything is awaited. */
export class Catalog {
  readonly #buckets = new Map<string, Bucket>();
  readonly uploads: Uploads;
  /** Who tells others of changes. */
  announce: (bucket: Bucket, happenings: readonly Happening[]) => Announcement = () => ({ writes: [], go: () => {} });
  #sequence = 0;

  private constructor(
    readonly store: Store,
    readonly bodies: BodyStore,
    readonly completed: CompletedUploads,
  ) {
    this.uploads = new Uploads(store, bodies);
  }

  static async load(store: Store, bodies: BodyStore): Promise<Catalog> {
    const catalog = new Catalog(store, bodies, await CompletedUploads.load(store));
    for await (const [name, record] of store.entries<BucketRecord>(BUCKETS)) {
      catalog.#buckets.set(name, new Bucket(record));
    }
    for await (const [, { bucket, ...version }] of store.entries<StoredVersion>(VERSIONS)) {
      catalog.#buckets.get(bucket)?.add(version);
      bodies.retain(version.slices);
      catalog.#sequence = Math.max(catalog.#sequence, version.sequence);
    }
    await catalog.uploads.load();
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
    this.store.append([{ namespace: BUCKETS, key: record.name, value: record }]);
    this.#buckets.set(record.name, new Bucket(record));
    await this.store.room();
  }

  async changeBucket(bucket: Bucket, change: Partial<BucketRecord>): Promise<void> {
    const record = { ...bucket.record, ...change };
    this.store.append([{ namespace: BUCKETS, key: bucket.name, value: record }]);
    bucket.record = record;
    await this.store.room();
  }

  /** With the uploads that are under way in it. */
  async deleteBucket({ name }: Bucket): Promise<void> {
    const uploads = this.uploads.of(name);
    this.store.append([...uploads.flatMap(endOf), { namespace: BUCKETS, key: name, deleted: true }]);
    this.#buckets.delete(name);
    for (const upload of uploads) this.uploads.forget(upload);
    await Promise.all([this.store.room(), this.bodies.release(uploads.flatMap(slicesOf))]);
  }

  /** Id and rank of a version written now. */
  nextVersion(bucket: Bucket): Pick<ObjectVersion, 'versionId' | 'sequence'> {
    const versionId = bucket.writesNullVersions ? NULL_VERSION : randomBytes(24).toString('base64url');
    this.#sequence++;
    return { versionId, sequence: this.#sequence };
  }

  /**
   * Makes it the key's newest version. The caller's reference to the slices becomes the catalog's; what it replaces is
   * released after the store has it. The upload that it completes ends with the same write.
   */
  async add(bucket: Bucket, version: ObjectVersion, name: ObjectEventName, completes?: Completion): Promise<void> {
    const told = this.announce(bucket, [{ name, key: version.key, version }]);
    const noted = completes && this.completed.writes(completes.completed);
    const ended = completes === undefined ? [] : [...endOf(completes.upload), ...(noted?.writes ?? [])];
    const overtaken = this.uploads.overtaken(bucket.name, [version.key], completes?.upload);
    this.store.append([this.#put(bucket, version), ...ended, ...overtaken.writes, ...told.writes]);
    overtaken.place();
    if (completes !== undefined) this.uploads.forget(completes.upload);
    noted?.place();
    const replaced = bucket.add(version);
    told.go();
    await Promise.all([this.store.room(), this.bodies.release(replaced?.slices ?? [])]);
  }

  /** All of them go, and all the delete markers come, with one write. */
  async remove(
    bucket: Bucket,
    versions: readonly ObjectVersion[],
    markers: readonly ObjectVersion[],
    happenings: readonly Happening[],
  ): Promise<void> {
    const told = this.announce(bucket, happenings);
    const overtaken = this.uploads.overtaken(
      bucket.name,
      happenings.map(({ key }) => key),
    );
    const writes = [
      ...versions.map((v): Write => ({ namespace: VERSIONS, key: storeKey(bucket, v), deleted: true })),
      ...markers.map((marker) => this.#put(bucket, marker)),
      ...overtaken.writes,
      ...told.writes,
    ];
    if (writes.length === 0) return;
    this.store.append(writes);
    overtaken.place();
    for (const version of versions) bucket.remove(version);
    const replaced = markers.flatMap((marker) => bucket.add(marker) ?? []);
    told.go();
    await Promise.all([this.store.room(), this.bodies.release([...versions, ...replaced].flatMap((v) => v.slices))]);
  }

  /** The same version with other tags. */
  async replace(bucket: Bucket, version: ObjectVersion): Promise<void> {
    this.store.append([this.#put(bucket, version)]);
    bucket.replace(version);
    await this.store.room();
  }

  #put(bucket: Bucket, version: ObjectVersion): Write {
    const value: StoredVersion = { ...version, bucket: bucket.name };
    return { namespace: VERSIONS, key: storeKey(bucket, version), value };
  }
}

const storeKey = ({ name }: Bucket, { key, versionId }: ObjectVersion): string => `${name}/${versionId}/${key}`;
