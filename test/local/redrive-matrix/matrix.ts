import { matrixPart } from '../../window/environment';
import { type Cell, cellsOf, describeCell } from './cells';
import { chosenCells, shareOf } from './choose-cells';
import { directTarget } from './direct-target';
import { type Judged, matrixTable } from './judging/table';
import { complaints, outcomeOf } from './judging/verdict';
import { machineStates } from './machine-states';
import type { Recording } from './recording';
import { Recordings } from './recordings';
import { tryCell } from './try-cell';

const PART = matrixPart(process.env);
/** Of one state. A guard against what hangs: a busy computer takes minutes for a state with many faults. */
const MINUTES = PART === 'full' ? 60 : 15;

/** Declares the tests of one machine's states, and prints its part of the matrix when they are done. */
export function redriveMatrix(machine: string): void {
  const states = machineStates(machine);
  const recordings = new Recordings();
  const planned: Cell[] = [];
  const judged: Judged[] = [];
  const began = performance.now();
  afterAll(() => {
    const seconds = Math.round((performance.now() - began) / 1000);
    process.stdout.write(matrixTable(`${machine}, part ${PART}: ${judged.length} cells in ${seconds} s`, judged));
  });

  /** Those of all parts, and those of this one. */
  const cellsAt = (state: string, recording: Recording): { all: Cell[]; ours: Cell[] } => {
    const first = new Map([...states].filter(([name]) => recordings.isFirst(recording, machine, name)));
    const cells = cellsOf(machine, first, recording);
    const all = (PART === 'full' ? cells : chosenCells(cells)).filter((cell) => cell.state === state);
    return { all, ours: PART === 'full' ? all : shareOf(all, PART, [...states.keys()].indexOf(state)) };
  };

  describe(`redrive matrix of ${machine}`, () => {
    it.each([...states.keys()])(
      '%s',
      async (name) => {
        const recording = await recordings.entering(machine, name);
        const wrong: string[] = [];
        const { all, ours } = cellsAt(name, recording);
        planned.push(...all);
        for (const cell of ours) {
          const tried = await tryCell(cell, recording.scenario);
          judged.push({ cell, outcome: outcomeOf(cell, tried) });
          const found = complaints(cell, states.get(name)!, tried, recording);
          wrong.push(...found.map((complaint) => `${describeCell(cell)}: ${complaint}`));
        }
        expect(wrong).toEqual([]);
      },
      MINUTES * 60_000,
    );

    it.each(
      [...states].flatMap(([name, state]) => (state.Type === 'Task' ? [[name, directTarget(state)] as const] : [])),
    )("fails %s's own call, %s", async (name, target) => {
      const { chances } = await recordings.entering(machine, name);
      expect(chances.filter((c) => c.in.machine === machine && c.in.state === name).map((c) => c.target)).toContain(
        target,
      );
    });

    it('kills the process before and after every state is entered and left, in one part or another', () => {
      const killed = planned.flatMap(({ trouble }) =>
        trouble.kind === 'kill' ? trouble.covers.map(({ state, moves }) => `${trouble.side} ${moves} ${state}`) : [],
      );
      const all = [...states.keys()].flatMap((state) =>
        ['before enters', 'after enters', 'before leaves', 'after leaves'].map((moment) => `${moment} ${state}`),
      );
      expect(killed.sort()).toEqual(all.sort());
    });
  });
}
