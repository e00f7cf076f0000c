import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { currentState, STATE_COLUMNS } from '../../../core/dynamodb/current-state';
import { ENVELOPE } from '../../../core/dynamodb/row';
import { flattening } from './flattened';
import { recorded } from './recorded/records';

const folder = mkdtempSync(join(tmpdir(), 'lakeferry-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows as a table of declared columns, as a Glue table declares them: no type is guessed. */
async function query(lines: readonly string[], attributes: readonly string[], sql: string): Promise<unknown[][]> {
  const file = join(folder, 'rows.json');
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  const columns = [
    ...Object.values(ENVELOPE).map(({ name, type }) => `${name}: '${type === 'string' ? 'VARCHAR' : type}'`),
    ...attributes.map((name) => `${name}: 'VARCHAR'`),
  ];
  const database = await DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  const from = `read_json('${file}', format = 'newline_delimited', columns = {${columns.join(', ')}})`;
  const result = await connection.runAndReadAll(sql.replace('ROWS', from));
  connection.closeSync();
  database.closeSync();
  return result.getRowsJson() as unknown[][];
}

it('is read as a table of strings, to the last digit, whatever type the attribute has in an item', async () => {
  const value = (attribute: object, micros: number): string =>
    recorded('MICROSECOND').replace('{"S":"x"}', JSON.stringify(attribute)).replace('1731924555370123', String(micros));
  const digits = '12345678901234567890123456789012345678';
  const lines = [{ S: 'a "b"\n\u0000' }, { N: digits }, { BOOL: true }, { NULL: true }, { NS: [digits] }].map(
    (attribute, index) => flattening()(value(attribute, 1731924555370000 + index)),
  );
  const rows = await query(
    [...lines, flattening()(recorded('REMOVE'))],
    ['id', 'data'],
    'SELECT data FROM ROWS ORDER BY ddb_version, ddb_event',
  );
  expect(rows.flat()).toEqual(['a "b"\n\u0000', null, digits, 'true', null, `[${digits}]`]);
});

it('gives the current state by key, version and sequence, without the deleted items', async () => {
  const at = (name: 'INSERT' | 'MODIFY' | 'REMOVE', id: string, micros: number): string =>
    flattening()(recorded(name).replaceAll('"r1"', `"${id}"`).replace('1731924555370', String(micros)));
  const [one, two, three] = [1731924555370001, 1731924555370002, 1731924555370003];
  const lines = [at('MODIFY', 'a', two), at('INSERT', 'a', one), at('REMOVE', 'b', three), at('INSERT', 'b', two)];
  const rows = await query(
    [...lines, ...lines],
    ['id', 'data'],
    currentState({ from: 'ROWS', keys: ['id'], columns: ['id', 'data', ...STATE_COLUMNS] }),
  );
  expect(rows.map(([id, data]) => [id, data])).toEqual([['a', 'y']]);
});
