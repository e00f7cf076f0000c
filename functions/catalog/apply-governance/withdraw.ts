import { CATALOG_EVENT } from '../../../core/catalog/names';
import type { GovernanceSettings } from '../../../core/config/types';
import { readDatabasesOf } from '../../shared/lakeformation/read-surroundings';
import type { Reader } from '../../shared/lakeformation/reader';
import type { Log } from '../../shared/log';
import type { ApplyGovernanceResult } from '../payloads';

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
  readonly withdraw: (database: string) => Promise<Pick<ApplyGovernanceResult, 'outcome'>>;
  /** Remembers whether the next run has to look again although nothing of lakeferry's is left. */
  readonly remember: (database: string, isClean: boolean) => Promise<void>;
}

/** What is left of databases that were taken out of the configuration. */
export interface Left {
  /** One for each database that is not clean: each run tries it again. */
  readonly lines: readonly string[];
  /** Why the next run would not know of all of them. The run fails by it, once its own database is closed. */
  readonly failure?: Error;
}

/** Takes everything back from those databases. No failure keeps the others, or the run's own database, from it. */
export async function withdrawFrom(databases: readonly string[], withdrawal: Withdrawal): Promise<Left> {
  const lines: string[] = [];
  let failure: Error | undefined;
  for (const database of databases) {
    const reason = await whyNotClean(database, withdrawal);
    if (reason === undefined) continue;
    lines.push(`${database} was taken out of the configuration and is not clean: ${reason}`);
    await withdrawal.remember(database, false).catch((error: Error) => {
      failure ??= error;
    });
  }
  return { lines, failure };
}

/** Undefined where everything is taken back, or nothing was shared. */
async function whyNotClean(
  database: string,
  { log, isShared, withdraw, remember }: Withdrawal,
): Promise<string | undefined> {
  try {
    if (!(await isShared(database))) return undefined;
    const { outcome } = await withdraw(database);
    if (outcome === 'UNFINISHED') return 'time was up, and the next run goes on';
    await remember(database, true);
    log.info('what was shared is taken back', { event: CATALOG_EVENT.databaseWithdrawn, glueDatabase: database });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `${error.name}: ${error.message}`;
  }
}
