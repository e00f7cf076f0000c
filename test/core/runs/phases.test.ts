import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NAMED_STATES, phaseOf } from '../../../core/runs/phases';

const folder = join(__dirname, '..', '..', '..', 'statemachines');

function stateNames(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { States } = node as { readonly States?: object };
  return [...Object.keys(States ?? {}), ...Object.values(node).flatMap(stateNames)];
}

it('every state of every machine has a word, and every word a state', () => {
  const states = readdirSync(folder).flatMap((file) =>
    stateNames(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  );
  expect([...NAMED_STATES].sort()).toEqual([...new Set(states)].sort());
});

it.each([
  ['RUNNING', 'WaitForSlot', 'waiting for a slot'],
  ['RUNNING', 'StateOfTomorrow', 'StateOfTomorrow'],
  ['SUCCEEDED', 'Ignored', 'ignored'],
  ['SUCCEEDED', 'Published', 'published'],
  ['FAILED', 'PublishExport', 'failed'],
  ['TIMED_OUT', 'PublishExport', 'timed out'],
])('%s in %s is %s', (status, state, phase) => expect(phaseOf({ status, state })).toBe(phase));
