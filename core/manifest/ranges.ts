/** A range of lines of the manifest, small enough for one invocation. */
export interface ManifestRange {
  readonly start: number;
  /** The byte after the last. */
  readonly end: number;
  readonly files: number;
  readonly bytes: number;
}

export interface BatchLimits {
  /** @default 5000: seconds at S3's rate, and 3 MB of manifest */
  readonly files?: number;
  /** @default 200 GB: minutes of copying inside S3 */
  readonly bytes?: number;
}

const MAX_FILES = 5_000;
const MAX_BYTES = 200e9;

/** Cuts a manifest, line by line, into batches. A file beyond the byte limit is a batch by itself. */
export class BatchCutter {
  readonly #files: number;
  readonly #bytes: number;
  #open: ManifestRange = { start: 0, end: 0, files: 0, bytes: 0 };

  constructor({ files = MAX_FILES, bytes = MAX_BYTES }: BatchLimits = {}) {
    this.#files = files;
    this.#bytes = bytes;
  }

  /**
   * Adds a line of `lineBytes` (newline included) that stands for a file of `fileBytes`. Returns the batch that it
   * closed.
   */
  add(lineBytes: number, fileBytes: number): ManifestRange | undefined {
    const { start, end, files, bytes } = this.#open;
    const closes = files > 0 && (files >= this.#files || bytes + fileBytes > this.#bytes);
    this.#open = closes
      ? { start: end, end: end + lineBytes, files: 1, bytes: fileBytes }
      : { start, end: end + lineBytes, files: files + 1, bytes: bytes + fileBytes };
    return closes ? { start, end, files, bytes } : undefined;
  }

  /** The open batch, if there is one. Lines may follow: they begin another. */
  close(): ManifestRange | undefined {
    const open = this.#open;
    this.#open = { start: open.end, end: open.end, files: 0, bytes: 0 };
    return open.files > 0 ? open : undefined;
  }
}
