import { commitTurn, secondsUntilDead } from '../../../../core/dynamodb/publication/commit-order';

const plan = { id: 'ours', base: 'before@1' };
const commit = { plan: 'ours', begunAt: '2026-11-27T01:00:00.000Z' };

it.each([
  ['nobody committed since', { revision: 'before@1' }, 'BEGIN'],
  ['our attempt was cut short', { revision: 'ours@2', commit }, 'BEGIN'],
  ['our attempt came to its end', { revision: 'ours@2' }, 'DONE'],
  ['another one was committed', { revision: 'other@2' }, 'SUPERSEDED'],
  ['another one began', { revision: 'other@2', commit: { ...commit, plan: 'other' } }, 'SUPERSEDED'],
  ['a plan whose name ours begins with was committed', { revision: 'ours-2@2' }, 'SUPERSEDED'],
  ['the ledger lost it', undefined, 'SUPERSEDED'],
])('%s', (_what, found, turn) => expect(commitTurn(plan, found)).toBe(turn));

it('the first publication begins where nothing is', () =>
  expect(commitTurn({ id: 'ours', base: 'none' }, undefined)).toBe('BEGIN'));

it.each([
  [0, 960],
  [900, 60],
  [960, 0],
  [90_000, 0],
])('%i seconds after another began its commit, it may be at work for %i more', (passed, left) =>
  expect(secondsUntilDead({ ...commit, plan: 'other' }, 'ours', Date.parse(commit.begunAt) + passed * 1000)).toBe(left),
);

it('nobody waits for itself', () => expect(secondsUntilDead(commit, 'ours', Date.parse(commit.begunAt))).toBe(0));
