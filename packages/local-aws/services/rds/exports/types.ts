import type { SourceSpec } from '../../../databases';

/** How a column's text becomes a Parquet value. */
export interface ExportedType {
  /** DuckDB expression over the column `c`, which is text as PostgreSQL prints it. */
  readonly sql: (c: string) => string;
  /** As `export_tables_info` names it. */
  readonly expected: string;
}

const cast = (type: string, expected: string): ExportedType => ({ sql: (c) => `${c}::${type}`, expected });
const STRING: ExportedType = { sql: (c) => c, expected: 'binary (UTF8)' };
const BYTES: ExportedType = { sql: (c) => `unhex(substr(${c}, 3))`, expected: 'binary' };

const POSTGRES: ReadonlyMap<string, ExportedType> = new Map(
  Object.entries({
    bigint: cast('BIGINT', 'int64'),
    integer: cast('INTEGER', 'int32'),
    smallint: cast('SMALLINT', 'int32 (INT_16)'),
    real: cast('FLOAT', 'float'),
    'double precision': cast('DOUBLE', 'double'),
    boolean: { sql: (c) => `${c} = 't'`, expected: 'boolean' },
    bytea: BYTES,
  }),
);

/**
 * MySQL's counterparts of PostgreSQL's types: BIGINT, INT, SMALLINT, TINYINT(1), FLOAT, DOUBLE, BLOB, DATETIME,
 * TIMESTAMP.
 */
const MYSQL: ReadonlyMap<string, ExportedType> = new Map(
  Object.entries({
    bigint: cast('BIGINT', 'int64'),
    integer: cast('INTEGER', 'int32'),
    smallint: cast('INTEGER', 'int32'),
    boolean: { sql: (c) => `(${c} = 't')::INTEGER`, expected: 'int32' },
    real: cast('DOUBLE', 'double'),
    'double precision': cast('DOUBLE', 'double'),
    bytea: BYTES,
    'timestamp without time zone': cast('TIMESTAMP', 'int64 (TIMESTAMP_MICROS)'),
    'timestamp with time zone': cast('TIMESTAMPTZ::TIMESTAMP', 'int64 (TIMESTAMP_MICROS)'),
  }),
);

const MOST_DECIMAL_DIGITS = 38;
const DECIMAL = /^numeric\((\d+),(\d+)\)$/;

/**
 * RDS's documented mapping. PostgreSQL: what is no number, boolean or bytea is text. MySQL: decimals, instants and CHAR
 * have types of their own.
 */
export function exportedType(engine: SourceSpec['engine'], type: string): ExportedType {
  // Precision stands within the type's name: `timestamp(3) without time zone`.
  const plain = type.replace(/^(timestamp|time)\(\d\)/, '$1');
  if (engine === 'postgres') return POSTGRES.get(plain) ?? STRING;
  const decimal = DECIMAL.exec(plain);
  if (decimal !== null && Number(decimal[1]) <= MOST_DECIMAL_DIGITS) {
    return cast(`DECIMAL(${decimal[1]},${decimal[2]})`, `decimal(${decimal[1]},${decimal[2]})`);
  }
  if (/^character\(\d+\)$/.test(plain)) return { sql: (c) => `encode(${c})`, expected: 'binary' };
  return MYSQL.get(plain) ?? STRING;
}
