import { catchStrayRejections, inBackground } from '../background';

const turn = () => new Promise((resolve) => setImmediate(resolve));

it.each([
  ['rejects', () => Promise.reject(new Error('broken'))],
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
])('work that %s is reported under its service and ends nothing', async (_how, work) => {
  const reports: [string, unknown][] = [];
  inBackground('glue', work, (...report) => reports.push(report));
  await turn();
  expect(reports).toEqual([['glue', new Error('broken')]]);
});

it('reports to stderr what went wrong and where', async () => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  inBackground('athena', () => Promise.reject(new RangeError('no such bucket')));
  await turn();
  const [[text]] = write.mock.calls as [[string]];
  write.mockRestore();
  expect(text).toMatch(/local AWS: athena: .*RangeError: no such bucket\n\s+at /);
});

it('the net reports promises that nobody awaits, until it is taken away', () => {
  const reports: unknown[] = [];
  const before = process.listenerCount('unhandledRejection');
  const takeAway = catchStrayRejections((...report) => reports.push(report));
  process.listeners('unhandledRejection').at(-1)!('lost', Promise.resolve());
  expect(reports).toEqual([['unknown service', 'lost']]);
  takeAway();
  expect(process.listenerCount('unhandledRejection')).toBe(before);
});
