import fc from 'fast-check';
import { mergeColumns, widerType } from '../../../../services/glue/crawl/merge-columns';
import { readFileSchema } from '../../../../services/glue/crawl/parquet-schema';
import { globPattern, listTarget, parseS3Path } from '../../../../services/glue/crawl/targets';
import { MemoryObjects } from '../../memory-objects';
import { parquetFile } from '../../parquet-file';

async function typeOf(expression: string): Promise<string | undefined> {
  const objects = new MemoryObjects();
  await objects.put('b', 'f.parquet', await parquetFile(`SELECT ${expression} AS "Value"`));
  const [object] = objects.list('b', '');
  const { columns } = await readFileSchema(objects, { ...object!, bucket: 'b', folders: [] });
  expect(columns[0]?.name).toBe('value');
  return columns[0]?.type;
}

test.each([
  ["'text'", 'string'],
  ['1::TINYINT', 'tinyint'],
  ['1::SMALLINT', 'smallint'],
  ['1::INTEGER', 'int'],
  ['1::BIGINT', 'bigint'],
  ['1::UTINYINT', 'smallint'],
  ['1::UINTEGER', 'bigint'],
  ['1::FLOAT', 'float'],
  ['1::DOUBLE', 'double'],
  ['true', 'boolean'],
  ['1::DECIMAL(4,1)', 'decimal(4,1)'],
  ['1::DECIMAL(38,10)', 'decimal(38,10)'],
  ["DATE '2026-01-01'", 'date'],
  ["TIMESTAMP '2026-01-01'", 'timestamp'],
  ["TIMESTAMPTZ '2026-01-01'", 'timestamp'],
  ["TIME '10:00:00'", 'bigint'],
  ["'ab'::BLOB", 'binary'],
  ['uuid()', 'binary'],
  ['[1::INTEGER, 2]', 'array<int>'],
  ["[['a']]", 'array<array<string>>'],
  ["{'a': 1::INTEGER, 'B': 'x'}", 'struct<a:int,b:string>'],
  ["MAP {'k': 1::BIGINT}", 'map<string,bigint>'],
])('a parquet column of %s is %s', async (expression, type) => expect(await typeOf(expression)).toBe(type));

test.each([
  ['*.json', 'export.json', true],
  ['*.json', 'orders/export.json', false],
  ['**.json', 'orders/export.json', true],
  ['**/_SUCCESS', 'orders/1/_SUCCESS', true],
  ['orders/**', 'orders/date=1/a.parquet', true],
  ['order?/*', 'orders/a', true],
  ['[a-c]*', 'beta', true],
  ['[!a-c]*', 'beta', false],
  ['*.{json,csv}', 'a.csv', true],
  ['*.{json,csv}', 'a.parquet', false],
  ['a.b', 'aXb', false],
  ['\\*.json', '*.json', true],
  ['\\*.json', 'a.json', false],
])('exclusion %s of %s: %s', (glob, key, excluded) => expect(globPattern(glob).test(key)).toBe(excluded));

test('a target lists what lies below it, not its namesakes, markers or empty files', async () => {
  const objects = new MemoryObjects();
  const body = Buffer.from('x');
  for (const key of ['shop/a', 'shop/t/b', 'shop-eu/c', 'shop/skip/d']) await objects.put('b', key, body);
  await objects.put('b', 'shop/t/', Buffer.alloc(0));
  await objects.put('b', 'shop/empty', Buffer.alloc(0));
  const keys = listTarget(objects, 's3://b/shop', ['skip/**']).map((f) => f.key);
  expect(keys).toEqual(['shop/a', 'shop/t/b']);
  expect(parseS3Path('s3://b')).toEqual({ bucket: 'b', prefix: '' });
  expect(() => parseS3Path('b/shop')).toThrow(/not a valid S3 path/);
});

const TYPES = [
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'boolean',
  'timestamp',
  'decimal(4,1)',
];
test.each([
  ['int', 'bigint', 'bigint'],
  ['smallint', 'tinyint', 'smallint'],
  ['bigint', 'double', 'double'],
  ['int', 'string', 'string'],
  ['boolean', 'int', 'string'],
])('%s and %s widen to %s', (a, b, wider) => expect(widerType(a, b)).toBe(wider));

test('widening does not depend on the order of two, and merging keeps every column once', () => {
  const type = fc.constantFrom(...TYPES);
  const schema = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), type }), {
    selector: (c) => c.name,
  });
  fc.assert(fc.property(type, type, (a, b) => widerType(a, b) === widerType(b, a)));
  fc.assert(
    fc.property(schema, schema, (a, b) => {
      const names = mergeColumns([a, b]).map((c) => c.name);
      expect(new Set(names).size).toBe(names.length);
      expect(new Set(names)).toEqual(new Set([...a, ...b].map((c) => c.name)));
    }),
  );
});

test('names that differ in case only stay two columns of one name', () => {
  const file = [
    { name: 'id', type: 'int' },
    { name: 'id', type: 'string' },
  ];
  expect(mergeColumns([file, [{ name: 'id', type: 'bigint' }], file])).toEqual([
    { name: 'id', type: 'bigint' },
    { name: 'id', type: 'string' },
  ]);
});
