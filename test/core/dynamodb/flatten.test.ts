import { flattening, SEQUENCE } from './flattened';
import { RECORDED, recorded } from './recorded/records';

const row = (record: unknown, oldImage = false): Record<string, unknown> =>
  JSON.parse(flattening(oldImage)(typeof record === 'string' ? record : JSON.stringify(record)));

const change = (image: object, its: object = {}): object => ({
  eventID: 'e1',
  eventName: 'INSERT',
  userIdentity: null,
  tableName: 'T',
  dynamodb: { ApproximateCreationDateTime: 1731924555370, Keys: { id: { S: 'r1' } }, NewImage: image },
  ...its,
});

it.each(Object.keys(RECORDED) as (keyof typeof RECORDED)[])('reads a record as it was recorded: %s', (name) => {
  const { text, expected } = RECORDED[name];
  expect(row(text)).toEqual(expected);
});

it('writes the envelope, the keys and the attributes, each by name', () => {
  const line = flattening()(JSON.stringify(change({ zeta: { S: 'z' }, id: { S: 'r1' }, alpha: { N: '1' } })));
  expect(line).toBe(
    `{"ddb_table":"T","ddb_event":"INSERT","ddb_version":1731924555370000,"ddb_sequence":"${SEQUENCE}",` +
      '"ddb_event_id":"e1","ddb_source":"STREAM","ddb_ttl":false,"id":"r1","alpha":"1","zeta":"z"}',
  );
});

describe('a value of', () => {
  const DIGITS = '1234567890123456789012345678901234.5678';
  it.each([
    ['a string', { S: 'a "b" \\ ü \u0001' }, 'a "b" \\ ü \u0001'],
    ['an empty string', { S: '' }, ''],
    ['a character of two halves', { S: '😀' }, '😀'],
    ['a number of 38 digits', { N: DIGITS }, DIGITS],
    ['a small number', { N: '1E-130' }, '1E-130'],
    ['binary', { B: 'AQID/+==' }, 'AQID/+=='],
    ['true', { BOOL: true }, 'true'],
    ['false', { BOOL: false }, 'false'],
    ['null', { NULL: true }, null],
    ['an empty map', { M: {} }, '{}'],
    ['an empty list', { L: [] }, '[]'],
    ['a set of strings', { SS: ['a"', 'b\\'] }, '["a\\"","b\\\\"]'],
    ['a set of numbers', { NS: [DIGITS, '-0.5', '1e126'] }, `[${DIGITS},-0.5,1e126]`],
    ['a set of numbers that JSON writes otherwise', { NS: ['+1', '.5', '007', ''] }, '["+1",".5","007",""]'],
    ['a set of binary', { BS: ['AQ==', 'Ag=='] }, '["AQ==","Ag=="]'],
    [
      'a list of all',
      {
        L: [
          { S: 'x' },
          { N: DIGITS },
          { B: 'AQ==' },
          { BOOL: false },
          { NULL: true },
          { SS: ['a'] },
          { NS: ['1'] },
          { BS: ['AQ=='] },
          { L: [{ L: [] }] },
          { M: { a: { N: '1' }, b: { M: {} } } },
        ],
      },
      `["x",${DIGITS},"AQ==",false,null,["a"],[1],["AQ=="],[[]],{"a":1,"b":{}}]`,
    ],
  ])('%s', (_name, value, expected) => expect(row(change({ value })).value).toBe(expected));
});

it('gives members of maps columns of their paths', () =>
  expect(row(change({ a: { M: { b: { M: { c: { N: '1' } } }, d: { S: 'x' } } } }))).toMatchObject({
    a__b__c: '1',
    a__d: 'x',
  }));

it('gives an attribute the same column beside its like and without it', () => {
  const both = row(
    change({ url: { S: 'small' }, URL: { S: 'LARGE' }, 'a.b': { S: 'point' }, a: { M: { b: { S: 'map' } } } }),
  );
  const [large] = Object.keys(both).filter((name) => both[name] === 'LARGE');
  const [point] = Object.keys(both).filter((name) => both[name] === 'point');
  expect(both).toMatchObject({ url: 'small', a__b: 'map' });
  expect(row(change({ URL: { S: 'alone' } }))[large!]).toBe('alone');
  expect(row(change({ 'a.b': { S: 'alone' } }))[point!]).toBe('alone');
  expect(row(change({ URL: { S: 'alone' } }))).not.toHaveProperty('url');
});

it('lets no attribute take the place of the envelope or of the partition', () => {
  const made = row(change({ ddb_event: { S: 'x' }, date: { S: 'y' }, ddb_old_id: { S: 'z' } }));
  expect(made).toMatchObject({ ddb_event: 'INSERT' });
  expect(made).not.toHaveProperty('date');
  expect(Object.values(made)).toEqual(expect.arrayContaining(['x', 'y', 'z']));
});

