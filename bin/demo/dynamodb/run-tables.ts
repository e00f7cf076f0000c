import type { Settings } from '../../../core/config/types';
import type { Runtime } from '../../../local/runtime';
import { sleep } from '../../../packages/local-aws/clock';
import type { DemoStreamedTable } from '../document';
import { changeTables } from './change-tables';
import { landedTables } from './landed-tables';

/** Firehose's buffer, the transform's, and as much again. */
const DELIVERED_MS = 600_000;

export interface StreamedTables {
  readonly tables: readonly DemoStreamedTable[];
  /** Figures that do not agree, a line each. */
  readonly disagreements: readonly string[];
}

/** Tables of DynamoDB change, and their changes arrive in the landing bucket. */
export async function runTables(
  settings: Settings,
  runtime: Runtime,
  say: (text: string) => void,
): Promise<StreamedTables> {
  const names = settings.dynamodb.flatMap(({ publish }) => publish.map(({ table }) => table));
  if (names.length === 0) return { tables: [], disagreements: [] };
  say(`Changing ${names.join(', ')}`);
  const rows = await runtime.clock.hold(() => changeTables(runtime, names));
  await sleep(runtime.clock, DELIVERED_MS);
  const tables = await landedTables(settings, runtime);
  return { tables, disagreements: tables.flatMap((each) => disagreementsOf(each, rows.get(each.table))) };
}

const disagreementsOf = (
  { table, itemsInTable, itemsInCurrentState, changes }: DemoStreamedTable,
  rows = changes,
): string[] => [
  ...(itemsInTable === itemsInCurrentState
    ? []
    : [`${table}: ${itemsInTable} items in the table, ${itemsInCurrentState} in its current state`]),
  ...(rows === changes ? [] : [`${table}: ${rows} changes were made, ${changes} have arrived`]),
];
