import { GetLFTagCommand, UpdateLFTagCommand } from '@aws-sdk/client-lakeformation';
import { Pace, paced } from '../../../../functions/shared/lakeformation/pace';

/** A clock that moves only where somebody waits in turn. */
function clock() {
  let now = 0;
  return {
    now: () => now,
    wait: async (ms: number) => {
      now += ms;
    },
  };
}

const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
const ok = async (): Promise<void> => {};

async function secondsFor(count: number, time: ReturnType<typeof clock>, pace: Pace): Promise<number> {
  const from = time.now();
  for (let i = 0; i < count; i++) await pace.run('reads', ok);
  return (time.now() - from) / 1000;
}

test.each([
  [{ reads: 10, writes: 5 }, 600, 60],
  [{ reads: 2, writes: 5 }, 100, 50],
])('at %o, %i reads take %i seconds', async (rates, count, seconds) => {
  const time = clock();
  expect(Math.abs((await secondsFor(count, time, new Pace({ ...time, rates }))) - seconds)).toBeLessThanOrEqual(1);
});

test('reads do not wait for writes', async () => {
  const time = clock();
  const pace = new Pace({ ...time, rates: { reads: 10, writes: 1 } });
  await pace.run('writes', ok);
  const before = time.now();
  await pace.run('reads', ok);
  expect(time.now() - before).toBeLessThanOrEqual(100);
});

test('a throttled request halves the pace, and answers bring it back', async () => {
  const time = clock();
  const pace = new Pace({ ...time, rates: { reads: 10, writes: 5 } });
  await secondsFor(20, time, pace);
  await expect(pace.run('reads', () => Promise.reject(throttled))).rejects.toBe(throttled);
  expect(await secondsFor(10, time, pace)).toBeGreaterThan(1.5);
  await secondsFor(50, time, pace);
  expect(await secondsFor(10, time, pace)).toBeCloseTo(1, 1);
});

test('however often it is throttled, it comes to an end', async () => {
  const time = clock();
  const pace = new Pace({ ...time, rates: { reads: 10, writes: 5 } });
  for (let i = 0; i < 50; i++) await pace.run('reads', () => Promise.reject(throttled)).catch(() => {});
  expect(await secondsFor(1, time, pace)).toBeLessThanOrEqual(1);
});

test('another failure leaves the pace as it is', async () => {
  const time = clock();
  const pace = new Pace({ ...time, rates: { reads: 10, writes: 5 } });
  await pace.run('reads', () => Promise.reject(new Error('no'))).catch(() => {});
  expect(await secondsFor(10, time, pace)).toBeLessThanOrEqual(1);
});

test('commands that read and commands that write are told apart, whatever a bundle calls them', async () => {
  const kinds: string[] = [];
  const { send } = paced({ send: async () => ({}) } as never, {
    run: (kind, act) => {
      kinds.push(kind);
      return act();
    },
  });
  await send(new GetLFTagCommand({ TagKey: 'k' }));
  await send(new UpdateLFTagCommand({ TagKey: 'k' }));
  await send(new (class a extends GetLFTagCommand {})({ TagKey: 'k' }));
  expect(kinds).toEqual(['reads', 'writes', 'reads']);
});
