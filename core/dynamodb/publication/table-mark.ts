import { createHash } from 'node:crypto';
import type { PublishedTable } from '../publishing/published-table';
import { stateTable } from '../publishing/state-table';

const HASH_DIGITS = 16;
/** No Glue table of a publication has it in its name. */
const HASH = '#';

/**
 * What a publication writes down of a table whose rows it has. A table of other types has another mark, so all its rows
 * are read again: its partitions are written anew once its Glue table was deleted.
 */
export function tableMark({ glueTable, decimals }: Pick<PublishedTable, 'glueTable' | 'decimals'>): string {
  const declared = Object.entries(decimals).sort(([one], [other]) => (one < other ? -1 : 1));
  if (declared.length === 0) return glueTable;
  return `${glueTable}${HASH}${hashOf(declared)}`;
}

/** The same of a table's daily state. With other keys it begins anew, from the history. */
export const stateMark = ({ glueTable, keys }: Pick<PublishedTable, 'glueTable' | 'keys'>): string =>
  `${stateTable(glueTable)}${HASH}${hashOf(keys)}`;

/** All marks of a table. */
export const marksOf = (table: PublishedTable): string[] => [
  tableMark(table),
  ...(table.state === undefined ? [] : [stateMark(table)]),
];

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, HASH_DIGITS);

/** The Glue table of a mark. */
export const tableOfMark = (mark: string): string => mark.split(HASH, 1)[0]!;
