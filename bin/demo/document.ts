/** What the demo found: printed as tables, or with `--json` as it is. */
export interface DemoDocument {
  readonly executions: readonly DemoExecution[];
  /** Most export tasks that ran at one moment. */
  readonly maxConcurrentExports: number;
  readonly tables: readonly DemoTable[];
  readonly redriven: readonly DemoRedrive[];
  readonly replication: { readonly outputs: readonly DemoOutput[] };
  readonly dynamodb: { readonly tables: readonly DemoStreamedTable[] };
  /** Absent if the analytics account sees nothing. */
  readonly query?: DemoQuery;
  /** Figures that do not agree; empty when all is well. */
  readonly disagreements: readonly string[];
  readonly seconds: { readonly wall: number; readonly virtual: number };
}

export interface DemoExecution {
  readonly machine: string;
  readonly name: string;
  readonly status: string;
  readonly redriveCount: number;
}

export interface DemoTable {
  readonly source: string;
  readonly database: string;
  /** As in the source: `schema.table`. */
  readonly sourceTable: string;
  /** As in the catalog. */
  readonly table: string;
  /** `date=YYYY-MM-DD`. */
  readonly partition: string;
  readonly rowsInSnapshot: number;
  /** Counted by DuckDB from the parquet in the lake. */
  readonly rowsInLake: number;
  readonly files: number;
  readonly bytes: number;
  readonly columns: readonly string[];
  /** What the analytics account gets from `SELECT *`. */
  readonly visibleColumns: readonly string[];
  /** Rows that the analytics account counts. */
  readonly visibleRows: number;
  /** Why the analytics account cannot read it. Absent: it can, or sees no such table. */
  readonly unreadable?: string;
  /** Rows that the policy shows it: counted by DuckDB from the parquet in the lake, with the policy's own predicate. */
  readonly promisedRows: number;
  /** The predicate. Absent: all rows, or none. */
  readonly rowFilter?: string;
}

/** A run that failed, with the cause an operator reads, and was continued. */
export interface DemoRedrive {
  readonly execution: string;
  readonly source: string;
  readonly error: string;
  readonly cause: string;
  /** Sent to people. */
  readonly mails: number;
}

export interface DemoQuery {
  readonly sql: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** An output of a replication, as the report of its own comparison says. The demo compares the bytes besides. */
export interface DemoOutput {
  readonly name: string;
  /** That arrived. */
  readonly objects: number;
  readonly bytes: number;
  /** Keys of the source. */
  readonly missing: readonly string[];
  readonly different: readonly string[];
  /** Keys of the destination that are nothing of the source. */
  readonly extra: readonly string[];
}

/** A table of DynamoDB beside what is published of it. */
export interface DemoStreamedTable {
  /** As DynamoDB calls it. */
  readonly table: string;
  readonly itemsInTable: number;
  /** Rows that the analytics account reads from its view of the current state. */
  readonly itemsInCurrentState: number;
  /** Rows of the history: items of the first load, and each change once. */
  readonly changes: number;
  /** Of the view. None where the analytics account has none. */
  readonly visibleColumns: readonly string[];
}
