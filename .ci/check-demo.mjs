// What `npm run demo -- --json` must say, read by somebody else than the demo.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const demo = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const mains = demo.executions.filter((e) => e.machine === 'export-snapshot');

assert.deepEqual(demo.disagreements, []);
assert.ok(mains.length >= 8, `${mains.length} main executions`);
assert.ok(
  mains.every((e) => e.status === 'SUCCEEDED'),
  'a main execution did not succeed',
);
assert.equal(
  mains.reduce((sum, e) => sum + e.redriveCount, 0),
  1,
  'exactly one redrive',
);
assert.deepEqual(
  demo.redriven.map((each) => each.mails),
  [1],
  'one mail tells of the failed crawl',
);
assert.equal(demo.maxConcurrentExports, 5);
assert.ok(
  demo.tables.some((t) => t.rowsInSnapshot === 0),
  'no empty table',
);
for (const table of demo.tables)
  assert.equal(table.rowsInLake, table.rowsInSnapshot, `${table.database}.${table.table}`);
const filtered = demo.tables.filter((t) => t.visibleColumns.length > 0 && t.visibleColumns.length < t.columns.length);
assert.ok(filtered.length > 0, 'no table with hidden columns');
const withRows = demo.tables.filter((t) => t.rowFilter !== undefined);
assert.ok(withRows.length > 0, 'no table with hidden rows');
for (const t of withRows)
  assert.ok(0 < t.visibleRows && t.visibleRows < t.rowsInLake, `${t.table}: ${t.visibleRows} rows visible`);
for (const t of demo.tables) assert.equal(t.visibleRows, t.promisedRows, `${t.database}.${t.table}: rows visible`);
assert.deepEqual(
  demo.replication.outputs.map(({ name }) => name),
  ['partner', 'china'],
  'outputs',
);
for (const { name, objects, bytes, missing, different, extra } of demo.replication.outputs) {
  assert.ok(objects > 0 && bytes > 0, `${name}: nothing arrived`);
  assert.deepEqual([missing, different, extra], [[], [], []], name);
}
const HIDDEN = { 'web-orders': ['address__street', 'lines', 'tags'], 'web-sessions': ['mail', 'pages'] };
assert.deepEqual(demo.dynamodb.tables.map(({ table }) => table).sort(), Object.keys(HIDDEN));
for (const { table, itemsInTable, itemsInCurrentState, changes, visibleColumns } of demo.dynamodb.tables) {
  assert.ok(itemsInTable > 0 && changes > itemsInTable, `${table}: ${itemsInTable} items, ${changes} changes`);
  assert.equal(itemsInCurrentState, itemsInTable, table);
  assert.ok(visibleColumns.includes('ddb_version') && visibleColumns.length > 3, `${table}: ${visibleColumns}`);
  for (const column of HIDDEN[table]) assert.ok(!visibleColumns.includes(column), `${table} shows ${column}`);
}
for (const machine of ['load-table', 'publish-partition'])
  assert.ok(
    demo.executions.some((each) => each.machine.startsWith(machine) && each.status === 'SUCCEEDED'),
    `${machine} has not run`,
  );
console.log(`${mains.length} snapshots, ${demo.tables.length} tables, ${demo.seconds.wall} s: every figure agrees.`);
