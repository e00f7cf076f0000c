import { ScaledClock, sleep, VirtualClock } from '../clock';

describe('VirtualClock', () => {
  it('leaps from timer to timer, in the order of their times and then of their setting', async () => {
    const clock = new VirtualClock(0);
    const fired: [string, number][] = [];
    const note = (name: string) => () => void fired.push([name, clock.now()]);
    clock.at(86_400_000, note('a day'));
    clock.at(1000, note('first of two'));
    clock.at(1000, note('second of two'));
    clock.at(500, note('cancelled')).cancel();
    await new Promise<void>((resolve) => clock.at(86_400_001, resolve));
    expect(fired).toEqual([
      ['first of two', 1000],
      ['second of two', 1000],
      ['a day', 86_400_000],
    ]);
  });

  it('stands still while work is held, also when it fails', async () => {
    const clock = new VirtualClock(0);
    const slept = sleep(clock, 10).then(() => clock.now());
    const failed = clock.hold(async () => {
      await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
      expect(clock.now()).toBe(0);
      throw new Error('the work failed');
    });
    await expect(failed).rejects.toThrow('the work failed');
    await expect(slept).resolves.toBe(10);
  });

  it('stands still until all who acquired it have released it', async () => {
    const clock = new VirtualClock(0);
    const release = [clock.acquire(), clock.acquire()];
    const slept = sleep(clock, 10).then(() => clock.now());
    for (const each of release) {
      await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
      expect(clock.now()).toBe(0);
      each();
    }
    await expect(slept).resolves.toBe(10);
  });

  it('does not leap for timers that only follow, and fires them on the way to one that leads', async () => {
    const clock = new VirtualClock(0);
    const fired: number[] = [];
    const fire = (): void => {
      fired.push(clock.now());
      again();
    };
    const again = () => clock.at(clock.now() + 10, fire, 'follows');
    again();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(clock.now()).toBe(0);
    await sleep(clock, 35);
    expect(fired).toEqual([10, 20, 30]);
  });
});

describe('ScaledClock', () => {
  beforeEach(() => jest.useFakeTimers({ now: 0 }));
  afterEach(() => jest.useRealTimers());

  it('passes so many times as fast', () => {
    const clock = new ScaledClock(60, 1000);
    jest.advanceTimersByTime(500);
    expect(clock.now()).toBe(1000 + 30_000);
  });

  it('calls back when its own time has come', () => {
    const clock = new ScaledClock(60, 0);
    const callback = jest.fn();
    clock.at(60_000, callback);
    jest.advanceTimersByTime(999);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('stands still while work is held, and timers wait for it', async () => {
    const clock = new ScaledClock(60, 0);
    const callback = jest.fn();
    clock.at(60_000, callback);
    let end = (): void => {};
    const held = clock.hold(
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    jest.advanceTimersByTime(5000);
    expect(clock.now()).toBe(0);
    expect(callback).not.toHaveBeenCalled();
    end();
    await held;
    jest.advanceTimersByTime(1001);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('at speed 1 is the real time, whatever is held', async () => {
    const clock = new ScaledClock(1, 0);
    const held = clock.hold(() => new Promise<void>((resolve) => setTimeout(resolve, 200)));
    await jest.advanceTimersByTimeAsync(200);
    await held;
    expect(clock.now()).toBe(200);
  });
});
