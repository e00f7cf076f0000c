import { DuckDBInstance } from '@duckdb/node-api';
import { generatedColumn } from '../../../local/generated-databases/column-values';

it.each([
  ['country', "country = 'SE'"],
  ['country', "country in ('SE', 'NO')"],
  ['country', "country like 'S%'"],
  ['newsletter', 'newsletter'],
  ['newsletter', "not newsletter and country = 'SE'"],
  ['newsletter', 'newsletter = true'],
  ['amount', 'amount > 100'],
  ['amount', '"amount" between 2.5 and 3.5'],
  ['born', "born < date '2000-01-01'"],
  ['seen_at', "seen_at >= timestamp '2026-01-01 00:00:00'"],
])('rows of column %s are shown and hidden by %s', async (name, rows) => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const { value } = generatedColumn(name, [rows]);
  const others = ['country', 'newsletter'].filter((other) => other !== name);
  const columns = [[name, value], ...others.map((other) => [other, generatedColumn(other, [rows]).value])];
  const select = columns.map(([column, of]) => `${of} AS "${column}"`).join(', ');
  const counted = await connection.runAndReadAll(
    `SELECT count(*) FILTER (WHERE ${rows}), count(*) FROM (SELECT ${select} FROM range(1, 101) AS numbers(i))`,
  );
  const [shown, all] = counted.getRows()[0]!.map(Number);
  connection.closeSync();
  expect(shown).toBeGreaterThan(0);
  expect(shown).toBeLessThan(all!);
});

it.each([
  ['name', 'lower(name) is not null', 'text'],
  ['name', "surname = 'x'", 'text'],
  ['id', 'id in (1, 2)', 'bigint'],
])('column %s of %s is %s', (name, rows, type) => expect(generatedColumn(name, [rows]).type).toBe(type));
