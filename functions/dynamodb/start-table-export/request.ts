import { tableName } from '../../../core/config/dynamodb/table-name';
import { InvalidLoadError } from '../../../core/dynamodb/load/errors';
import { WINDOW_MS } from '../../../core/dynamodb/load/window';
import type { LoadRequest } from '../load/payloads';

/** What a request asks for, checked. Times in milliseconds since the epoch, whole seconds as DynamoDB takes them. */
export type Asked =
  | { readonly kind: 'full'; readonly table: string; readonly exportTime?: number }
  | { readonly kind: 'next-window'; readonly table: string }
  | { readonly kind: 'between'; readonly table: string; readonly from: number; readonly to: number };

/** Throws {@link InvalidLoadError}. `tables`: those of the entry. */
export function askedBy(request: LoadRequest, entry: string, tables: readonly string[]): Asked {
  const { window: isWindow = false, exportTime, from, to } = request;
  const table = tableName(String(request.table ?? ''));
  if (!tables.includes(table))
    throw new InvalidLoadError(
      `table: '${table}' is none of the tables of '${entry}', which are ${tables.join(', ')}: give one of them as {"table": "${tables[0]}"}.`,
    );
  const given = [isWindow, exportTime !== undefined, from !== undefined || to !== undefined].filter(Boolean);
  if (given.length > 1)
    throw new InvalidLoadError(
      'window, exportTime, from and to: give exportTime alone, from and to, or window, because each asks for another export.',
    );
  if (isWindow) return { kind: 'next-window', table };
  if (from === undefined && to === undefined)
    return { kind: 'full', table, ...(exportTime === undefined ? {} : { exportTime: time('exportTime', exportTime) }) };
  const between = { from: time('from', from), to: time('to', to) };
  const length = between.to - between.from;
  if (length < WINDOW_MS.least || length > WINDOW_MS.most)
    throw new InvalidLoadError(
      `to: '${to}' is not 15 minutes to 24 hours after from, '${from}': DynamoDB exports windows of that length only.`,
    );
  return { kind: 'between', table, ...between };
}

function time(field: string, value: unknown): number {
  const ms = typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(ms))
    throw new InvalidLoadError(
      `${field}: '${String(value)}' is not a time such as 2026-11-27T00:00:00Z: give one with its date, its time and its zone.`,
    );
  return Math.floor(ms / 1000) * 1000;
}
