import type { Settings } from '../../core/config/types';
import type { DemoTable } from './document';
import { promisedColumns } from './promise';

/**
 * What is not as it should be of one table, a line each: rows, partition, columns and rows that the analytics account
 * sees.
 */
export function disagreementsOf(settings: Settings, table: DemoTable): string[] {
  const where = `${table.database}.${table.table}`;
  const promised = promisedColumns(settings, table.database, table.table, table.columns).join(', ');
  const visible = table.visibleColumns.join(', ');
  const sight =
    table.unreadable !== undefined
      ? [`${where} cannot be read: ${table.unreadable}`]
      : [
          ...(promised === visible ? [] : [`${where}: promised (${promised}), visible (${visible})`]),
          ...(table.promisedRows === table.visibleRows
            ? []
            : [`${where}: ${table.promisedRows} rows promised, ${table.visibleRows} visible`]),
        ];
  return [
    ...(table.rowsInLake === table.rowsInSnapshot
      ? []
      : [`${where}: ${table.rowsInSnapshot} rows in the snapshot, ${table.rowsInLake} in the lake`]),
    ...(table.rowsInSnapshot === 0 || /^[^,]+=\d{4}-\d{2}-\d{2}$/.test(table.partition)
      ? []
      : [`${where}: partition '${table.partition}'`]),
    ...sight,
  ];
}
