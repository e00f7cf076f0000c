import { Flattener } from '../../../core/dynamodb/flatten/flattener';

export const SEQUENCE = '49590338271490256608559692538361571095921575989136588898';

/** Flattens records one after the other with one flattener, as a batch does; each gives its line, without newline. */
export function flattening(oldImage = false): (record: string | Buffer) => string {
  const flattener = new Flattener({ oldImage, partitionKey: 'date' });
  return (record) => {
    const text = Buffer.from(record);
    const bytes = Buffer.concat([Buffer.from('{"before":1}\0'), text, Buffer.from('\0{"behind":1}\0')]);
    const row = flattener.flatten(bytes, 13, 13 + text.length, SEQUENCE);
    flattener.beginBatch();
    const line = row.bytes.toString('utf8', 0, row.length);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    return line.slice(0, -1);
  };
}
