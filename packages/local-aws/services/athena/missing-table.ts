const NAME = String.raw`(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`;
const PATH = new RegExp(String.raw`${NAME}(?:\s*\.\s*${NAME})+`, 'gu');

/**
 * The database in which a query looks for a table that it does not find. DuckDB tells the table's name alone, so the
 * names in the query that end in it are read: the first one in a schema that is there, without that table.
 */
export function databaseOfMissing(
  table: string,
  {
    sql,
    database,
    schemas,
    tables,
  }: {
    readonly sql: string;
    /** For names without a database. */
    readonly database: string;
    readonly schemas: ReadonlySet<string>;
    /** `schema.table` of each that the caller sees. */
    readonly tables: ReadonlySet<string>;
  },
): string {
  const wanted = table.toLowerCase();
  const isMissingFrom = (schema: string): boolean => schemas.has(schema) && !tables.has(`${schema}.${wanted}`);
  for (const [path] of sql.matchAll(PATH)) {
    const parts = [...path.matchAll(new RegExp(NAME, 'gu'))].map(([part]) => plain(part));
    const schema = parts.find((part, i) => parts[i + 1] === wanted && isMissingFrom(part));
    if (schema !== undefined) return schema;
  }
  return database;
}

/** As the catalog writes it: without quotes, in lower case. */
export const plain = (name: string): string => name.replace(/^"|"$/g, '').replaceAll('""', '"').toLowerCase();
