import type { Cell, Trouble } from './cells';
import { halfOf, shareOf } from './choose-cells';

const cell = (trouble: Trouble): Cell => ({ machine: 'm', state: 's', trouble });
const fault = (name: 'throttling' | 'access-denied', isInner: boolean): Cell =>
  cell({ kind: 'fault', name, target: isInner ? 's3:GetObject' : 'lambda:f', lasts: 'passing', isInner });
const kill = (moves: 'enters' | 'leaves', side: 'before' | 'after'): Cell =>
  cell({ kind: 'kill', at: { state: 's', moves }, side, covers: [{ state: 's', moves }] });

const cells: Cell[] = [
  fault('throttling', false),
  fault('access-denied', false),
  fault('throttling', true),
  fault('access-denied', true),
  kill('enters', 'before'),
  kill('enters', 'after'),
  kill('leaves', 'before'),
  kill('leaves', 'after'),
  cell({ kind: 'stop' }),
];

describe.each([0, 1])('state %i', (stateNumber) => {
  const halves = [halfOf(cells, '1/2', stateNumber), halfOf(cells, '2/2', stateNumber)] as const;

  it('has each cell in exactly one half', () => {
    const both = halves.flat();
    expect(both).toHaveLength(cells.length);
    expect(new Set(both)).toEqual(new Set(cells));
  });

  it('has each fault and each write once in each half', () => {
    for (const half of halves) {
      const faults = half.flatMap(({ trouble }) => (trouble.kind === 'fault' ? [trouble.name] : []));
      const writes = half.flatMap(({ trouble }) => (trouble.kind === 'kill' ? [trouble.at.moves] : []));
      expect(faults.sort()).toEqual(['access-denied', 'throttling']);
      expect(writes.sort()).toEqual(['enters', 'leaves']);
    }
  });
});

it('has each cell in exactly one tenth', () => {
  const tenths = Array.from({ length: 10 }, (_, i) => shareOf(cells, `${i + 1}/10`, 1)).flat();
  expect(tenths).toHaveLength(cells.length);
  expect(new Set(tenths)).toEqual(new Set(cells));
});

it('takes turns between a call of the state and one of its function, from state to state', () => {
  const first = (stateNumber: number) =>
    halfOf([fault('throttling', false), fault('throttling', true)], '1/2', stateNumber);
  expect([first(0), first(1)]).toEqual([[fault('throttling', false)], [fault('throttling', true)]]);
});
