/** A type under its names with Athena, with Glue and with DuckDB. */
export interface ViewType {
  readonly athena: string;
  readonly glue: string;
  readonly duckDb: string;
}

const SIMPLE: readonly ViewType[] = [
  { athena: 'varchar', glue: 'string', duckDb: 'VARCHAR' },
  { athena: 'tinyint', glue: 'tinyint', duckDb: 'TINYINT' },
  { athena: 'smallint', glue: 'smallint', duckDb: 'SMALLINT' },
  { athena: 'integer', glue: 'int', duckDb: 'INTEGER' },
  { athena: 'bigint', glue: 'bigint', duckDb: 'BIGINT' },
  { athena: 'real', glue: 'float', duckDb: 'FLOAT' },
  { athena: 'double', glue: 'double', duckDb: 'DOUBLE' },
  { athena: 'boolean', glue: 'boolean', duckDb: 'BOOLEAN' },
  { athena: 'date', glue: 'date', duckDb: 'DATE' },
  { athena: 'timestamp(3)', glue: 'timestamp', duckDb: 'TIMESTAMP' },
  { athena: 'varbinary', glue: 'binary', duckDb: 'BLOB' },
];

/** DuckDB sums BIGINT as HUGEINT, Athena as bigint. */
const DUCKDB_ALIASES: Readonly<Record<string, string>> = { HUGEINT: 'BIGINT', '"NULL"': 'VARCHAR' };
const ATHENA_ALIASES: Readonly<Record<string, string>> = {
  int: 'integer',
  timestamp: 'timestamp(3)',
  string: 'varchar',
};

/** Undefined: a type that no view has here. */
export function typeOfDuckDb(name: string): ViewType | undefined {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(name);
  if (decimal !== null) return decimalType(decimal);
  return SIMPLE.find(({ duckDb }) => duckDb === (DUCKDB_ALIASES[name] ?? name));
}

/** Undefined: a type that no view has here. A varchar of any length is a varchar. */
export function typeOfAthena(name: string): ViewType | undefined {
  const spelt = name
    .trim()
    .toLowerCase()
    .replace(/^varchar\(\d+\)$/, 'varchar');
  const decimal = /^decimal\((\d+),\s*(\d+)\)$/.exec(spelt);
  if (decimal !== null) return decimalType(decimal);
  return SIMPLE.find(({ athena }) => athena === (ATHENA_ALIASES[spelt] ?? spelt));
}

function decimalType([, precision, scale]: RegExpExecArray): ViewType {
  const spelt = `decimal(${precision},${scale})`;
  return { athena: spelt, glue: spelt, duckDb: spelt.toUpperCase() };
}

const WIDER = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'DECIMAL', 'FLOAT', 'DOUBLE'];

/** Whether Athena turns a value of one type into the other by itself. */
export function coerces(from: ViewType, to: ViewType): boolean {
  if (from.duckDb === to.duckDb) return true;
  if (from.duckDb === 'DATE' && to.duckDb === 'TIMESTAMP') return true;
  const [a, b] = [decimalOf(from), decimalOf(to)];
  if (a !== undefined && b !== undefined) return b.scale >= a.scale && b.precision - b.scale >= a.precision - a.scale;
  const rank = ({ duckDb }: ViewType): number => WIDER.indexOf(duckDb.replace(/\(.*/, ''));
  return rank(from) >= 0 && rank(from) < rank(to);
}

function decimalOf({ duckDb }: ViewType): { readonly precision: number; readonly scale: number } | undefined {
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(duckDb) ?? [];
  return precision === undefined ? undefined : { precision: Number(precision), scale: Number(scale) };
}
