/**
 * `stop`: nothing is opened. `error`: nothing is opened on that table, the rest is applied, and the run fails. What
 * closes is applied in any case. `warning`: is told. `pending`: what no export has brought yet, before the first night
 * of a database.
 */
export type Severity = 'stop' | 'error' | 'warning' | 'pending';

export type ProblemCode =
  | 'LEDGER_UNREADABLE'
  | 'IAM_ALLOWED_PRINCIPALS'
  | 'NEW_TABLES_OPEN'
  | 'LOCATION_NOT_REGISTERED'
  | 'VIEW'
  | 'TABLE_OF_OTHERS'
  | 'EXPRESSION_TOO_LONG'
  | 'FORMER_GRANTS'
  | 'CROSS_ACCOUNT_VERSION'
  | 'UNKNOWN_TABLE'
  | 'UNKNOWN_COLUMN'
  | 'PARTITION_KEY'
  | 'FILTER_BYPASSED'
  | 'FILTER_NAME_TWICE'
  | 'FILTER_OF_OTHERS'
  | 'FILTER_FOR_NOBODY'
  | 'OWN_ACCOUNT'
  | 'MIXED_ROWS'
  | 'REFUSED_PREDICATE'
  | 'NOTHING_TO_HIDE_WITH'
  | 'DATABASE_REMOVED';

/** Something in policy or catalog that keeps the promise from being kept. */
export interface GovernanceProblem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly table?: string;
  /** What is wrong, where, and what to do. */
  readonly message: string;
}

/** One that keeps its table from being opened. */
export const errorOn = (code: ProblemCode, table: string, message: string): GovernanceProblem[] => [
  { code, severity: 'error', table, message },
];
