/** One date of one database in the lake. */
export interface PartitionPlace {
  /** Below the lake bucket, with a trailing slash. Its folders are the tables. */
  readonly databaseFolder: string;
  /** Name of the partition column. */
  readonly partitionKey: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

/** `<prefix>/<source>/<db>/<table>/date=YYYY-MM-DD/`: one table's partition, with a trailing slash. */
export const partitionFolder = ({ databaseFolder, partitionKey, date }: PartitionPlace, glueTable: string): string =>
  `${databaseFolder}${glueTable}/${partitionKey}=${date}/`;

/** The database's folder, of a partition's folder or of the key of a file there. */
export const databaseFolderOf = (key: string): string =>
  key
    .split('/')
    .slice(0, -3)
    .map((part) => `${part}/`)
    .join('');
