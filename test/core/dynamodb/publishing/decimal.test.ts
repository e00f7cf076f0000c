import * as fc from 'fast-check';
import { decimalOf, decimalPattern, fitsDecimal } from '../../../../core/dynamodb/publishing/decimal';

it('reads the types that Glue has', () => {
  expect(decimalOf('decimal(38,10)')).toEqual({ precision: 38, scale: 10 });
  expect(decimalOf('string')).toBeUndefined();
});

const decimal = fc
  .integer({ min: 1, max: 38 })
  .chain((precision) => fc.record({ precision: fc.constant(precision), scale: fc.nat(precision) }));
const digits = fc.string({ unit: fc.constantFrom('0', '1', '9'), minLength: 1, maxLength: 40 });

it('a number fits when its digits, written out, have room before and after the point', () =>
  fc.assert(
    fc.property(decimal, digits, digits, fc.integer({ min: -45, max: 45 }), (type, whole, fraction, exponent) => {
      // an integer, times a power of ten
      const units = BigInt(whole + fraction);
      const power = type.scale + exponent - fraction.length;
      const isWhole = power >= 0 || units % 10n ** BigInt(-power) === 0n;
      const scaled = power >= 0 ? units * 10n ** BigInt(power) : units / 10n ** BigInt(-power);
      const fits = isWhole && scaled < 10n ** BigInt(type.precision);
      for (const sign of ['', '-']) expect(fitsDecimal(`${sign}${whole}.${fraction}e${exponent}`, type)).toBe(fits);
    }),
    { numRuns: 500 },
  ));

it('the pattern matches nothing that does not fit', () =>
  fc.assert(
    fc.property(decimal, digits, digits, (type, whole, fraction) => {
      const pattern = new RegExp(`^(?:${decimalPattern(type)})$`);
      for (const text of [whole, `-${whole}`, `${whole}.${fraction}`, `0.${fraction}`])
        if (pattern.test(text)) expect(fitsDecimal(text, type)).toBe(true);
    }),
    { numRuns: 500 },
  ));

it.each(['', '.', '-', 'x', '1x', '1 ', '1e', '1e9999', 'Infinity', 'NaN', '0x1'])('%j is no number', (text) =>
  expect(fitsDecimal(text, { precision: 38, scale: 10 })).toBe(false),
);
