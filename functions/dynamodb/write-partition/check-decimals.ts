import type { DuckDBConnection } from '@duckdb/node-api';
import { type Decimal, decimalOf, decimalPattern, fitsDecimal } from '../../../core/dynamodb/publishing/decimal';
import type { PartitionColumn } from '../../../core/dynamodb/publishing/partition-columns';
import { sqlText } from '../../shared/duckdb/database';
import { duckDbType } from '../publishing/duckdb-types';
import { DecimalMisfitError } from '../publishing/errors';
import { rowsIn, textOf } from './merge-sql';
import type { RowBucket, RowFiles } from './row-files';

/** Throws {@link DecimalMisfitError}: DuckDB would round what a type does not hold. */
export async function checkDecimals(
  connection: DuckDBConnection,
  input: RowBucket,
  columns: readonly PartitionColumn[],
  files: RowFiles,
): Promise<void> {
  for (const { name, type } of columns) {
    const decimal = decimalOf(type);
    const had = files.types.get(name);
    if (decimal === undefined || had === undefined || had === duckDbType(type)) continue;
    const texts = `SELECT ${textOf(name, had)} AS text FROM ${rowsIn(files, input)}`;
    if (!(await allFit(connection, texts, decimal)))
      throw new DecimalMisfitError(input.glueTable, input.date, name, type);
  }
}

async function allFit(connection: DuckDBConnection, texts: string, decimal: Decimal): Promise<boolean> {
  const pattern = sqlText(decimalPattern(decimal));
  const unusual = await connection.stream(
    `SELECT DISTINCT text FROM (${texts}) WHERE text IS NOT NULL AND NOT regexp_full_match(text, ${pattern})`,
  );
  for await (const rows of unusual.yieldRowsJson())
    if (!rows.every(([text]) => fitsDecimal(String(text), decimal))) return false;
  return true;
}
