import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ENVELOPE_PREFIX } from '../../../core/dynamodb/row';
import type { QueryAnswer } from '../analyst';

export type Item = Readonly<Record<string, AttributeValue>>;

interface Table {
  readonly table: string;
  readonly keys: readonly string[];
  readonly decimals: Readonly<Record<string, string>>;
}

/** Items of a table beside the current state: who is missing, who is gone, and every value that is not the same. */
export function differencesOf({ table, keys, decimals }: Table, items: readonly Item[], seen: QueryAnswer): string[] {
  const keyOf = (value: (column: string) => string): string => keys.map(value).join(' ');
  const rows = new Map<string, Map<string, string>>();
  for (const row of seen.rows) {
    const cells = new Map(seen.columns.map((column, i) => [column, row[i] ?? '']));
    rows.set(
      keyOf((column) => cells.get(column) ?? ''),
      cells,
    );
  }
  const found = items.flatMap((item) => {
    const key = keyOf((column) => textAt(item, column) ?? '');
    const row = rows.get(key);
    rows.delete(key);
    if (row === undefined) return [`${table}: ${key} is not in the current state`];
    return [...row].flatMap(([column, is]) => {
      const exact = textAt(item, column);
      const wanted = exact === undefined ? undefined : asDecimal(exact, decimals[column]);
      return wanted === undefined || wanted === is
        ? []
        : [`${table}: ${key}: ${column} is ${wanted} in the table and ${is} in the current state`];
    });
  });
  return [...found, ...[...rows.keys()].map((key) => `${table}: ${key} is in the current state and not in the table`)];
}

/** Of texts, numbers and truth values, which are compared; of an attribute that the item lacks, no text. */
function textAt(item: Item, column: string): string | undefined {
  if (column.startsWith(ENVELOPE_PREFIX)) return undefined;
  const [first = '', ...rest] = column.split('__');
  let value = item[first];
  for (const name of rest) value = value?.M?.[name];
  if (value === undefined) return '';
  return value.S ?? value.N ?? value.BOOL?.toString();
}

/** Numbers keep their digits: no floating point here. */
function asDecimal(number: string, type: string | undefined): string {
  const [, scale] = /,(\d+)\)$/.exec(type ?? '') ?? [];
  if (scale === undefined || number === '') return number;
  const [whole, fraction = ''] = number.split('.');
  return `${whole}.${fraction.padEnd(Number(scale), '0')}`;
}
