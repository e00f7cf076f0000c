import { CATALOG_EVENT } from '../../../core/catalog/names';
import type { GovernanceSettings } from '../../../core/config/types';
import { readDatabasesOf } from '../../shared/lakeformation/read-surroundings';
import type { Reader } from '../../shared/lakeformation/reader';
import type { Log } from '../../shared/log';

/** Databases of the installation that its configuration does not name any more. */
export async function removedDatabases(
  reader: Reader,
  { installation, databases }: NonNullable<GovernanceSettings['governed']>,
): Promise<string[]> {
  const made = await readDatabasesOf(reader, installation);
  return made.filter((name) => !databases.includes(name)).sort();
}

export interface Withdrawal {
  readonly log: Log;
  /** Whether lakeferry has something there. */
  readonly isShared: (database: string) => Promise<boolean>;
  /** Takes back what lakeferry shared; throws where that cannot be done, or where somebody still sees something. */
  readonly withdraw: (database: string) => Promise<void>;
  /** Remembers whether the next run has to look again although nothing of lakeferry's is left. */
  readonly remember: (database: string, isClean: boolean) => Promise<void>;
}

/**
 * Takes everything back from those databases. Returns a line for each that is not clean: each run tries it again.
 */
export async function withdrawFrom(
  databases: readonly string[],
  { log, isShared, withdraw, remember }: Withdrawal,
): Promise<string[]> {
  const lines: string[] = [];
  for (const database of databases) {
    if (!(await isShared(database))) continue;
    try {
      await withdraw(database);
      await remember(database, true);
      log.info('what was shared is taken back', { event: CATALOG_EVENT.databaseWithdrawn, glueDatabase: database });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      await remember(database, false);
      lines.push(`${database} was taken out of the configuration and is not clean: ${error.name}: ${error.message}`);
    }
  }
  return lines;
}
