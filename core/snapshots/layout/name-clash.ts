interface NamedTable {
  readonly database: string;
  readonly schema?: string;
  readonly table: string;
}

const fullName = ({ database, schema, table }: NamedTable): string =>
  `'${[database, schema, table].filter((part) => part !== undefined).join('.')}'`;

/** Others that are named; the rest is counted. */
const NAMED = 2;

/** Why a table is left out that would share one name of the catalog with others, with the fix. */
export function nameClash(table: NamedTable, others: readonly NamedTable[]): string {
  const rest = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
  const named = others.slice(0, NAMED).map(fullName).join(', ');
  return (
    `NAME_CLASH: ${fullName(table)} would share this name with ${named}${rest}. Give one of them another: ` +
    `sources[].aliases: { ${fullName(table)}: '<name>' }. Or leave one out with exportOnly.`
  );
}

/** Why two tables are left out that RDS writes into one folder, with the fix. */
export const folderClash = (one: string, other: string): string =>
  `NAME_CLASH: RDS writes '${one}' and '${other}' into one folder. Rename one of them in the source.`;
