import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSpec, FrozenDatabase, SourceSpec } from './source';
import { WorkerPool } from './worker-pool';

export type * from './source';

/** The source databases of this machine. None is in memory unless it is being frozen or changed. */
export interface SourceDatabases {
  readonly sources: readonly SourceSpec[];
  /**
   * Writes every table of every database of the source into `<folder>/<database>/`. The same state gives the same
   * bytes.
   */
  freeze(sourceId: string, folder: string): Promise<FrozenDatabase[]>;
  /**
   * Changes a database by SQL, durably. Throws {@link SourceDatabaseError} with PostgreSQL's own message, and then
   * nothing has changed.
   */
  execute(sourceId: string, database: string, sql: string): Promise<void>;
  /** Work under way is given up. */
  close(): void;
}

export interface DatabasesOptions {
  /** Changes made by SQL are kept here. */
  readonly directory: string;
  readonly sources: readonly SourceSpec[];
  /** Folder that `$data` in a table's rows stands for. @default no rows may name it */
  readonly data?: string;
  /** File that keeps a PostgreSQL ready to start, for all databases of this machine. @default within `directory` */
  readonly templateFile?: string;
  /** PostgreSQL processes at once; each takes about 0.5 GB. @default 1 */
  readonly concurrency?: number;
}

export class SourceDatabaseError extends Error {
  override readonly name = 'SourceDatabaseError';
  constructor(source: string, database: string, message: string) {
    super(`Database ${source}/${database}: ${message}`);
  }
}

interface Change {
  readonly database: string;
  readonly sql: string;
}

/** Says which databases there are. Data is loaded when somebody asks for it. */
export function loadDatabases({
  directory,
  sources,
  data = '',
  templateFile = join(directory, 'pglite-template.tar'),
  concurrency = 1,
}: DatabasesOptions): SourceDatabases {
  const changes = new Map(sources.map(({ id }) => [id, readChanges(changesFile(directory, id))]));
  const pool = new WorkerPool(concurrency);
  let lastChange: Promise<void> = Promise.resolve();
  const sourceOf = (id: string): SourceSpec => {
    const source = sources.find((s) => s.id === id);
    if (source === undefined) {
      throw new RangeError(`There is no source '${id}'. Use one of: ${sources.map((s) => s.id).join(', ')}.`);
    }
    return source;
  };
  const run = async (source: SourceSpec, spec: DatabaseSpec, made: readonly Change[], folder?: string) => {
    const statements = made.filter((c) => c.database === spec.name).map((c) => c.sql);
    try {
      return await pool.run({ spec, changes: statements, folder, templateFile, data });
    } catch (error) {
      throw new SourceDatabaseError(source.id, spec.name, error instanceof Error ? error.message : String(error));
    }
  };
  const madeTo = (id: string): Change[] => changes.get(id) ?? [];

  return {
    sources,
    async freeze(id, folder) {
      const source = sourceOf(id);
      const made = [...madeTo(id)];
      return Promise.all(
        source.databases.map(async (spec) => (await run(source, spec, made, join(folder, spec.name)))!),
      );
    },
    async execute(id, database, sql) {
      const source = sourceOf(id);
      const spec = source.databases.find((d) => d.name === database);
      if (spec === undefined) {
        const names = source.databases.map((d) => d.name).join(', ');
        throw new RangeError(`${id} has no database '${database}'. Use one of: ${names}.`);
      }
      const change = { database, sql };
      const done = lastChange.then(async () => {
        await run(source, spec, [...madeTo(id), change]);
        keepChange(changesFile(directory, id), change);
        madeTo(id).push(change);
      });
      lastChange = done.catch(() => {});
      await done;
    },
    close: () => pool.close(),
  };
}

const changesFile = (directory: string, id: string): string => join(directory, `${id}.changes.jsonl`);

function readChanges(file: string): Change[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  // A process killed while writing leaves a line without an end: nobody was told that this change was made.
  if (whole.length < text.length) writeFileSync(file, whole);
  const lines = whole.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Change);
}

function keepChange(file: string, change: Change): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(change)}\n`);
}
