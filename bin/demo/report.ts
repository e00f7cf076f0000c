import { formatTable } from '../table';
import type { DemoDocument, DemoTable } from './document';

/** The document for people. */
export function report(document: DemoDocument): string {
  const { tables, query, executions, redriven, replication, dynamodb, disagreements, seconds } = document;
  const rows = tables.map((t) => [
    t.database,
    t.table,
    t.rowsInSnapshot,
    t.rowsInLake,
    t.files,
    t.bytes,
    t.partition,
    visibility(t),
  ]);
  const parts = [
    formatTable(
      [
        'database',
        'table',
        'rows in snapshot',
        'rows in lake',
        'files',
        'bytes',
        'partition',
        'the analytics account sees',
      ],
      rows,
    ),
    ...(query === undefined ? [] : [`As the analytics account: ${query.sql}`, formatTable(query.columns, query.rows)]),
    ...(replication.outputs.length === 0
      ? []
      : [
          formatTable(
            ['output', 'objects', 'bytes', 'missing', 'different', 'extra'],
            replication.outputs.map((o) => [
              ...[o.name, o.objects, o.bytes],
              ...[o.missing.length, o.different.length, o.extra.length],
            ]),
          ),
        ]),
    ...(dynamodb.tables.length === 0
      ? []
      : [
          formatTable(
            ['table of DynamoDB', 'items', 'items in current state', 'changes', 'the analytics account sees'],
            dynamodb.tables.map((t) => [
              ...[t.table, t.itemsInTable, t.itemsInCurrentState, t.changes],
              t.visibleColumns.length === 0 ? 'nothing' : t.visibleColumns.join(', '),
            ]),
          ),
        ]),
    `${executions.length} executions, at most ${document.maxConcurrentExports} exports at once, ${redriven.length} redriven. ` +
      `${hours(seconds.virtual)} of night${dynamodb.tables.length === 0 ? '' : ', and the day after,'} took ${seconds.wall} s.`,
    disagreements.length === 0
      ? 'Every figure agrees.'
      : `These figures disagree:\n${disagreements.map((d) => `  - ${d}`).join('\n')}`,
  ];
  return `\n${parts.join('\n\n')}\n`;
}

function visibility({ columns, visibleColumns, visibleRows, rowFilter }: DemoTable): string {
  if (columns.length === 0) return '(no files, so no table)';
  if (visibleColumns.length === 0) return 'nothing';
  const rows = rowFilter === undefined ? '' : `; ${visibleRows.toLocaleString('en-US')} rows where ${rowFilter}`;
  if (visibleColumns.length === columns.length) return `all ${columns.length} columns${rows}`;
  return `${visibleColumns.length} of ${columns.length}: ${visibleColumns.join(', ')}${rows}`;
}

const hours = (seconds: number): string => `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
