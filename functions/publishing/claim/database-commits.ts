import {
  COMMITS,
  type DatabaseCommit,
  databaseCommitKey,
  expiryOfResult,
  publicationPartition,
} from '../../../core/ledger/publications';
import { queryItems } from '../../shared/ledger/query';
import type { LedgerTable } from '../../shared/ledger/table';
import { updateItem } from '../../shared/ledger/update';

/** When each database of a publication was whole in the lake, by its name in Glue. */
export async function readDatabaseCommits(table: LedgerTable, holder: string): Promise<Map<string, string>> {
  const commits = await queryItems<DatabaseCommit>(table, publicationPartition(holder), COMMITS);
  return new Map(commits.map(({ glueDatabase, dataReadyAt }) => [glueDatabase, dataReadyAt]));
}

/** Writes the moments. `now` in milliseconds since the epoch. */
export async function recordDatabaseCommits(
  table: LedgerTable,
  holder: string,
  moments: ReadonlyMap<string, { readonly dataReadyAt: string }>,
  now: number,
): Promise<void> {
  for (const [glueDatabase, { dataReadyAt }] of moments) {
    const commit: DatabaseCommit = { glueDatabase, dataReadyAt, expiresAt: expiryOfResult(now) };
    await updateItem(table, databaseCommitKey(holder, glueDatabase), commit);
  }
}
