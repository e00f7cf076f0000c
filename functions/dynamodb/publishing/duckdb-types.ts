/** What DuckDB calls a type of the Data Catalog. `decimal(p,s)` is the same in both. */
export const duckDbType = (type: string): string => (type === 'string' ? 'VARCHAR' : type.toUpperCase());
