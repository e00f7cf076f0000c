import type { Table } from '@aws-sdk/client-glue';
import { replacedFolder, uncommittedFolder } from '../../../core/dynamodb/publication/folders';
import { type WrittenBucket, type WrittenDate, writtenDates } from '../../../core/dynamodb/publication/written-dates';
import { mergedColumns, type PartitionColumn } from '../../../core/dynamodb/publishing/partition-columns';
import { inChunks } from '../../../core/in-chunks';
import { folderKey, type PublishedDate, publishedDateKey } from '../../../core/ledger/dynamodb';
import { getItem } from '../../shared/ledger/get';
import { type BatchedWrite, writeBatch } from '../../shared/ledger/write-batch';
import type { PublicationPlan } from '../publication-payloads';
import { columnsOfTable, findTable, type HistoryTable, putTable } from './glue-table';
import type { FolderPlace } from './remove-folders';
import { MOST_PARTITIONS, switchDates } from './switch-dates';

export interface Registration {
  readonly plan: PublicationPlan;
  readonly buckets: readonly WrittenBucket[];
  readonly tables: readonly HistoryTable[];
  /** Who took the turn to commit, which is asked before dates are switched. Undefined: it is still ours. */
  readonly turnTakenBy: () => Promise<string | undefined>;
}

export type Registered = { readonly dates: number; readonly rows: number } | { readonly takenBy: string };

/** Puts every date that changed into the catalog, then into the ledger. Returns what was switched. */
export async function registerDates(
  place: FolderPlace,
  { plan, buckets, tables, turnTakenBy }: Registration,
): Promise<Registered> {
  const written = writtenDates(buckets);
  const changes = [];
  const unchanged: WrittenDate[] = [];
  // every table is judged before the first is changed
  for (const table of tables) {
    const all = written.filter(({ glueTable }) => glueTable === table.glueTable);
    if (all.length === 0 && table.declared.length === 0) continue;
    const present = await findTable(place.glue, table);
    // a table that was deleted from the catalog gets all its dates again
    const isNew = ({ isChanged, rows }: WrittenDate): boolean => isChanged || (present === undefined && rows > 0);
    const dates = all.filter(isNew);
    unchanged.push(...all.filter((each) => !isNew(each)));
    if (dates.length === 0 && hasDeclared(table, present)) continue;
    const targets = new Set(dates.map(({ target }) => target));
    const columns = mergedColumns(
      table,
      table.declared.map((name) => ({ name })),
      ...buckets.filter(({ target }) => targets.has(target)).map((each) => each.columns),
    );
    changes.push({ table, dates, present, columns: columnsOfTable(table, present, columns) });
  }
  await dropUnchanged(place, plan, unchanged);
  let [count, rows] = [0, 0];
  for (const { table, dates, columns: wanted, present } of changes) {
    const columns = await putTable(place.glue, table, wanted, present);
    for (const some of inChunks(dates, MOST_PARTITIONS)) {
      const takenBy = await turnTakenBy();
      if (takenBy !== undefined) return { takenBy };
      await switchSome(place, plan, table, columns, some);
    }
    count += dates.length;
    rows += dates.reduce((sum, each) => sum + each.rows, 0);
  }
  return { dates: count, rows };
}

/** A table that nothing was published of is made with its first rows. */
const hasDeclared = ({ declared }: HistoryTable, present: Table | undefined): boolean => {
  const columns = new Set(present?.StorageDescriptor?.Columns?.map(({ Name }) => Name));
  return present === undefined || declared.every((name) => columns.has(name));
};

/** First the catalog, then the folders that are left, then what is published: so that nothing is forgotten midway. */
async function switchSome(
  place: FolderPlace,
  plan: PublicationPlan,
  table: HistoryTable,
  columns: readonly PartitionColumn[],
  dates: readonly WrittenDate[],
): Promise<void> {
  const { glue, ledger, lakeBucket, entry, now, wait } = place;
  const bucketUri = `s3://${lakeBucket}/`;
  const before = await switchDates(glue, { table, columns, dates, bucketUri });
  const at = new Date(now()).toISOString();
  const left: BatchedWrite[] = [];
  for (const { glueTable, date, target } of dates) {
    const published = await getItem<PublishedDate>(ledger, publishedDateKey(entry, glueTable, date));
    const folders = new Set([published?.folder, before.get(date)?.slice(bucketUri.length)]);
    for (const folder of folders) {
      if (folder === undefined || folder === target) continue;
      const item = replacedFolder(at, { folder, glueTable, date });
      left.push({ key: folderKey(entry, item), item });
    }
  }
  await writeBatch(ledger, left, wait);
  const published = dates.map(({ glueTable, date, target, files, buckets, rows, bytes }): BatchedWrite => {
    const item: PublishedDate = { folder: target, files, buckets, keys: table.keys, rows, bytes };
    return { key: publishedDateKey(entry, glueTable, date), item };
  });
  await writeBatch(ledger, published, wait);
  await writeBatch(
    ledger,
    dates.map((each) => ({ key: planned(entry, plan, each) })),
    wait,
  );
}

/** Of the folder, as plan-partitions wrote it down. */
const planned = (entry: string, { listedAt }: PublicationPlan, { target, glueTable, date }: WrittenDate) =>
  folderKey(entry, uncommittedFolder(listedAt, { folder: target, glueTable, date }));

/** Nobody ever reads a folder that says the same as the one that stands. */
async function dropUnchanged(place: FolderPlace, plan: PublicationPlan, dates: readonly WrittenDate[]): Promise<void> {
  const { ledger, entry, wait } = place;
  const writes = dates.flatMap((each): BatchedWrite[] => {
    const { target: folder, glueTable, date } = each;
    const item = { folder, glueTable, date, removeAfter: plan.listedAt };
    return [{ key: folderKey(entry, item), item }, { key: planned(entry, plan, each) }];
  });
  await writeBatch(ledger, writes, wait);
}
