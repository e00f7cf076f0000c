import type { Store, Write } from '../../../store';
import type { BodyStore } from '../bodies/body-store';
import { noSuchUpload } from '../errors';
import type { PartRecord, Slice, UploadRecord } from '../records';

const UPLOADS = 's3-uploads';
const PARTS = 's3-parts';

export interface Upload {
  record: UploadRecord;
  readonly parts: Map<number, PartRecord>;
}

/** Multipart uploads under way. Each part is an entry of its own: an upload may have 10,000. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();
  readonly #ofKey = new Map<string, Set<Upload>>();

  constructor(
    readonly store: Store,
    readonly bodies: BodyStore,
  ) {}

  async load(): Promise<void> {
    const { store } = this;
    for await (const [, record] of store.entries<UploadRecord>(UPLOADS)) {
      this.#add(record);
    }
    for await (const [, part] of store.entries<PartRecord>(PARTS)) {
      this.#uploads.get(part.uploadId)?.parts.set(part.number, part);
      this.bodies.retain(part.slices);
    }
  }

  /** Throws NoSuchUpload, also when the upload is another object's. */
  find({ Bucket, Key, UploadId }: UploadTarget): Upload {
    const upload = this.#uploads.get(UploadId ?? '');
    if (upload?.record.bucket !== Bucket || upload?.record.key !== Key) throw noSuchUpload(UploadId ?? '');
    return upload as Upload;
  }

  /** The KMS key that the parts are encrypted under; undefined where there is none, or no such upload. */
  keyOf(bucket: string, id: string): string | undefined {
    const { record } = this.#uploads.get(id) ?? {};
    return record?.bucket === bucket ? record.headers.SSEKMSKeyId : undefined;
  }

  /** In the order of key and start. */
  of(bucket: string): Upload[] {
    return [...this.#uploads.values()]
      .filter(({ record }) => record.bucket === bucket)
      .sort(({ record: a }, { record: b }) =>
        a.key === b.key ? a.initiatedAt - b.initiatedAt : a.key < b.key ? -1 : 1,
      );
  }

  async create(record: UploadRecord): Promise<void> {
    this.store.append([{ namespace: UPLOADS, key: record.id, value: record }]);
    this.#add(record);
    await this.store.room();
  }

  #add(record: UploadRecord): void {
    const upload = { record, parts: new Map<number, PartRecord>() };
    this.#uploads.set(record.id, upload);
    const name = nameOf(record.bucket, record.key);
    this.#ofKey.set(name, (this.#ofKey.get(name) ?? new Set()).add(upload));
  }

  /** The caller's reference to the part's slices becomes ours; a part of that number gives way. */
  async addPart({ parts }: Upload, part: PartRecord): Promise<void> {
    this.store.append([{ namespace: PARTS, key: partKey(part), value: part }]);
    const replaced = parts.get(part.number);
    parts.set(part.number, part);
    await Promise.all([this.store.room(), this.bodies.release(replaced?.slices ?? [])]);
  }

  /**
   * Notes that the keys have changed since their uploads began; `but` is the one that changes its key. Call `place`
   * when the writes are in the store.
   */
  overtaken(bucket: string, keys: readonly string[], but?: Upload): { readonly writes: Write[]; place(): void } {
    const others = [...new Set(keys)]
      .flatMap((key) => [...(this.#ofKey.get(nameOf(bucket, key)) ?? [])])
      .filter((upload) => upload !== but && !upload.record.isOvertaken)
      .map((upload) => ({ upload, record: { ...upload.record, isOvertaken: true } satisfies UploadRecord }));
    return {
      writes: others.map(({ record }) => ({ namespace: UPLOADS, key: record.id, value: record })),
      place: () => {
        for (const { upload, record } of others) upload.record = record;
      },
    };
  }

  /** In memory; {@link endOf} is what makes it last. */
  forget(upload: Upload): void {
    const { id, bucket, key } = upload.record;
    this.#uploads.delete(id);
    const name = nameOf(bucket, key);
    const left = this.#ofKey.get(name);
    left?.delete(upload);
    if (left?.size === 0) this.#ofKey.delete(name);
  }

  async abort(upload: Upload): Promise<void> {
    this.store.append(endOf(upload));
    this.forget(upload);
    await Promise.all([this.store.room(), this.bodies.release(slicesOf(upload))]);
  }
}

/** The writes that end an upload, for whoever writes them with what becomes of the parts. */
export const endOf = ({ record, parts }: Upload): Write[] => [
  { namespace: UPLOADS, key: record.id, deleted: true },
  ...[...parts.values()].map((p): Write => ({ namespace: PARTS, key: partKey(p), deleted: true })),
];

export const slicesOf = ({ parts }: Upload): Slice[] => [...parts.values()].flatMap((p) => p.slices);

export interface UploadTarget {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly UploadId?: string;
}

const partKey = ({ uploadId, number }: PartRecord): string => `${uploadId}/${String(number).padStart(5, '0')}`;

/** Buckets have no slashes in their names. */
const nameOf = (bucket: string, key: string): string => `${bucket}/${key}`;
