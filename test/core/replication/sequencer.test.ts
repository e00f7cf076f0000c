import { compareSequencers } from '../../../core/replication/sequencer';

it.each<[string | undefined, string | undefined, number | undefined]>([
  ['0055AED6DCD90281E5', '0055AED6DCD90281E6', -1],
  ['0055AED6DCD90281E5', '0055AED6DCD90281', 1],
  ['0055AED6DCD90281', '0055AED6DCD9028100', 0],
  ['0a', '0A', 0],
  ['1', '0FFF', 1],
  [undefined, '0A', undefined],
  ['0A', undefined, undefined],
])('%s against %s is %s', (a, b, order) => expect(compareSequencers(a, b)).toBe(order));
