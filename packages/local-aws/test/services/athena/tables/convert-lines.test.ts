import * as fc from 'fast-check';
import { convertLines } from '../../../../services/athena/tables/json/convert-lines';
import { jsonDialect } from '../../../../services/athena/tables/json/dialect';

const OPENX = jsonDialect({ SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' })!;

const textOf = (value: unknown): string | null => {
  if (value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Objects in which no name comes twice but for case, at any depth. */
const hasNames = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  const names = Object.keys(value).map((name) => name.toLowerCase());
  return new Set(names).size === names.length && Object.values(value).every(hasNames);
};

test('a string column has the text of whatever its member is, however the line is spaced and escaped', async () => {
  const escaped = (json: string): string =>
    json.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  await fc.assert(
    fc.asyncProperty(fc.jsonValue().filter(hasNames), fc.boolean(), async (value, isEscaped) => {
      const line = JSON.stringify({ before: [{}], value, after: '}' }, undefined, isEscaped ? 1 : 0).replaceAll(
        '\n',
        ' ',
      );
      const body = Buffer.from(isEscaped ? escaped(line) : line);
      const converted = await convertLines(body, [{ name: 'value', type: 'string' }], OPENX, 's3://lake/a');
      const { value: text } = JSON.parse(Buffer.from(converted).toString());
      expect(text).toEqual(textOf(value));
    }),
  );
});

test('a line that is cut off anywhere is no JSON object', async () => {
  const line = '{"id":"a\\u00e9","n":-1.5e3,"l":[1,{"k":null}],"b":true}';
  for (let end = 1; end < line.length; end++) {
    const cut = convertLines(Buffer.from(line.slice(0, end)), [], OPENX, 's3://lake/a');
    await expect(cut).rejects.toThrow(/^HIVE_BAD_DATA: Row is not a valid JSON Object \(s3:\/\/lake\/a, line 1\)$/);
  }
});
