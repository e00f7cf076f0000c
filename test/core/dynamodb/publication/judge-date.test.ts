import { judgeDate } from '../../../../core/dynamodb/publication/judge-date';

const HOUR = 3600 * 1000;
const because = { stage: 'delivery' as const, says: 'A change waits.' };
const until = (deliveredThrough: string) => ({ deliveredThrough, because });

it.each([
  ['2026-11-27T00:00:00.000Z', 0, 'FINISHED'],
  ['2026-11-26T23:59:59.999Z', 0, 'WAITING'],
  ['2026-11-26T23:59:59.999Z', 24 * HOUR - 1, 'WAITING'],
  ['2026-11-26T23:59:59.999Z', 24 * HOUR, 'UNFINISHED'],
  ['2026-11-27T00:00:00.000Z', 24 * HOUR, 'FINISHED'],
])('delivered through %s, after %i ms, the 26th is %s', (through, waited, state) =>
  expect(judgeDate('2026-11-26', until(through), waited).state).toBe(state),
);

it('what nobody tells is not known', () =>
  expect(judgeDate('2026-11-26', undefined, 0)).toMatchObject({
    state: 'WAITING',
    waitSeconds: 300,
    why: expect.stringContaining('tell-progress'),
  }));

it('waits longer after the first hour', () =>
  expect(judgeDate('2026-11-26', undefined, HOUR)).toMatchObject({ waitSeconds: 900 }));
