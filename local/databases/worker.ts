import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freezeDatabase } from './freeze';
import { loadDatabase } from './load';
import { startPostgres } from './postgres';
import type { DatabaseSpec, FrozenDatabase } from './source';

/** What one child process does: load a database, repeat what was changed since, freeze it if a folder is given. Then it ends. */
export interface WorkerTask {
  readonly spec: DatabaseSpec;
  /** SQL run after loading, in order. */
  readonly changes: readonly string[];
  /** Where to freeze to. @default nothing is frozen: the changes are only tried */
  readonly folder?: string;
  readonly templateFile: string;
  readonly data: string;
}

export type WorkerAnswer = { readonly frozen?: FrozenDatabase } | { readonly error: string };

async function perform({ spec, changes, folder, templateFile, data }: WorkerTask): Promise<WorkerAnswer> {
  const scratch = mkdtempSync(join(tmpdir(), 'lakeferry-load-'));
  try {
    const postgres = await startPostgres(templateFile);
    await loadDatabase(postgres, spec, { data, scratch });
    for (const change of changes) await postgres.exec(change);
    if (folder === undefined) return {};
    mkdirSync(folder, { recursive: true });
    return { frozen: await freezeDatabase(postgres, spec.name, folder) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

process.once('message', (task: WorkerTask) => {
  perform(task)
    .catch((error: unknown): WorkerAnswer => ({ error: error instanceof Error ? error.message : String(error) }))
    .then((answer) => process.send?.(answer, () => process.exit(0)));
});
// The parent is gone: nobody waits for the answer.
process.once('disconnect', () => process.exit(1));
