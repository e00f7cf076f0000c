import { afterLoad, afterWindow, nextWindow } from '../../../../core/dynamodb/load/window';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the next window', () => {
  it.each([
    [15 * MINUTE, { from: 0, to: 15 * MINUTE }],
    [15 * MINUTE - 1, undefined],
    [2 * HOUR + 1, { from: 0, to: 2 * HOUR }],
    [24 * HOUR + MINUTE, { from: 0, to: 24 * HOUR }],
  ])('with %i ms that can be exported', (latest, window) =>
    expect(nextWindow(0, { earliest: -1, latest })).toEqual(window),
  );

  it('is a gap when the journal begins behind it', () =>
    expect(nextWindow(0, { earliest: 1, latest: HOUR })).toBe('GAP'));
});

describe('how far a table is exported', () => {
  it.each([
    ['joins', { from: 5, to: 9 }, 9],
    ['overlaps', { from: 3, to: 9 }, 9],
    ['leaves a gap', { from: 6, to: 9 }, 5],
    ['is older', { from: 1, to: 4 }, 5],
  ])('after a window that %s', (_how, window, through) => expect(afterWindow(5, window)).toBe(through));

  it.each([
    ['the first one', undefined, 7],
    ['one while windows can go on', 5, 5],
    ['one behind a gap', 3, 7],
  ])('after a load, %s', (_which, present, through) => expect(afterLoad(present, 7, 4)).toBe(through));
});
