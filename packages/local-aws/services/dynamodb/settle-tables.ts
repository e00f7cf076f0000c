import { ClassicLevel } from 'classic-level';

/** As dynalite keeps it. */
interface Table {
  TableStatus?: string;
  GlobalSecondaryIndexes?: { IndexStatus?: string }[];
}

const TABLES = 'table~';

/**
 * Ends the changes of tables that a killed process had begun, before dynalite opens its folder: dynalite settles a
 * status with a timer, so that a table would be CREATING, UPDATING or DELETING for ever. No such change was answered
 * yet.
 */
export async function settleTables(directory: string): Promise<void> {
  const level = new ClassicLevel<string, Table>(directory, { valueEncoding: 'json' });
  await level.open();
  try {
    for await (const [key, table] of level.iterator({ gte: TABLES, lt: 'table\u007f' })) {
      if (table.TableStatus === 'DELETING') await remove(level, key.slice(TABLES.length));
      else await level.put(key, active(table));
    }
  } finally {
    await level.close();
  }
}

const active = (table: Table): Table => ({
  ...table,
  TableStatus: 'ACTIVE',
  ...(table.GlobalSecondaryIndexes === undefined
    ? {}
    : { GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map((i) => ({ ...i, IndexStatus: 'ACTIVE' })) }),
});

/** Names of tables hold no `~`, so that a name never begins another one's range. */
async function remove(level: ClassicLevel<string, Table>, name: string): Promise<void> {
  for (const space of [`item-${name}`, `tag-${name}`, `index-local~${name}`, `index-global~${name}`])
    await level.clear({ gte: `${space}~`, lt: `${space}\u007f` });
  await level.del(TABLES + name);
}
