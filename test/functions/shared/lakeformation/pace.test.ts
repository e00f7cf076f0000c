import { GetLFTagCommand, SearchDatabasesByLFTagsCommand, UpdateLFTagCommand } from '@aws-sdk/client-lakeformation';
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

/** A service that takes so many requests a second, and none at once beyond that. Returns how many it refused. */
async function refusalsAt(limit: number, count: number, time: ReturnType<typeof clock>, pace: Pace): Promise<number> {
  let refused = 0;
  let earliest = 0;
  const act = async (): Promise<void> => {
    if (time.now() < earliest) throw throttled;
    earliest = time.now() + 1000 / limit;
  };
  for (let done = 0; done < count; ) {
    await pace.run('reads', act).then(
      () => (done += 1),
      () => (refused += 1),
    );
  }
  return refused;
}

test.each([2, 10])('it begins with the %i requests a second that are assumed', async (reads) => {
  const time = clock();
  const seconds = await secondsFor(20, time, new Pace({ ...time, rates: { reads, writes: 5 } }));
  expect(seconds * reads).toBeGreaterThan(18);
  expect(seconds * reads).toBeLessThanOrEqual(20);
});

test('where nothing is refused it becomes four times as fast, and no faster', async () => {
  const time = clock();
  const pace = new Pace({ ...time, rates: { reads: 10, writes: 5 } });
  await secondsFor(600, time, pace);
  expect(await secondsFor(400, time, pace)).toBeCloseTo(10, 0);
});

test.each([10, 20, 30])('a limit of %i a second is found with one refusal and kept', async (limit) => {
  const time = clock();
  const pace = new Pace({ ...time, rates: { reads: 10, writes: 5 } });
  expect(await refusalsAt(limit, 2000, time, pace)).toBeLessThanOrEqual(1);
  expect(await secondsFor(100, time, pace)).toBeLessThanOrEqual((100 / limit) * 1.3);
});

test('requests that began together and are refused together slow it down once', async () => {
  const time = clock();
  const pace = new Pace({ ...time, rates: { reads: 10, writes: 5 } });
  const refuse = () => pace.run('reads', () => Promise.reject(throttled)).catch(() => {});
  await Promise.all([refuse(), refuse(), refuse(), refuse()]);
  expect(await secondsFor(10, time, pace)).toBeLessThanOrEqual(2);
});

test('reads do not wait for writes', async () => {
  const time = clock();
  const pace = new Pace({ ...time, rates: { reads: 10, writes: 1 } });
  await pace.run('writes', ok);
  const before = time.now();
  await pace.run('reads', ok);
  expect(time.now() - before).toBeLessThanOrEqual(100);
});

test('a request that is throttled at the assumed pace halves it, and answers bring it back', async () => {
  const time = clock();
  const pace = new Pace({ ...time, rates: { reads: 10, writes: 5 } });
  await secondsFor(20, time, pace);
  await pace.run('reads', () => Promise.reject(throttled)).catch(() => {});
  expect(await secondsFor(10, time, pace)).toBeCloseTo(1, 1);
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
  await send(new SearchDatabasesByLFTagsCommand({ Expression: [] }));
  await send(new (class a extends GetLFTagCommand {})({ TagKey: 'k' }));
  expect(kinds).toEqual(['reads', 'writes', 'reads', 'reads']);
});
