/** A row of a result; undefined: NULL. */
export type Row = readonly (string | undefined)[];

const cell = (value: string | undefined): string => (value === undefined ? '' : `"${value.replaceAll('"', '""')}"`);

/** As Athena writes it: every value quoted, NULL as nothing. */
export const csvLine = (row: Row): string => `${row.map(cell).join(',')}\n`;

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Where the first row ends, as the byte after its line feed; undefined when it goes on beyond these bytes. */
export function endOfRow(bytes: Uint8Array, from: number): number | undefined {
  let isQuoted = false;
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) isQuoted = !isQuoted;
    else if (bytes[at] === LINE_FEED && !isQuoted) return at + 1;
  }
  return undefined;
}

/** The cells of one row, without its line feed. */
export function cellsOf(line: string): (string | undefined)[] {
  const cells: (string | undefined)[] = [];
  for (let at = 0; at <= line.length; at++) {
    if (line[at] !== '"') {
      cells.push(undefined);
      continue;
    }
    let end = at + 1;
    while (end < line.length && (line[end] !== '"' || line[end + 1] === '"')) end += line[end] === '"' ? 2 : 1;
    cells.push(line.slice(at + 1, end).replaceAll('""', '"'));
    at = end + 1;
  }
  return cells;
}
