import fc from 'fast-check';
import { localDate } from '../../../core/lake/local-date';

it.each([
  ['UTC', '2026-01-15T23:59:59.999Z', '2026-01-15'],
  ['UTC', '2026-01-16T00:00:00.000Z', '2026-01-16'],
  ['Asia/Taipei', '2026-01-15T15:59:59.999Z', '2026-01-15'],
  ['Asia/Taipei', '2026-01-15T16:00:00.000Z', '2026-01-16'],
  ['Pacific/Honolulu', '2026-01-16T09:59:59.999Z', '2026-01-15'],
  ['Pacific/Honolulu', '2026-01-16T10:00:00.000Z', '2026-01-16'],
  ['Asia/Kathmandu', '2026-01-15T18:15:00.000Z', '2026-01-16'],
  // clocks are put forward on 29 March: midnight is at 23:00 UTC before, and at 22:00 UTC after
  ['Europe/Madrid', '2026-03-28T22:59:59.999Z', '2026-03-28'],
  ['Europe/Madrid', '2026-03-28T23:00:00.000Z', '2026-03-29'],
  ['Europe/Madrid', '2026-03-29T21:59:59.999Z', '2026-03-29'],
  ['Europe/Madrid', '2026-03-29T22:00:00.000Z', '2026-03-30'],
  // and set back on 25 October
  ['Europe/Madrid', '2026-10-24T22:00:00.000Z', '2026-10-25'],
  ['Europe/Madrid', '2026-10-25T22:59:59.999Z', '2026-10-25'],
  ['Europe/Madrid', '2026-10-25T23:00:00.000Z', '2026-10-26'],
  // a midnight that does not exist: the day begins at one o'clock
  ['Africa/Cairo', '2026-04-23T21:59:59.999Z', '2026-04-23'],
  ['Africa/Cairo', '2026-04-23T22:00:00.000Z', '2026-04-24'],
])('in %s it is at %s the day %s', (zone, moment, date) => {
  expect(localDate(moment, zone)).toBe(date);
  expect(localDate(Date.parse(moment), zone)).toBe(date);
});

it('never goes back as time goes on', () => {
  const zones = fc.constantFrom('UTC', 'Asia/Taipei', 'Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe');
  const moments = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });
  fc.assert(
    fc.property(zones, moments, fc.integer({ min: 0, max: 3 * 86_400_000 }), (zone, moment, later) => {
      expect(localDate(moment, zone) <= localDate(moment + later, zone)).toBe(true);
    }),
  );
});
