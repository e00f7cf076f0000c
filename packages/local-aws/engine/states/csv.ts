/** Rows of fields (RFC 4180, with backslash escapes as Step Functions reads them). Empty lines are no rows. */
export function parseCsv(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  let started = false;
  const endRow = (): void => {
    if (started || row.length > 0) rows.push([...row, field]);
    row = [];
    field = '';
    started = false;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\' && i + 1 < text.length) {
      field += text[++i]!;
      started = true;
    } else if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[++i]!;
      else quoted = false;
    } else if (c === '"' && field === '') {
      quoted = true;
      started = true;
    } else if (c === delimiter) {
      row.push(field);
      field = '';
      started = true;
    } else if (c === '\n') endRow();
    else if (c !== '\r') {
      field += c;
      started = true;
    }
  }
  endRow();
  return rows;
}
