import { KeyIndex } from '../listing/key-index';
import { type BucketRecord, NULL_VERSION, type ObjectVersion } from '../records';

/** One bucket in memory: the versions of each key, newest first. */
export class Bucket {
  readonly keys = new KeyIndex();
  readonly #versions = new Map<string, ObjectVersion[]>();

  constructor(public record: BucketRecord) {}

  get name(): string {
    return this.record.name;
  }

  /** Nothing in it, not even old versions or delete markers. */
  get isEmpty(): boolean {
    return this.#versions.size === 0;
  }

  /** The object as it is now; undefined when there is none or it was deleted. */
  current(key: string): ObjectVersion | undefined {
    const newest = this.#versions.get(key)?.[0];
    return newest?.isDeleteMarker ? undefined : newest;
  }

  versions(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? [];
  }

  version(key: string, versionId: string): ObjectVersion | undefined {
    return this.versions(key).find((v) => v.versionId === versionId);
  }

  /** What the next write of a key is called, and which version it takes the place of. */
  get writesNullVersions(): boolean {
    return this.record.versioning !== 'Enabled';
  }

  /** Puts a version in its place. Returns the one that it replaces: only null versions are replaced. */
  add(version: ObjectVersion): ObjectVersion | undefined {
    const all = this.#versions.get(version.key);
    if (all === undefined) {
      this.#versions.set(version.key, [version]);
      this.keys.add(version.key);
      return undefined;
    }
    const at = version.versionId === NULL_VERSION ? all.findIndex((v) => v.versionId === NULL_VERSION) : -1;
    const [replaced] = at === -1 ? [] : all.splice(at, 1);
    const place = all.findIndex((v) => v.sequence < version.sequence);
    all.splice(place === -1 ? all.length : place, 0, version);
    return replaced;
  }

  remove({ key, versionId }: ObjectVersion): void {
    const left = this.versions(key).filter((v) => v.versionId !== versionId);
    if (left.length > 0) this.#versions.set(key, left);
    else if (this.#versions.delete(key)) this.keys.remove(key);
  }

  /** The same version with other tags. */
  replace(version: ObjectVersion): void {
    const all = this.#versions.get(version.key) ?? [];
    this.#versions.set(
      version.key,
      all.map((v) => (v.versionId === version.versionId ? version : v)),
    );
  }
}
