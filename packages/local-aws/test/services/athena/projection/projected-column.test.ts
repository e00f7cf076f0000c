import * as fc from 'fast-check';
import { dateFormat } from '../../../../services/athena/projection/date-format';
import { addUnits, UNITS, type Unit } from '../../../../services/athena/projection/date-steps';
import { projectedColumn } from '../../../../services/athena/projection/projected-column';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-20T14:30:00Z');

/** As Athena's documentation tells it: from the first bound on, step by step, to the last. */
function stepByStep(format: string, from: number, to: number, step: number, unit: Unit): Set<string> {
  const values = new Set<string>();
  for (let i = 0; addUnits(from, i * step, unit) <= to; i++)
    values.add(dateFormat(format)!.format(addUnits(from, i * step, unit)));
  return values;
}

test('a date is one of the values of a range if and only if stepping through the range meets it', () => {
  const format = fc.constantFrom('yyyy-MM-dd', 'yyyy/MM/dd', 'yyyyMM', "yyyy-MM-dd'T'HH");
  const unit = fc.constantFrom(...UNITS.filter((each) => !['MINUTES', 'SECONDS'].includes(each)));
  const days = fc.integer({ min: 0, max: 800 });
  fc.assert(
    fc.property(format, unit, days, fc.integer({ min: 1, max: 40 }), days, (pattern, per, back, step, offset) => {
      const range = `NOW-${back}DAYS,NOW+3MONTHS`;
      const properties = { type: 'date', format: pattern, range, interval: String(step), 'interval.unit': per };
      const column = projectedColumn('day', properties, { now: NOW, sql: '' });
      const values = stepByStep(pattern, NOW - back * DAY, addUnits(NOW, 3, 'MONTHS'), step, per);
      const someday = dateFormat(pattern)!.format(NOW - offset * DAY);
      expect([someday, column.has(someday)]).toEqual([someday, values.has(someday)]);
      for (const value of [...values].slice(0, 20)) expect([value, column.has(value)]).toEqual([value, true]);
      for (const value of values) expect(value).toMatch(new RegExp(`^${column.pattern}$`));
    }),
  );
});

test('a range of ten thousand years is not stepped through', () => {
  const properties = {
    type: 'date',
    format: 'yyyy-MM-dd-HH-mm-ss',
    range: '0101-01-01-00-00-00,NOW',
    'interval.unit': 'SECONDS',
  };
  const column = projectedColumn('at', properties, { now: NOW, sql: '' });
  expect(column.has('1999-12-31-23-59-59')).toBe(true);
  expect(column.has('2026-11-20-14-30-01')).toBe(false);
});
