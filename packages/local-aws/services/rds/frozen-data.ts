import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrozenDatabase, SourceDatabases } from '../../databases';
import { digest } from './hash';

/** What a source held at one moment, on disk. Written whole or not at all. */
export class FrozenData {
  constructor(
    readonly directory: string,
    readonly databases: Pick<SourceDatabases, 'freeze'>,
  ) {}

  /** The folder of one moment, named by what it belongs to: a snapshot's ARN, an export of a live cluster. */
  folder(owner: string): string {
    return join(this.directory, digest(owner).slice(0, 32));
  }

  has(owner: string): boolean {
    return existsSync(join(this.folder(owner), 'frozen.json'));
  }

  /** Freezes the source as it is now. A moment that is on disk already stays as it is. */
  async freeze(owner: string, sourceId: string): Promise<void> {
    if (this.has(owner)) return;
    const folder = this.folder(owner);
    await mkdir(folder, { recursive: true });
    const frozen = await this.databases.freeze(sourceId, folder);
    await writeFile(join(folder, 'frozen.json.unfinished'), JSON.stringify(frozen));
    await rename(join(folder, 'frozen.json.unfinished'), join(folder, 'frozen.json'));
  }

  read(owner: string): FrozenDatabase[] {
    return JSON.parse(readFileSync(join(this.folder(owner), 'frozen.json'), 'utf8')) as FrozenDatabase[];
  }

  async drop(owner: string): Promise<void> {
    await rm(this.folder(owner), { recursive: true, force: true });
  }
}
