import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { State, TaskState } from '../../../packages/local-aws/engine/definition';
import type { Cell } from './cells';
import { complaints } from './judging/verdict';
import { machineNames, machineStates } from './machine-states';
import { record } from './recording';
import type { Scenario } from './scenarios/snapshots';
import { tryCell } from './try-cell';
import { withMachine } from './unsafe-machines';

it.each(machineNames())('%s has its part of the matrix, so that the parts run beside each other', (machine) =>
  expect(existsSync(join(__dirname, `${machine}.test.ts`))).toBe(true),
);

describe('a machine that cannot be redriven is found out', () => {
  // it outlasts the Retry of a state that takes a denial of DynamoDB's for throttling under another name
  const denied = (state: string, target: string): Cell => ({
    machine: 'export-snapshot',
    state,
    trouble: { kind: 'fault', name: 'access-denied', target, lasts: 'lasting', isInner: false },
  });
  const found = async (cell: Cell, scenario: Scenario): Promise<string[]> => {
    const tried = await tryCell(cell, scenario);
    return complaints(cell, machineStates(cell.machine).get(cell.state)!, tried, await record(scenario));
  };
  const task = (states: Record<string, State>, name: string): TaskState => states[name] as TaskState;

  it('by a Catch that leads to a Fail state', async () => {
    const scenario = withMachine('export-snapshot', (states) => ({
      ...states,
      RecordExported: { ...task(states, 'RecordExported'), Catch: [{ ErrorEquals: ['States.ALL'], Next: 'GiveUp' }] },
      GiveUp: { Type: 'Fail', Error: 'GivenUp' },
    }));
    expect(await found(denied('RecordExported', 'dynamodb:UpdateItem'), scenario)).toContain('it ended FAILED');
  });

  it('by a child execution of a fixed name', async () => {
    const scenario = withMachine('export-snapshot', (states) => {
      const publish = task(states, 'PublishExport');
      const Arguments = { ...(publish.Arguments as object), Name: '{% $states.context.Execution.Name %}' };
      return { ...states, PublishExport: { ...publish, Arguments } };
    });
    const cell = { ...denied('PlanCopy', 'dynamodb:GetItem'), machine: 'publish-export' };
    expect(await found(cell, scenario)).toContain('it ended FAILED');
  });

  it('by a fault that never struck', async () => {
    const scenario = withMachine('export-snapshot', (states) => states);
    expect(await found(denied('RecordExported', 'glue:GetTable'), scenario)).toContain('it never struck');
  });
});
