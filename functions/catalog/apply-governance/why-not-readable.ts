import type { Settings } from '../../../core/config/types';
import { type CatalogState, openByTag } from '../../../core/governance';
import type { Reader } from '../../shared/lakeformation/reader';
import { readsTable } from '../../shared/lakeformation/reads-by-tag';

/**
 * Columns that are open by tag stand in tables that are not. No document says that Lake Formation shows them, so it is
 * asked about one of them.
 */
export async function whyNotReadable(
  { accounts: { analytics }, governance }: Pick<Settings, 'accounts' | 'governance'>,
  reader: Reader,
  database: string,
  live: CatalogState,
): Promise<string | undefined> {
  const table = analytics && openByTag(governance, live, { database, analytics });
  if (!analytics || !table || (await readsTable(reader, analytics, { database, table })) !== false) return undefined;
  return `${database}.${table} is shared whole by a tag on its columns, and Lake Formation lets ${analytics} read nothing of it: in this account a tag policy seems to show no columns of a table that does not match itself. Set governance.wholeTables to 'filters' and deploy.`;
}
