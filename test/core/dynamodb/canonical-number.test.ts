import fc from 'fast-check';
import { canonicalNumber, isCanonicalNumber } from '../../../core/dynamodb/flatten/canonical-number';
import { flattening } from './flattened';
import { plainNumber } from './plain-number';

const RUNS = process.env.LAKEFERRY_DRAWS === undefined ? 200 : 5_000;

it.each([
  ['15.0', '15'],
  ['15', '15'],
  ['015', '15'],
  ['+15', '15'],
  ['1.5e1', '15'],
  ['1E+20', '100000000000000000000'],
  ['1E-3', '0.001'],
  ['.50', '0.5'],
  ['5.', '5'],
  ['-0', '0'],
  ['-0.00e5', '0'],
  ['0e125', '0'],
  ['-00.10', '-0.1'],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ['9.9999999999999999999999999999999999999E+125', `${'9'.repeat(38)}${'0'.repeat(88)}`],
  ['1E-130', `0.${'0'.repeat(129)}1`],
])('a key that is written %s is %s', (text, canonical) => expect(canonicalNumber(text)).toBe(canonical));

it.each(['', '-', '.', 'e5', '1e', 'NaN', '0x1', '1 ', '1.2.3', '1e1000', '--1'])(
  "'%s' is no number, and stays",
  (text) => expect(canonicalNumber(text)).toBe(text),
);

const digits = fc.string({ unit: fc.constantFrom('0', '0', '1', '5', '9'), maxLength: 40 });
const spelled = fc
  .tuple(fc.constantFrom('', '-', '+'), digits, fc.option(digits), fc.option(fc.integer({ min: -130, max: 125 })))
  .map(([sign, whole, fraction, exponent]) =>
    [sign, whole, fraction === null ? '' : `.${fraction}`, exponent === null ? '' : `E${exponent}`].join(''),
  );

it('spells every number in one way, whatever its digits, point and exponent', () =>
  fc.assert(
    fc.property(spelled, (text) => {
      const canonical = canonicalNumber(text);
      expect(canonical).toBe(plainNumber(text));
      expect(canonicalNumber(canonical)).toBe(canonical);
    }),
    { numRuns: RUNS },
  ));

it('knows what is spelled so already', () =>
  fc.assert(
    fc.property(fc.oneof(spelled, spelled.map(canonicalNumber)), (text) => {
      const bytes = Buffer.from(`"${text}"`);
      const isNumber = /\d/.test(text.split(/e/i)[0]!);
      expect(isCanonicalNumber(bytes, 1, bytes.length - 1)).toBe(isNumber && canonicalNumber(text) === text);
    }),
    { numRuns: RUNS },
  ));

const change = (key: string): string =>
  JSON.stringify({
    eventID: 'e1',
    eventName: 'MODIFY',
    tableName: 'T',
    dynamodb: {
      ApproximateCreationDateTime: 1731924555370,
      Keys: { id: { S: '15.0' }, at: { N: key } },
      NewImage: { id: { S: '15.0' }, at: { N: key }, price: { N: '15.0' }, n: { M: { at: { N: '2.50' } } } },
      OldImage: { id: { S: '15.0' }, at: { N: key }, price: { N: '1E1' } },
    },
  });

it('gives numbers that are keys one spelling, and no other attribute', () => {
  const rows = ['15', '15.0', '1.5E+1', '015.000'].map((key) => flattening(true)(change(key)));
  expect(new Set(rows)).toEqual(new Set([rows[0]]));
  expect(JSON.parse(rows[0]!)).toMatchObject({
    ...{ id: '15.0', at: '15', price: '15.0', n__at: '2.50', ddb_old_price: '1E1' },
  });
});
