/** What the terminal says of tables that nobody had made. */
export const describeMadeTables = (tables: readonly string[]): string | undefined =>
  tables.length === 0
    ? undefined
    : `Tables of DynamoDB that were missing, made with keys that are strings: ${tables.join(', ')}`;