describe('a deletion', () => {
  const removed = recorded('REMOVE');

  it('has the keys and no attributes', () => {
    const made = row(removed);
    expect(made).toMatchObject({ ddb_event: 'REMOVE', ddb_ttl: false, id: 'r1' });
    expect(made).not.toHaveProperty('data');
  });

  it('has the attributes before it by choice, once, and without the keys', () => {
    const made = row(removed, true);
    expect(made).toMatchObject({ id: 'r1', ddb_old_data: 'x' });
    expect(made).not.toHaveProperty('ddb_old_id');
  });

  it.each([
    ['by time to live', { type: 'Service', principalId: 'dynamodb.amazonaws.com' }, true],
    ['by nobody named', null, false],
    ['by another service', { type: 'Service', principalId: 'other.amazonaws.com' }, false],
    ['by something else of that name', { type: 'User', principalId: 'dynamodb.amazonaws.com' }, false],
  ])('%s is told apart', (_name, userIdentity, expected) =>
    expect(row({ ...JSON.parse(removed), userIdentity }).ddb_ttl).toBe(expected),
  );
});

it.each([
  ['with white space', (text: string) => ` \r\n${JSON.stringify(JSON.parse(text), null, '\t')} \n`],
  ['with values spelled with escapes', (text: string) => text.replace('"x"', '"\\u0078"')],
  ['with a member spelled with escapes', (text: string) => text.replace('"NewImage"', '"\\u004eewImage"')],
  ['with a member twice, of which the last counts', (text: string) => text.replace('{', '{"tableName":"other",')],
  ['with members that nobody knows', (text: string) => text.replace('{', '{"more":[{"a":[1.5e3,true,null,"x"]}],')],
  [
    'with a time that is spelled with an exponent',
    (text: string) => text.replace('1731924555370', '1.73192455537E+12'),
  ],
])('a record %s is read all the same', (_name, other) =>
  expect(row(other(recorded('INSERT')))).toEqual(RECORDED.INSERT.expected),
);

it.each([
  ['nothing', ''],
  ['no JSON', 'hello'],
  ['a list', '[]'],
  ['an empty object', '{}'],
  ['a record cut off', recorded('INSERT').slice(0, -20)],
  ['a record and more', `${recorded('INSERT')}{}`],
  ['a newline in a string', recorded('INSERT').replace('"x"', '"\n"')],
  ['a wrong escape', recorded('INSERT').replace('"x"', '"\\x"')],
  ['the first half of a character', recorded('INSERT').replace('"x"', '"\\ud83d"')],
  ['the first half of a character before another', recorded('INSERT').replace('"x"', '"\\ud83d\\u0041"')],
  ['the second half of a character', recorded('INSERT').replace('"x"', '"\\uDE00"')],
  ['half an escape', recorded('INSERT').replace('"x"', '"\\u00"')],
  ['an unknown type', JSON.stringify(change({ a: { X: '1' } }))],
  ['a type that begins like one', JSON.stringify(change({ a: { NO: '1' } }))],
  ['an attribute of two types', JSON.stringify(change({ a: { S: '1', N: '1' } }))],
  ['an attribute without a type', JSON.stringify(change({ a: {} }))],
  ['a number that is no text', JSON.stringify(change({ a: { N: 1 } }))],
  ['another event', JSON.stringify(change({}, { eventName: 'UPSERT' }))],
  ['an unknown precision', recorded('MICROSECOND').replace('MICROSECOND', 'NANOSECOND')],
  ['no table', JSON.stringify(change({}, { tableName: undefined }))],
  ['no change', JSON.stringify({ eventName: 'INSERT', tableName: 'T' })],
  ['no keys', JSON.stringify(change({}, { dynamodb: { ApproximateCreationDateTime: 1731924555370, NewImage: {} } }))],
  ['no image', recorded('INSERT').replace('NewImage', 'NoImage')],
  ['no time', recorded('INSERT').replace('ApproximateCreationDateTime', 'Time')],
  ['maps without end', `${'{"a":{"M":'.repeat(5000)}`],
  ['lists without end', recorded('INSERT').replace('{"S":"x"}', `${'{"L":['.repeat(5000)}${']}'.repeat(5000)}`)],
  ['other lists without end', recorded('INSERT').replace('{', `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)},`)],
])('%s is unreadable, and the next record is not', (_name, text) => {
  const flatten = flattening();
  expect(() => flatten(text)).toThrow(expect.objectContaining({ name: 'UnreadableRecordError' }));
  expect(JSON.parse(flatten(recorded('INSERT')))).toEqual(RECORDED.INSERT.expected);
});

it('says why without repeating what the item holds', () => {
  const secret = JSON.stringify(change({ a: { S: 'secret' } })).replace('"secret"', '"secret');
  expect(() => flattening()(secret)).toThrow(/at byte \d+$/);
  expect(() => flattening()(secret)).not.toThrow(/secret/);
});

it('makes a row that is larger than its record', () => {
  const deep = (depth: number): object =>
    depth === 0 ? { S: '' } : { M: { [`level_${depth}_${'x'.repeat(50)}`]: deep(depth - 1) } };
  const image = Object.fromEntries(Array.from({ length: 500 }, (_each, index) => [`a${index}`, deep(3)]));
  expect(Object.keys(row(change(image)))).toHaveLength(508);
});
