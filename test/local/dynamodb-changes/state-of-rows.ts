import { DuckDBInstance } from '@duckdb/node-api';
import { currentState } from '../../../core/dynamodb/current-state';
import { ENVELOPE } from '../../../core/dynamodb/row';
import type { Item } from './history';
import { EXPIRES, LARGE } from './owner';

const ATTRIBUTES = ['id', 'n', EXPIRES, LARGE];
const ENVELOPE_TYPES = Object.values(ENVELOPE).map(({ name, type }) => [name, type === 'string' ? 'VARCHAR' : type]);
const TYPES = Object.fromEntries([...ENVELOPE_TYPES, ...ATTRIBUTES.map((name) => [name, 'VARCHAR'])]);

/** The items, as the product's own statement tells them of the rows in the landing bucket. */
export class StateOfRows {
  private constructor(private readonly database: DuckDBInstance) {}

  static async open(): Promise<StateOfRows> {
    return new StateOfRows(await DuckDBInstance.create(':memory:'));
  }

  async items(lines: readonly string[]): Promise<Readonly<Record<string, Item>>> {
    const connection = await this.database.connect();
    try {
      const from = `(SELECT unnest(from_json($1::JSON, '${JSON.stringify([TYPES])}'), recursive := true))`;
      const state = currentState({ from, keys: ['id'], columns: Object.keys(TYPES) });
      // an attribute of 180,000 characters is told by its length
      const sql = `SELECT id, n, ${EXPIRES}, length(${LARGE}) AS ${LARGE} FROM (${state})`;
      const read = await connection.runAndReadAll(sql, [`[${lines.join()}]`]);
      return Object.fromEntries(read.getRowObjectsJson().map((row) => [row.id, itemOf(row)]));
    } finally {
      connection.closeSync();
    }
  }

  close(): void {
    this.database.closeSync();
  }
}

const itemOf = ({ n, [EXPIRES]: expires, [LARGE]: large }: Readonly<Record<string, unknown>>): Item => ({
  n: String(n),
  ...(expires === null ? {} : { expires: String(expires) }),
  ...(large === null ? {} : { large: Number(large) }),
});
