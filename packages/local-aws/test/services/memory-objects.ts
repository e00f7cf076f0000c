import { createHash } from 'node:crypto';
import { type ObjectStore, type ObjectSummary, ServiceError } from '../../service';

/** An ObjectStore in memory that counts reads. */
export class MemoryObjects implements ObjectStore {
  readonly #objects = new Map<string, ObjectSummary & { readonly body: Uint8Array }>();
  reads = 0;

  async createBucket(): Promise<void> {}

  async put(bucket: string, key: string, given: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
    const chunks = given instanceof Uint8Array ? [given] : [];
    if (!(given instanceof Uint8Array)) for await (const chunk of given) chunks.push(chunk);
    const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    this.#objects.set(`${bucket}/${key}`, { key, size: body.length, etag, lastModified: new Date(0), body });
  }

  async get(
    bucket: string,
    key: string,
    range?: { readonly start: number; readonly end: number },
  ): Promise<Uint8Array> {
    this.reads++;
    const found = this.#objects.get(`${bucket}/${key}`);
    if (found === undefined) throw new ServiceError('NoSuchKey', `The specified key does not exist: ${key}`);
    return range === undefined ? found.body : found.body.subarray(range.start, range.end);
  }

  list(bucket: string, prefix: string): ObjectSummary[] {
    return [...this.#objects.entries()]
      .filter(([path]) => path.startsWith(`${bucket}/${prefix}`))
      .map(([, { body: _, ...summary }]) => summary)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async delete(bucket: string, key: string): Promise<void> {
    this.#objects.delete(`${bucket}/${key}`);
  }
}
