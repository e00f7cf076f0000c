import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { freezeDatabase } from './freeze';
import { loadDatabase } from './load';
import { dropEverything, startPostgres } from './postgres';
import type { DatabaseSpec, FrozenDatabase } from './source';

/**
 * What a child process does at a time: load a database, repeat what was changed since, freeze it if a folder is given.
 */
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

let started: Promise<PGlite> | undefined;

async function perform({ spec, changes, folder, templateFile, data }: WorkerTask): Promise<WorkerAnswer> {
  const scratch = mkdtempSync(join(tmpdir(), 'lakeferry-load-'));
  try {
    const postgres = await emptyPostgres(templateFile);
    await loadDatabase(postgres, spec, { data, scratch });
    for (const change of changes) await postgres.exec(change);
    if (folder === undefined) return {};
    mkdirSync(folder, { recursive: true });
    return { frozen: await freezeDatabase(postgres, spec.name, folder) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** One PostgreSQL serves this process, emptied before each task: starting costs more than loading. */
async function emptyPostgres(templateFile: string): Promise<PGlite> {
  if (started !== undefined) await dropEverything(await started);
  started ??= startPostgres(templateFile);
  return started;
}

process.on('message', (task: WorkerTask) => {
  perform(task).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
// The parent is gone: nobody waits for the answer.
process.once('disconnect', () => process.exit(1));
