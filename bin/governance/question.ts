import type { CatalogState } from '../../core/governance';

/** What `who-can-see` is asked about; names as the catalog has them. */
export interface Question {
  readonly principal?: string;
  readonly database?: string;
  readonly table?: string;
  readonly column?: string;
}

const PRINCIPAL =
  /^(\d{12}(:IAMPrincipals)?|IAM_ALLOWED_PRINCIPALS|arn:[\w-]+:((iam|sts|organizations|identitystore)::|quicksight:).+)$/;

/** Throws for a principal that is none, since everybody sees nothing as one that does not exist. */
export function readQuestion({ principal, table, column }: Question): Question {
  if (principal !== undefined && !PRINCIPAL.test(principal)) {
    throw new Error(
      `--principal is '${principal}'. Give an account of twelve digits, or the ARN of an IAM role, a session of one, a user or an organisation.`,
    );
  }
  return { principal, table: table?.toLowerCase(), column: column?.toLowerCase() };
}

const NO_TABLES = 'It has no table yet: the first run that is published brings them.';

/**
 * The question with the table that it means: its name, `database.table`, or any end of that which only one table has.
 * Throws where no table, or no table of that name, has what is asked about.
 */
export function settleQuestion(states: readonly CatalogState[], question: Question): Question {
  const { table, column } = question;
  const tables = states.flatMap((state) =>
    Object.entries(state.databases).flatMap(([database, found]) =>
      Object.entries(found.tables).map(([name, { columns, partitionKeys }]) => ({
        database,
        table: name,
        full: `${database}.${name}`,
        columns: [...columns.map((c) => c.name), ...partitionKeys],
      })),
    ),
  );
  const asked = table === undefined ? tables : meant(tables, table);
  if (table !== undefined && asked.length === 0) {
    throw new Error(
      `--table is '${table}', which no table of the catalog ends with. ${listed(tables.map(({ full }) => full)) || NO_TABLES}`,
    );
  }
  if (column !== undefined && !asked.some(({ columns }) => columns.includes(column))) {
    throw new Error(
      `--column is '${column}', which ${table === undefined ? 'no table' : `table ${table}`} has. ${listed(asked.length === 1 ? asked[0]!.columns : [])}`.trim(),
    );
  }
  if (table === undefined) return question;
  const [only] = asked;
  return asked.length === 1
    ? { ...question, database: only!.database, table: only!.table }
    : { ...question, table: only!.table };
}

interface Known {
  readonly table: string;
  readonly full: string;
}

/** Tables of that very name come first; they may be several, of as many databases. */
function meant<T extends Known>(tables: readonly T[], asked: string): readonly T[] {
  const spellings = [...new Set([asked, asked.replace(/^public\./, ''), asked.replaceAll('.', '_')])];
  for (const spelling of spellings) {
    const named = tables.filter(({ table, full }) => spelling === table || spelling === full);
    if (named.length > 0) return named;
  }
  for (const spelling of spellings) {
    const ending = spelling === '' ? [] : tables.filter(({ full }) => full.endsWith(spelling));
    if (ending.length === 1) return ending;
    if (ending.length > 1) {
      throw new Error(
        `--table is '${asked}', and several tables end so: ${ending.map(({ full }) => full).join(', ')}. Give more of the name.`,
      );
    }
  }
  return [];
}

const listed = (names: readonly string[]): string => (names.length === 0 ? '' : `There are: ${names.join(', ')}.`);
