import { GetTableVersionsCommand, type TableVersion } from '@aws-sdk/client-glue';
import type { CatalogState, Owned } from '../../../core/governance';
import { ownValue } from '../../../core/own-value';
import { inParallel } from '../in-parallel';
import type { Pace } from './pace';
import { mayPass, persist } from './persist';
import type { Reader } from './reader';

/** Requests under way at once, of each database. */
const AT_ONCE = 6;
/** Most tables have one version more since the last run. */
const VERSIONS_A_PAGE = 10;

export interface Absences {
  /** Agreed columns that are there, and that some version since the last run lacked, by table. */
  readonly absent: Readonly<Record<string, readonly string[]>>;
  /** Tables whose versions could not be read, with the reason. */
  readonly unread: Readonly<Record<string, string>>;
}

/**
 * Which agreed columns were away between the last run and now, by the versions that Glue keeps of a table. A table of
 * which the last run saw this version or the one before is not asked about: nothing stood in between, so that a crawl
 * each night costs no request. The requests keep the pace of Lake Formation's. An update may leave no version
 * (`SkipArchive`), and versions may be deleted.
 */
export async function readAbsences(
  reader: Reader,
  pace: Pick<Pace, 'run'>,
  database: string,
  { databases }: CatalogState,
  { columns, versions = {} }: Owned,
): Promise<Absences> {
  const { tables } = ownValue(databases, database)!;
  const moved = Object.keys(columns).filter((table) => {
    const [now, last] = [ownValue(tables, table)?.version, ownValue(versions, table)];
    return now !== undefined && last !== undefined && now > last + 1;
  });
  const absent = new Map<string, readonly string[]>();
  const unread = new Map<string, string>();
  await inParallel(moved, AT_ONCE, async (table) => {
    try {
      const from = { last: ownValue(versions, table)!, now: ownValue(tables, table)!.version! };
      const since = await readVersionsSince(reader, pace, { DatabaseName: database, TableName: table }, from);
      const present = ownValue(tables, table)!
        .columns.map(({ name }) => name)
        .filter((name) => ownValue(ownValue(columns, table)!, name) !== undefined);
      const gone = present.filter((column) => since.some((names) => !names.has(column)));
      if (gone.length > 0) absent.set(table, gone);
    } catch (error) {
      if (!(error instanceof Error) || mayPass(error)) throw error;
      unread.set(table, `${error.name}: ${error.message}`);
    }
  });
  return { absent: Object.fromEntries(absent), unread: Object.fromEntries(unread) };
}

/** Names of the columns of each version after `last`. */
async function readVersionsSince(
  { glue, catalogId, ...patience }: Reader,
  pace: Pick<Pace, 'run'>,
  place: { readonly DatabaseName: string; readonly TableName: string },
  { last, now }: { readonly last: number; readonly now: number },
): Promise<ReadonlySet<string>[]> {
  const found: ReadonlySet<string>[] = [];
  const seen = new Set<number>();
  let NextToken: string | undefined;
  do {
    const query = { CatalogId: catalogId, ...place, NextToken, MaxResults: VERSIONS_A_PAGE };
    const page = await persist(patience, () => pace.run('reads', () => glue.send(new GetTableVersionsCommand(query))));
    for (const version of page.TableVersions ?? []) {
      const number = Number(version.VersionId);
      seen.add(number);
      if (number > last) found.push(columnNames(version));
    }
    NextToken = page.NextToken;
    // AWS gives the newest first, which no document says
  } while (NextToken && !(seen.has(now) && Math.min(...seen) <= last));
  return found;
}

const columnNames = ({ Table }: TableVersion): ReadonlySet<string> =>
  new Set(
    [...(Table?.StorageDescriptor?.Columns ?? []), ...(Table?.PartitionKeys ?? [])].map(({ Name = '' }) =>
      Name.toLowerCase(),
    ),
  );
