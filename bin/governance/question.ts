import type { CatalogState } from '../../core/governance';

/** What `who-can-see` is asked about; names as the catalog has them. */
export interface Question {
  readonly principal?: string;
  readonly database?: string;
  readonly table?: string;
  readonly column?: string;
}

const PRINCIPAL = /^(\d{12}|arn:[\w-]+:(iam|sts|organizations)::.+)$/;

/** Throws for a principal that is none, since everybody sees nothing as one that does not exist. */
export function readQuestion({ principal, table, column }: Question): Question {
  if (principal !== undefined && !PRINCIPAL.test(principal)) {
    throw new Error(
      `--principal is '${principal}'. Give an account of twelve digits, or the ARN of an IAM role, a user or an organisation.`,
    );
  }
  const [last, database] = (table?.toLowerCase().split('.') ?? []).toReversed();
  return { principal, database, table: last, column: column?.toLowerCase() };
}

/** Throws where no table, or no table of that name, has what is asked about. */
export function requireKnown(states: readonly CatalogState[], { database, table, column }: Question): void {
  const tables = states.flatMap((state) =>
    Object.entries(state.databases).flatMap(([name, found]) =>
      Object.entries(found.tables).map(([each, { columns, partitionKeys }]) => ({
        name: `${name}.${each}`,
        isAsked: (database ?? name) === name && (table ?? each) === each,
        columns: [...columns.map((c) => c.name), ...partitionKeys],
      })),
    ),
  );
  const asked = tables.filter(({ isAsked }) => isAsked);
  if (table !== undefined && asked.length === 0) {
    throw new Error(
      `--table is '${table}', which the catalog does not have. ${listed(tables.map(({ name }) => name))}`,
    );
  }
  if (column !== undefined && !asked.some(({ columns }) => columns.includes(column))) {
    throw new Error(
      `--column is '${column}', which ${table === undefined ? 'no table' : `table ${table}`} has. ${listed(asked.length === 1 ? asked[0]!.columns : [])}`.trim(),
    );
  }
}

const listed = (names: readonly string[]): string => (names.length === 0 ? '' : `There are: ${names.join(', ')}.`);
