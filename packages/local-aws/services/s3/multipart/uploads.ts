import type { Store, Write } from '../../../store';
import type { BodyStore } from '../bodies/body-store';
import { noSuchUpload } from '../errors';
import type { Journal } from '../journal';
import type { PartRecord, UploadRecord } from '../records';

const UPLOADS = 's3-uploads';
const PARTS = 's3-parts';

interface Upload {
  readonly record: UploadRecord;
  readonly parts: Map<number, PartRecord>;
}

/** Multipart uploads under way. Each part is an entry of its own: an upload may have 10,000. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();

  constructor(
    readonly journal: Journal,
    readonly bodies: BodyStore,
  ) {}

  async load(store: Store): Promise<void> {
    for await (const [id, record] of store.entries<UploadRecord>(UPLOADS)) {
      this.#uploads.set(id, { record, parts: new Map() });
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

  /** In the order of key and start. */
  of(bucket: string): UploadRecord[] {
    return [...this.#uploads.values()]
      .map((u) => u.record)
      .filter((r) => r.bucket === bucket)
      .sort((a, b) => (a.key === b.key ? a.initiatedAt - b.initiatedAt : a.key < b.key ? -1 : 1));
  }

  async create(record: UploadRecord): Promise<void> {
    this.#uploads.set(record.id, { record, parts: new Map() });
    await this.journal.write([{ namespace: UPLOADS, key: record.id, value: record }]);
  }

  /** The caller's reference to the part's slices becomes ours; a part of that number gives way. */
  async addPart({ parts }: Upload, part: PartRecord): Promise<void> {
    const replaced = parts.get(part.number);
    parts.set(part.number, part);
    await this.journal.write([{ namespace: PARTS, key: partKey(part), value: part }]);
    if (replaced !== undefined) await this.bodies.release(replaced.slices);
  }

  /**
   * Forgets the upload in memory; the writes that make it last are for the caller, to go with what he makes of the
   * parts.
   */
  close({ record, parts }: Upload): Write[] {
    this.#uploads.delete(record.id);
    return [
      { namespace: UPLOADS, key: record.id, deleted: true },
      ...[...parts.values()].map((p): Write => ({ namespace: PARTS, key: partKey(p), deleted: true })),
    ];
  }

  async abort(upload: Upload): Promise<void> {
    await this.journal.write(this.close(upload));
    await this.bodies.release([...upload.parts.values()].flatMap((p) => p.slices));
  }
}

export interface UploadTarget {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly UploadId?: string;
}

const partKey = ({ uploadId, number }: PartRecord): string => `${uploadId}/${String(number).padStart(5, '0')}`;
