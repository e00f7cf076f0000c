/** A table that the stacks make, over files with one JSON object in each line, gzipped where their name ends in .gz. */
export interface DeclaredTable {
  readonly name: string;
  /** For people who look at the catalog. */
  readonly description: string;
  /** Below the database's bucket, with a trailing slash. */
  readonly folder: string;
  /** Without the partition key. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** A string. */
  readonly partitionKey: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** How Athena reads lines of JSON. A line that is none fails the query: nobody would miss it otherwise. */
export const JSON_LINES = {
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  library: 'org.openx.data.jsonserde.JsonSerDe',
} as const;
