/**
 * What one publication brings of a date, table by table. Whoever brings data makes one; the commit holds the lake
 * against it.
 */
export interface Completeness {
  readonly tables: readonly TableOutcome[];
  /** Of the publication as a whole: entries without a table, those of `absent` among them. */
  readonly warnings: readonly string[];
  /** Databases and other names that are expected and of which it brings no table. */
  readonly absent: readonly string[];
}

export interface TableOutcome {
  /** As in the source. */
  readonly database: string;
  readonly schema?: string;
  readonly table: string;
  readonly glueDatabase: string;
  readonly glueTable: string;
  readonly status: TableStatus;
  /** Why it was skipped: {@link NOT_CONFIGURED}, {@link MISSING} or the source's own word. */
  readonly reason?: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * `EMPTY`: the table is there and has no rows. `SKIPPED`: nothing of it is published, and its earlier dates stay as
 * they are.
 */
export type TableStatus = 'EXPORTED' | 'EMPTY' | 'SKIPPED';

/** The source holds the table, and nobody asked for it. */
export const NOT_CONFIGURED = 'NOT_CONFIGURED';

/** Somebody expects it, and the source does not bring it. */
export const MISSING = 'MISSING';

/** Should be there and is not. What nobody configured is not missed. */
export const isMissed = ({ status, reason }: Pick<TableOutcome, 'status' | 'reason'>): boolean =>
  status === 'SKIPPED' && reason !== NOT_CONFIGURED;

export const countSkipped = (tables: readonly TableOutcome[]): number => tables.filter(isMissed).length;

/** Everything that is expected and is not published, with the reason. Empty: the publication is complete. */
export const lackingNames = ({ tables, absent }: Pick<Completeness, 'tables' | 'absent'>): string[] => [
  ...absent.map((name) => `${name}: ${MISSING}`),
  ...tables.filter(isMissed).map(({ glueDatabase, glueTable, reason }) => `${glueDatabase}.${glueTable}: ${reason}`),
];

/** What a table is called in the source and in the catalog. */
export type TableNames = Pick<TableOutcome, 'database' | 'schema' | 'table' | 'glueDatabase' | 'glueTable'>;
