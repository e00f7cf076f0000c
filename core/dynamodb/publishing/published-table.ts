import { catalogName } from '../../names';
import { columnName } from '../column-name';

/** A table of an entry that becomes partitions, as the functions of `publish-partition` take it. */
export interface PublishedTable {
  /** DynamoDB's name, as in `ddb_table`. */
  readonly table: string;
  /** Name of the Glue table, and of folders. */
  readonly glueTable: string;
  /** Columns of the partition key, and of the sort key if there is one. */
  readonly keys: readonly string[];
  /** Column to `decimal(p,s)`. Every other attribute is a string. */
  readonly decimals: Readonly<Record<string, string>>;
  /** Whether its items are published too, once a day. @default they are not */
  readonly state?: 'daily';
}

/** As the configuration has it: names of key attributes, as DynamoDB knows them. */
interface Configured {
  readonly table: string;
  readonly keys: readonly string[];
  readonly decimals?: Readonly<Record<string, string>>;
  readonly state?: 'daily';
}

/** `partitionKey` is the lake's: no column has its name. */
export const publishedTable = (
  { table, keys, decimals = {}, state }: Configured,
  partitionKey: string,
): PublishedTable => ({
  table,
  glueTable: catalogName(table),
  keys: keys.map((key) => columnName([key], partitionKey)),
  decimals,
  ...(state === undefined ? {} : { state }),
});
