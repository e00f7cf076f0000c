import { answering, contest, type Image, rowOf } from '../contest';

/** A parser, then one pass over what it made. Numbers are text from the beginning, so no digit is lost. */
void contest(answering((record, sequence) => rowOf(record, sequence, leaves)));

function leaves(image: Image, prefix: string, row: Record<string, unknown>): void {
  for (const name in image) {
    const value = image[name]!;
    const column = prefix + name;
    for (const type in value) {
      const held = value[type];
      if (type === 'M') leaves(held as Image, `${column}__`, row);
      else if (type === 'S' || type === 'N' || type === 'B') row[column] = held;
      else if (type === 'BOOL') row[column] = String(held);
      else if (type === 'NULL') row[column] = null;
      else row[column] = text(type, held);
    }
  }
}

function text(type: string, held: unknown): string {
  if (type === 'S' || type === 'B') return JSON.stringify(held);
  if (type === 'N') return held as string;
  if (type === 'BOOL') return String(held);
  if (type === 'NULL') return 'null';
  if (type === 'M') {
    const image = held as Image;
    let members = '';
    for (const name in image) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${textOf(image[name]!)}`;
    return `{${members}}`;
  }
  if (type === 'L') return `[${(held as Image[string][]).map(textOf).join()}]`;
  if (type === 'NS') return `[${(held as string[]).join()}]`;
  return JSON.stringify(held);
}

function textOf(value: Image[string]): string {
  for (const type in value) return text(type, value[type]);
  return 'null';
}
