/** DuckDB's type for a Hive type, or undefined where the file's own type is taken as it is (nested types). */
export function duckDbType(hiveType: string): string | undefined {
  const decimal = /^decimal\((\d+),\s*(\d+)\)$/i.exec(hiveType);
  if (decimal !== null) return `DECIMAL(${decimal[1]},${decimal[2]})`;
  return DUCKDB_TYPES[hiveType.toLowerCase().replace(/\(\d+\)$/, '')];
}

const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  varchar: 'VARCHAR',
  char: 'VARCHAR',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INTEGER',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
  binary: 'BLOB',
};

/** Athena's name for a type of DuckDB's. */
export function athenaType(duckDbTypeName: string): string {
  const base = duckDbTypeName.replace(/\(.*$/, '').trim();
  if (base.endsWith(']')) return 'array';
  return ATHENA_TYPES[base] ?? 'varchar';
}

const ATHENA_TYPES: Readonly<Record<string, string>> = {
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  HUGEINT: 'bigint',
  FLOAT: 'float',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
  DECIMAL: 'decimal',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  BLOB: 'varbinary',
  STRUCT: 'row',
  MAP: 'map',
};

/** A value as GetQueryResults spells it; undefined for NULL. */
export function athenaText(value: unknown, duckDbTypeName: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number' && /^(DOUBLE|FLOAT)$/.test(duckDbTypeName)) {
    return Number.isInteger(value) ? value.toFixed(1) : String(value);
  }
  if (duckDbTypeName === 'TIMESTAMP') return withMilliseconds(String(value));
  if (duckDbTypeName === 'BLOB') return spacedHex((value as { readonly bytes: Uint8Array }).bytes);
  return String(value);
}

/** `2026-01-01 00:00:00` becomes `2026-01-01 00:00:00.000`. */
function withMilliseconds(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(3, '0').slice(0, 3)}`;
}

const spacedHex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join(' ');

export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
