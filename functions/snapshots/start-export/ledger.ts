import { localDate } from '../../../core/lake/local-date';
import {
  type ExportItem,
  exportKey,
  type QueueEntry,
  queueKey,
  type Resolution,
  type ResolvedSnapshot,
  resolutionKey,
  SLOTS_KEY,
  type SlotClaim,
  type SlotsItem,
} from '../../../core/ledger/exports';
import type { Condition } from '../../shared/ledger/condition';
import { getItem } from '../../shared/ledger/get';
import { putItem } from '../../shared/ledger/put';
import { queryItems } from '../../shared/ledger/query';
import { removeItem } from '../../shared/ledger/remove';
import type { LedgerTable } from '../../shared/ledger/table';
import { updateItem } from '../../shared/ledger/update';

export type SnapshotId = Pick<ResolvedSnapshot, 'sourceId' | 'snapshotTime'>;

/** What may change in an export's item; `undefined` removes. */
export type ExportChanges = {
  readonly [K in Exclude<keyof ExportItem, 'sourceId' | 'sourceArn' | 'snapshotTime'>]?: ExportItem[K];
};

/** Clocks that are set back make dates of 25 hours; a zone that crosses the date line backwards, of 48. */
const LONGEST_DATE_MS = 48 * 3_600_000;
/** Later exports than this many are not looked at for the expected duration. */
const HISTORY = 20;

/**
 * The export ledger, in its own words. Every write of an export or a queue entry holds only while its execution owns
 * the snapshot.
 */
export class Ledger {
  constructor(readonly table: LedgerTable) {}

  readResolution(executionArn: string): Promise<Resolution | undefined> {
    return getItem(this.table, resolutionKey(executionArn));
  }
  async writeResolution(executionArn: string, resolution: Resolution): Promise<void> {
    await putItem(this.table, resolutionKey(executionArn), resolution);
  }

  readExport({ sourceId, snapshotTime }: SnapshotId): Promise<ExportItem | undefined> {
    return getItem(this.table, exportKey(sourceId, snapshotTime));
  }
  /** False when it exists already. */
  createExport(item: ExportItem): Promise<boolean> {
    return putItem(this.table, exportKey(item.sourceId, item.snapshotTime), item, { absent: true });
  }
  /** False when the snapshot belongs to another execution by now. */
  updateExport({ sourceId, snapshotTime }: SnapshotId, owner: string, changes: ExportChanges): Promise<boolean> {
    return updateItem(this.table, exportKey(sourceId, snapshotTime), changes, {
      attribute: 'executionArn',
      equals: owner,
    });
  }

  /** Exports of one source, newest first. */
  latestExports(sourceId: string): Promise<ExportItem[]> {
    const { pk, sk } = exportKey(sourceId, '');
    return queryItems(this.table, pk, { from: sk, to: `${sk}~`, newestFirst: true, limit: HISTORY });
  }
  /** Exports of later snapshots of the same source and local date. */
  async newerOfDate({ sourceId, snapshotTime }: SnapshotId, timeZone: string): Promise<ExportItem[]> {
    const { pk, sk } = exportKey(sourceId, snapshotTime);
    const latest = new Date(Date.parse(snapshotTime) + LONGEST_DATE_MS).toISOString();
    const items = await queryItems<ExportItem>(this.table, pk, { from: sk, to: exportKey(sourceId, latest).sk });
    const date = localDate(snapshotTime, timeZone);
    return items.filter((item) => item.snapshotTime > snapshotTime && localDate(item.snapshotTime, timeZone) === date);
  }

  readQueue(): Promise<QueueEntry[]> {
    return queryItems(this.table, queueKey('', '').pk);
  }
  readEntry({ sourceId, snapshotTime }: SnapshotId): Promise<QueueEntry | undefined> {
    return getItem(this.table, queueKey(sourceId, snapshotTime));
  }
  async writeEntry(entry: QueueEntry): Promise<void> {
    await putItem(this.table, queueKey(entry.sourceId, entry.snapshotTime), entry);
  }
  async leaveQueue({ sourceId, snapshotTime }: SnapshotId, owner: string): Promise<void> {
    await removeItem(this.table, queueKey(sourceId, snapshotTime), { attribute: 'executionArn', equals: owner });
  }

  async readSlots(): Promise<SlotsItem> {
    return (await getItem<SlotsItem>(this.table, SLOTS_KEY)) ?? { version: 0, claims: {} };
  }
  /** Compare and set: false when somebody else changed the slots since they were read. */
  writeSlots({ version }: SlotsItem, claims: Readonly<Record<string, SlotClaim>>): Promise<boolean> {
    const condition: Condition = version === 0 ? { absent: true } : { attribute: 'version', equals: version };
    return putItem(this.table, SLOTS_KEY, { version: version + 1, claims }, condition);
  }
}
