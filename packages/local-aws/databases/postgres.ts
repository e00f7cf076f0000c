import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** A quarter of the memory of the default of 128 MB is given back; the data sets are small. */
const SHARED_BUFFERS = '16MB';

/** An empty initialized PostgreSQL as a tarball: starting from it takes 1 s instead of 4. */
async function template(file: string): Promise<Buffer> {
  try {
    return readFileSync(file);
  } catch {
    const empty = await PGlite.create();
    const dump = await empty.dumpDataDir('none');
    await empty.close();
    const bytes = Buffer.from(await dump.arrayBuffer());
    await mkdir(dirname(file), { recursive: true });
    const unfinished = `${file}.${randomUUID()}`;
    await writeFile(unfinished, bytes);
    await rename(unfinished, file);
    return bytes;
  }
}

/** Starts an empty PostgreSQL in memory. `templateFile` is made when it is not there. */
export async function startPostgres(templateFile: string): Promise<PGlite> {
  const bytes = await template(templateFile);
  return PGlite.create({
    loadDataDir: new Blob([new Uint8Array(bytes)]),
    startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`],
  });
}

const USER_SCHEMAS = `SELECT quote_ident(nspname) AS schema FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`;

/** Makes the database as empty as the template: no schema but `public`, session settings at their defaults. */
export async function dropEverything(postgres: PGlite): Promise<void> {
  for (const statement of ['ROLLBACK', 'DISCARD ALL']) await postgres.exec(statement);
  const { rows } = await postgres.query<{ schema: string }>(USER_SCHEMAS);
  for (const { schema } of rows) await postgres.exec(`DROP SCHEMA ${schema} CASCADE`);
  await postgres.exec('CREATE SCHEMA public');
}
