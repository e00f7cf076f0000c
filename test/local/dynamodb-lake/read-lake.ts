import { AthenaClient } from '@aws-sdk/client-athena';
import { query } from '../../../bin/demo/analyst';
import { currentState } from '../../../core/dynamodb/current-state';
import type { Item } from '../dynamodb-changes/history';
import { EXPIRES, LARGE } from '../dynamodb-changes/owner';
import { ENTRY, TABLE } from '../dynamodb-changes/settings';
import { ANALYTICS, type World } from '../world/world';

export type LakeRow = Readonly<Record<string, string>>;

const HISTORY = `dynamodb_${ENTRY}.${TABLE}`;

async function ask({ runtime }: World, sql: string): Promise<LakeRow[]> {
  const answer = await query(new AthenaClient(runtime.clientConfig(ANALYTICS)), sql);
  const { columns = [], rows = [] } = answer ?? {};
  return rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? ''])));
}

/** Columns that the analytics account sees. One comes with the first row that has it. */
async function seenColumns(world: World): Promise<string[]> {
  const { runtime } = world;
  const answer = await query(new AthenaClient(runtime.clientConfig(ANALYTICS)), `SELECT * FROM ${HISTORY} LIMIT 0`);
  return [...(answer?.columns ?? [])];
}

/** An attribute of 180,000 characters is told by its length. */
const short = (columns: readonly string[]): string =>
  columns.map((name) => (name === LARGE ? `length("${name}") AS "${name}"` : `"${name}"`)).join(', ');

/** Every row that is published. */
export async function publishedRows(world: World): Promise<LakeRow[]> {
  return ask(world, `SELECT ${short(await seenColumns(world))} FROM ${HISTORY}`);
}

/** The items, by the published rows alone. */
export async function publishedState(world: World): Promise<Readonly<Record<string, Item>>> {
  const columns = (await seenColumns(world)).filter((name) => name !== 'date');
  return itemsIn(world, HISTORY, columns);
}

async function itemsIn(world: World, from: string, columns: readonly string[]) {
  const state = currentState({ from, keys: ['id'], columns });
  const shown = columns.filter((name) => ['id', 'n', EXPIRES, LARGE].includes(name));
  const rows = await ask(world, `SELECT ${short(shown)} FROM (${state})`);
  return Object.fromEntries(rows.map((row) => [row.id, itemOf(row)]));
}

const itemOf = ({ n, [EXPIRES]: expires, [LARGE]: large }: LakeRow): Item => ({
  n,
  ...(expires ? { expires } : {}),
  ...(large ? { large: Number(large) } : {}),
});
