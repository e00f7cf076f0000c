import { DurableMap, type Store, type Write } from '../../../store';
import type { UploadTarget } from './uploads';

/** An upload that became an object. */
export interface CompletedUpload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Numbers and ETags of the parts, without quotes. */
  readonly parts: string;
  readonly answer: object;
  /** Milliseconds since the epoch. */
  readonly completedAt: number;
}

/** S3 does not say for how long it answers the same Complete again. */
const KEPT_MS = 86_400_000;

/** Completed uploads, durable: whoever did not hear the answer asks again, and gets it. */
export class CompletedUploads {
  private constructor(readonly records: DurableMap<CompletedUpload>) {}

  static async load(store: Store): Promise<CompletedUploads> {
    return new CompletedUploads(await DurableMap.load(store, 's3-completed-uploads'));
  }

  /** The same Complete as before; undefined for any other. */
  find({ Bucket, Key, UploadId = '' }: UploadTarget, parts: string): CompletedUpload | undefined {
    const found = this.records.get(UploadId);
    const isSame = found?.bucket === Bucket && found?.key === Key && found?.parts === parts;
    return isSame ? found : undefined;
  }

  /** Writes to go with the object; `place` is called once they are made. */
  writes(completed: CompletedUpload): { readonly writes: readonly Write[]; readonly place: () => void } {
    const { namespace } = this.records;
    const old = this.records.values().filter(({ completedAt }) => completedAt < completed.completedAt - KEPT_MS);
    return {
      writes: [
        { namespace, key: completed.id, value: completed },
        ...old.map(({ id }): Write => ({ namespace, key: id, deleted: true })),
      ],
      place: () => {
        this.records.place(completed.id, completed);
        for (const { id } of old) this.records.place(id, undefined);
      },
    };
  }
}

/** What a Complete names, so that two can be compared. */
export const partsNamed = (parts: readonly { readonly PartNumber?: number; readonly ETag?: string }[]): string =>
  parts.map(({ PartNumber, ETag = '' }) => `${PartNumber}:${ETag.replaceAll('"', '')}`).join();
