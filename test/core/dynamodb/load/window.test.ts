import { afterLoad, afterWindow, nextWindow, parseRepaired, repairedText } from '../../../../core/dynamodb/load/window';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the next window', () => {
  it.each([
    [15 * MINUTE, { from: 0, to: 15 * MINUTE }],
    [15 * MINUTE - 1, undefined],
    [2 * HOUR + 1, { from: 0, to: 2 * HOUR }],
    [24 * HOUR + MINUTE, { from: 0, to: 24 * HOUR }],
  ])('with %i ms that can be exported', (latest, window) =>
    expect(nextWindow({ through: 0 }, { earliest: -1, latest })).toEqual(window),
  );

  it.each([
    ['ends at a load', 40, 90, { from: 0, to: 40 }],
    ['waits for a load', 40, 39, undefined],
    ['has a quarter of an hour, although it ends behind a load', 7, 90, { from: 0, to: 15 }],
    ['ends before a load that is more than a day away', 1500, 1600, { from: 0, to: 1440 }],
    ['goes on from a load', 0, 90, { from: 0, to: 90 }],
  ])('%s', (_how, loadedAt, latest, window) =>
    expect(nextWindow({ through: 0, loadedAt: loadedAt * MINUTE }, { earliest: -1, latest: latest * MINUTE })).toEqual(
      window && { from: window.from * MINUTE, to: window.to * MINUTE },
    ),
  );

  it('is a gap when the journal begins behind it', () =>
    expect(nextWindow({ through: 0 }, { earliest: 1, latest: HOUR })).toBe('GAP'));
});

describe('how far a table is exported', () => {
  it.each([
    ['joins', { from: 5, to: 9 }, 9],
    ['overlaps', { from: 3, to: 9 }, 9],
    ['leaves a gap', { from: 6, to: 9 }, 5],
    ['is older', { from: 1, to: 4 }, 5],
  ])('after a window that %s', (_how, window, through) =>
    expect(afterWindow({ through: 5 }, window)).toEqual({ through }),
  );

  it.each([
    ['the first one', undefined, 10, 40],
    ['one while windows can go on', 20, 10, 20],
    ['one behind a gap', 20, 30, 40],
    ['one when the journal begins within the hour before it', undefined, 70, 70],
    ['one without a journal', undefined, Number.POSITIVE_INFINITY, 100],
  ])('after a load, %s', (_which, present, earliest, through) => {
    const repaired = present === undefined ? undefined : { through: present * MINUTE };
    const loadedAt = 100 * MINUTE;
    expect(afterLoad(repaired, loadedAt, earliest * MINUTE)).toEqual({ through: through * MINUTE, loadedAt });
  });

  it('begins with a whole second after a load', () => expect(afterLoad(undefined, 9000, 4001).through).toBe(5000));

  it.each([{ through: 5000 }, { through: 5000, loadedAt: 7000 }])('is kept as text: %j', (repaired) =>
    expect(parseRepaired(repairedText(repaired))).toEqual(repaired),
  );
});
