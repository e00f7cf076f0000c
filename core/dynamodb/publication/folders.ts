import type { LakePlace } from '../../lake/database-names';
import { folderKey, type GoingFolder } from '../../ledger/dynamodb';
import { partitionFolder } from '../../publishing/partition-folder';
import { historyDatabase } from '../databases';

/** One date of one published table in the lake. */
export interface DatePlace {
  /** Of the history: below the lake bucket, with a trailing slash. */
  readonly databaseFolder: string;
  readonly partitionKey: string;
  readonly glueTable: string;
  readonly date: string;
}

/**
 * With a trailing slash. Its last part is the revision and the plan: a date is switched from one folder to the next as
 * a whole, and a folder that another plan wrote, which may be read, is never written to.
 */
export function revisionFolder(
  { databaseFolder, partitionKey, glueTable, date }: DatePlace,
  revision: string,
  plan: string,
): string {
  const folder = partitionFolder({ databaseFolder, partitionKey, date }, glueTable);
  return `${folder}${revision}-${plan.split('-').at(-1)}/`;
}

const HOUR_MS = 3600 * 1000;
/** A query that began before a date was switched goes on reading the folder that it found. Athena's last 30 minutes. */
export const GRACE_HOURS = 24;
/** An execution can be redriven for 14 days: until then a folder that was written may still be committed. */
const UNCOMMITTED_HOURS = 16 * 24;

const hoursAfter = (moment: string, hours: number): string =>
  new Date(Date.parse(moment) + hours * HOUR_MS).toISOString();

/** A folder that a plan has written, for as long as it may be committed. */
export const uncommittedFolder = (listedAt: string, where: Omit<GoingFolder, 'removeAfter'>): GoingFolder => ({
  ...where,
  removeAfter: hoursAfter(listedAt, UNCOMMITTED_HOURS),
});

/** A folder whose place another has taken. */
export const replacedFolder = (at: string, where: Omit<GoingFolder, 'removeAfter'>): GoingFolder => ({
  ...where,
  removeAfter: hoursAfter(at, GRACE_HOURS),
});

/** Folders whose time has come: the latest counts, where several say when a folder goes. */
export function foldersDue(items: readonly GoingFolder[], now: number): GoingFolder[] {
  const latest = new Map<string, GoingFolder>();
  for (const item of items) {
    const known = latest.get(item.folder);
    if (known === undefined || known.removeAfter < item.removeAfter) latest.set(item.folder, item);
  }
  return [...latest.values()].filter(({ removeAfter }) => Date.parse(removeAfter) <= now);
}

/** Keys of all items that speak of a folder. */
export const keysOfFolder = (entry: string, items: readonly GoingFolder[], folder: string) =>
  items.filter((each) => each.folder === folder).map((each) => folderKey(entry, each));

/** Folder of the lake below which the history of all entries lies, without a slash at its end. */
export const historyFolder = (place: LakePlace): string => historyDatabase(place, '').folder.replace(/\/+$/, '');
