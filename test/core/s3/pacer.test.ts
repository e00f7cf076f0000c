import fc from 'fast-check';
import { Pacer } from '../../../core/s3';

/** Starts whatever the pacer allows for `seconds`, looking every `stepMs`; answers the starts per second of time. */
function run(pacer: Pacer, seconds: number, limit = Number.POSITIVE_INFINITY, stepMs = 2, from = 0): number[] {
  const perSecond: number[] = [];
  let tokens = 0;
  for (let now = from; now < from + seconds * 1000; now += stepMs) {
    tokens = Math.min(tokens + (limit * stepMs) / 1000, limit / 20);
    while (pacer.take(now) === 0) {
      const second = Math.floor((now - from) / 1000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
      if (limit === Number.POSITIVE_INFINITY) continue;
      if (tokens >= 1) tokens -= 1;
      else {
        pacer.slowDown(now);
        perSecond[second]! -= 1;
      }
    }
  }
  return perSecond;
}

test('without a SlowDown the rate grows by the gain each second', () => {
  const pacer = new Pacer({ startRate: 1000, gainPerSecond: 1000 });
  const [first, second, third] = run(pacer, 3) as [number, number, number];
  expect(first).toBeGreaterThan(1400);
  expect(first).toBeLessThan(1600);
  expect(second - first).toBeGreaterThan(900);
  expect(third - second).toBeGreaterThan(900);
});

test.each([200, 800, 3500])('holds at least 90%% of a limit of %i a second that it is not told', (limit) => {
  const perSecond = run(new Pacer(), 30, limit).slice(10);
  const mean = perSecond.reduce((a, b) => a + b, 0) / perSecond.length;
  expect(mean).toBeGreaterThan(limit * 0.9);
  expect(mean).toBeLessThanOrEqual(limit * 1.06);
});

test('SlowDowns within the guard are one', () => {
  const pacer = new Pacer({ startRate: 1000, gainPerSecond: 0 });
  for (const now of [1000, 1001, 1199]) pacer.slowDown(now);
  expect(pacer.rate).toBeCloseTo(800);
  pacer.slowDown(1200);
  expect(pacer.rate).toBeCloseTo(640);
});

test('a rate that is not used does not grow', () => {
  const pacer = new Pacer({ startRate: 1000 });
  for (let now = 0; now < 60_000; now += 100) pacer.take(now);
  expect(pacer.rate).toBeLessThan(2000);
});

test('whatever happens, the rate stays between its bounds and the starts below its integral', () => {
  const step = fc.record({ afterMs: fc.integer({ min: 0, max: 5000 }), slowDown: fc.boolean() });
  const settings = fc.record({
    startRate: fc.integer({ min: 1, max: 5000 }),
    gainPerSecond: fc.integer({ min: 0, max: 5000 }),
    minRate: fc.constant(1),
    maxRate: fc.integer({ min: 5000, max: 10_000 }),
  });
  fc.assert(
    fc.property(settings, fc.array(step, { maxLength: 200 }), (given, steps) => {
      const pacer = new Pacer(given);
      let now = 0;
      for (const { afterMs, slowDown } of steps) {
        now += afterMs;
        const before = pacer.rate;
        let started = 0;
        while (pacer.take(now) === 0) started++;
        expect(started).toBeLessThanOrEqual(Math.max(before * 0.025, 1) + 1);
        if (slowDown) pacer.slowDown(now);
        expect(pacer.rate).toBeGreaterThanOrEqual(given.minRate);
        expect(pacer.rate).toBeLessThanOrEqual(given.maxRate);
      }
    }),
  );
});

test('the wait it tells is enough', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 50 }), (startRate, starts) => {
      const pacer = new Pacer({ startRate, gainPerSecond: 0 });
      let now = 0;
      for (let i = 0; i < starts; i++) {
        const wait = pacer.take(now);
        if (wait === 0) continue;
        now += wait + 1e-6;
        expect(pacer.take(now)).toBe(0);
      }
    }),
  );
});
