import fc from 'fast-check';
import { exportTaskId, TASK_ID_MAX_LENGTH, TASK_ID_PATTERN } from '../../../../core/snapshots/slots';

const time = fc
  .integer({ min: Date.parse('2020-01-01T00:00:00Z'), max: Date.parse('2090-01-01T00:00:00Z') })
  .map((ms) => new Date(ms).toISOString());
const attempt = fc.integer({ min: 1, max: 9999 });

it.each([
  ['orders', 1, 'orders-202611200204'],
  ['orders', 2, 'orders-202611200204-2'],
  ['orders-eu', 1, 'orders-eu-202611200204'],
])('%s, attempt %i: %s', (source, n, id) => {
  expect(exportTaskId(source, '2026-11-20T02:04:59.999Z', n)).toBe(id);
});

it('is valid for whatever a source is called', () => {
  fc.assert(
    fc.property(fc.string(), time, attempt, (source, at, n) => {
      const id = exportTaskId(source, at, n);
      expect(id).toMatch(TASK_ID_PATTERN);
      expect(id.length).toBeLessThanOrEqual(TASK_ID_MAX_LENGTH);
      expect(id).toBe(id.toLowerCase());
    }),
  );
});

it('tells long names apart that begin alike', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9]{40,62}$/);
  fc.assert(
    fc.property(name, name, time, attempt, (a, b, at, n) => {
      if (a !== b) expect(exportTaskId(a, at, n)).not.toBe(exportTaskId(b, at, n));
    }),
  );
  const alike = 'a'.repeat(62);
  expect(exportTaskId(`${alike}1`, '2026-11-20T02:04:00Z', 1)).not.toBe(
    exportTaskId(`${alike}2`, '2026-11-20T02:04:00Z', 1),
  );
});
