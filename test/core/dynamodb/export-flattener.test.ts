import fc from 'fast-check';
import { UnreadableRecordError } from '../../../core/dynamodb/flatten/errors';
import { ExportFlattener, type ExportFlattenerOptions } from '../../../core/dynamodb/flatten/export-flattener';
import { flattening } from './flattened';

const VERSION = 1_800_000_000_000_000;
const full = { table: 'orders', keys: ['id'], version: VERSION, oldImage: false, partitionKey: 'date' };
const incremental = { ...full, version: undefined };

function flatten(line: string, options: ExportFlattenerOptions = full): string {
  const text = Buffer.from(`${line}\0`);
  const { bytes, length } = new ExportFlattener(options).flatten(text, 0, text.length - 1);
  return bytes.toString('utf8', 0, length);
}
const row = (line: string, options?: ExportFlattenerOptions) => JSON.parse(flatten(line, options));

const ENVELOPE = { ddb_table: 'orders', ddb_sequence: null, ddb_event_id: null, ddb_ttl: false };
const MICROS = { WriteTimestampMicros: { N: '1680109764000123' } };
const image = (n: string) => ({ id: { S: 'a' }, n: { N: n } });

describe('a line of a full export', () => {
  it('is a row of its version, its keys first', () => {
    const line = '{"Item":{"a":{"N":"12345678901234567890123456789012345678"},"id":{"S":"x"}}}';
    expect(flatten(line)).toBe(
      `{"ddb_table":"orders","ddb_event":"LOAD","ddb_version":${VERSION},"ddb_sequence":null,"ddb_event_id":null,"ddb_source":"FULL_EXPORT","ddb_ttl":false,"id":"x","a":"12345678901234567890123456789012345678"}\n`,
    );
  });

  it.each([
    ['{"Item":{"a":{"S":"x"}}}', "The item has no key attribute 'id'"],
    ['{"Items":{"id":{"S":"x"}}}', 'Item is missing'],
    ['{"Item":{"id":{"S":"x"}}', 'at byte'],
    ['{"Item":{"id":{"S":"x"},"Id":{"S":"y"}}} {', 'goes on behind its end'],
  ])('%s is refused', (line, why) => {
    expect(() => flatten(line)).toThrow(UnreadableRecordError);
    expect(() => flatten(line)).toThrow(why);
  });

  it('has the columns and values that the stream gives the same item', () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }).map((S) => ({ S })),
      fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map((N) => ({ N: String(N) })),
      fc.boolean().map((BOOL) => ({ BOOL })),
      fc.array(fc.bigInt().map((N) => ({ N: String(N) }))).map((L) => ({ L })),
      fc.dictionary(fc.string(), fc.constant({ NULL: true })).map((M) => ({ M })),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), fc.string(), (attributes, id) => {
        const Item = { ...attributes, id: { S: id } };
        const change = { ApproximateCreationDateTime: 1, Keys: { id: { S: id } }, NewImage: Item };
        const record = { tableName: 'orders', eventName: 'INSERT', dynamodb: change };
        const behindEnvelope = (line: string) => line.slice(line.indexOf('"ddb_ttl"')).trimEnd();
        expect(behindEnvelope(flatten(JSON.stringify({ Item })))).toBe(
          behindEnvelope(flattening()(JSON.stringify(record))),
        );
      }),
      { numRuns: 200 },
    );
  });
});

it('has a number that is a key in one spelling, as the stream has it', () => {
  const item = { id: { N: '15.0' }, price: { N: '2.50' }, list: { L: [{ N: '15.0' }] } };
  const loaded = row(JSON.stringify({ Item: item }));
  const line = { Metadata: MICROS, Keys: { id: item.id }, NewImage: item };
  for (const made of [loaded, row(JSON.stringify(line), incremental)])
    expect(made).toMatchObject({ id: '15', price: '2.50', list: '[15.0]' });
});

describe('a line of an incremental export', () => {
  const keys = { id: { S: 'a' } };
  it.each([
    ['INSERT', { NewImage: image('1') }, { id: 'a', n: '1' }],
    ['MODIFY', { NewImage: image('2'), OldImage: image('1') }, { id: 'a', n: '2' }],
    ['REMOVE', { OldImage: image('1') }, { id: 'a' }],
  ])('is told as %s by its images', (event, images, attributes) => {
    expect(row(JSON.stringify({ Metadata: MICROS, Keys: keys, ...images }), incremental)).toEqual({
      ...ENVELOPE,
      ddb_event: event,
      ddb_version: 1680109764000123,
      ddb_source: 'INCREMENTAL_EXPORT',
      ...attributes,
    });
  });

  it('has the values before by choice', () => {
    const line = JSON.stringify({ OldImage: image('1'), NewImage: image('2'), Keys: keys, Metadata: MICROS });
    expect(row(line, { ...incremental, oldImage: true })).toMatchObject({ n: '2', ddb_old_n: '1' });
  });

  it.each(['1680109764000123', '"1680109764000123"', '{"N":"1680109764000123"}', '{ "N" : 1680109764000123 }'])(
    'takes the time as %s',
    (micros) => {
      const line = `{"Metadata":{"WriteTimestampMicros":${micros}},"Keys":{"id":{"S":"a"}},"OldImage":{}}`;
      expect(row(line, incremental).ddb_version).toBe(1680109764000123);
    },
  );

  it.each([
    [{ Keys: keys, NewImage: image('1') }, 'Metadata.WriteTimestampMicros is missing'],
    [{ Metadata: MICROS, NewImage: image('1') }, 'Keys are missing'],
    [{ Metadata: MICROS, Keys: keys }, 'NewImage and OldImage are missing'],
    [{ Metadata: { WriteTimestampMicros: { N: '1.5' } }, Keys: keys, NewImage: image('1') }, 'is not a time'],
  ])('%j is refused', (line, why) => expect(() => flatten(JSON.stringify(line), incremental)).toThrow(why));
});
