import { createHash } from 'node:crypto';
import { FINDINGS_PARTITION, TOLD_FINDINGS_KEY, type ToldFindingsItem } from '../../../core/ledger/governance';
import type { Reader } from '../../shared/lakeformation/reader';
import { queryItems } from '../../shared/ledger/query';
import type { LedgerTable } from '../../shared/ledger/table';
import { writeBatch } from '../../shared/ledger/write-batch';

/** One night, and some of the next: whoever told them last may not run any more. */
const SILENT_MS = 20 * 3_600_000;

/**
 * Whether the run of this database tells what concerns the whole account: if it told that the last time, if it is new,
 * or if nobody told it for a while. Two runs at the same moment may both tell it.
 */
export async function isTurnToTell(
  table: LedgerTable,
  glueDatabase: string,
  lines: readonly string[],
  { now, wait }: Pick<Reader, 'now' | 'wait'>,
): Promise<boolean> {
  if (lines.length === 0) return false;
  const [last] = await queryItems<ToldFindingsItem>(table, FINDINGS_PARTITION);
  const hash = createHash('sha256')
    .update([...lines].sort().join('\n'))
    .digest('base64url');
  const isFresh = last !== undefined && now() - Date.parse(last.at) < SILENT_MS;
  if (isFresh && last.hash === hash && last.glueDatabase !== glueDatabase) return false;
  const item: ToldFindingsItem = { glueDatabase, at: new Date(now()).toISOString(), hash };
  await writeBatch(table, [{ key: TOLD_FINDINGS_KEY, item }], wait);
  return true;
}
