import type { Settings } from '../../../core/config/types';
import { endOfDate } from '../../../core/dynamodb/publication/dates';
import { PUBLISHING_MACHINES, streamMachine } from '../../../core/machines';
import { DEMO_ITEMS } from '../../../local/demo-databases/items';
import type { Runtime } from '../../../local/runtime';
import { sleep } from '../../../packages/local-aws/clock';
import { changeTables } from './change-tables';
import { runMachine } from './run-machine';
import { type StreamedTableFigures, streamedTableFigures } from './table-figures';

/** Entries whose tables and published partitions are both in the demo's account. */
const playedEntries = ({ dynamodb }: Settings) =>
  dynamodb.filter((entry) => 'tables' in entry && entry.publish.length > 0);

/** Names of the machines that the demo runs for tables of DynamoDB, without the installation's. */
export function machinesOfTables(settings: Settings): string[] {
  const entries = playedEntries(settings);
  const loads = entries.map(({ name }) => streamMachine('load-table', name));
  return entries.length === 0 ? [] : [...loads, ...PUBLISHING_MACHINES];
}

const isOfDemo = ({ table, keys }: { readonly table: string; readonly keys: readonly string[] }): boolean =>
  DEMO_ITEMS[table]?.keys.join() === keys.join();

/** Tables of DynamoDB are loaded and changed; when the day is over, it is published and read by the analysts. */
export async function runTables(
  settings: Settings,
  runtime: Runtime,
  say: (text: string) => void,
): Promise<StreamedTableFigures> {
  const entries = playedEntries(settings);
  if (entries.length === 0) return { tables: [], disagreements: [] };
  const names = entries.flatMap(({ publish }) => publish.map(({ table }) => table));
  const ofDemo = entries.flatMap(({ publish }) => publish.filter(isOfDemo).map(({ table }) => table));
  say(`Loading ${names.join(', ')}`);
  const loads = entries.flatMap(({ name, publish }) => publish.map(({ table }) => ({ name, table })));
  const failed: string[] = [];
  for (const { name, table } of loads)
    failed.push(...(await runMachine(streamMachine('load-table', name), { table }, runtime)));
  say(`Changing ${names.join(', ')}`);
  // time stands still, so that all changes are of one day
  const { through, rows } = await runtime.clock.hold(async () => ({
    through: new Date(runtime.clock.now()).toISOString().slice(0, 10),
    rows: await changeTables(runtime, ofDemo),
  }));
  say(`Publishing what changed through ${through}, when the day is over`);
  await sleep(runtime.clock, Date.parse(endOfDate(through)) - runtime.clock.now());
  for (const { name: entry } of entries)
    failed.push(...(await runMachine('publish-partition', { entry, through }, runtime)));
  if (failed.length > 0) return { tables: [], disagreements: failed };
  const { tables, disagreements } = await streamedTableFigures(settings, runtime);
  const lost = tables.flatMap(({ table, changes }) => {
    const wanted = rows.get(table) ?? changes;
    return wanted === changes ? [] : [`${table}: ${wanted} rows of history were made, ${changes} are published`];
  });
  return { tables, disagreements: [...disagreements, ...lost] };
}
