import type { Half, Tenth } from '../../window/window';
import type { Cell, Trouble } from './cells';

type Fault = Extract<Trouble, { kind: 'fault' }>;

/**
 * The suite's share: every write is the last one once, every state is stopped once, and every fault strikes every
 * state, once at a call of the state's own and once at one that its function makes; which call, and whether it passes
 * or lasts, goes round.
 */
export function chosenCells(cells: readonly Cell[]): Cell[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const { state, trouble } = cell;
    const key = trouble.kind === 'fault' ? `${state} ${trouble.name} ${trouble.isInner}` : `${groups.size}`;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()].map((group, turn) => group[chosenIndex(group, turn)]!);
}

/** Lasting and passing faults take turns; so do the calls of a function, from group to group. */
function chosenIndex(group: readonly Cell[], turn: number): number {
  const wanted = turn % 2 === 0 ? 'lasting' : 'passing';
  const fitting = group.flatMap(({ trouble }, i) => ((trouble as Fault).lasts === wanted ? [i] : []));
  return fitting[turn % Math.max(fitting.length, 1)] ?? 0;
}

/**
 * Half of the chosen cells of one state. Of a fault's own and inner cell each half has one, and of a write's two sides;
 * which one alternates from pair to pair, and from state to state by the state's number. Both halves together are all
 * cells.
 */
export function halfOf(cells: readonly Cell[], half: Half, stateNumber: number): Cell[] {
  const pairs = [...new Set(cells.map(pairOf))].map((pair) => cells.filter((cell) => pairOf(cell) === pair));
  const odd = half === '1/2' ? 0 : 1;
  return pairs.flatMap((pair, i) => pair.filter((_, place) => (stateNumber + i + place) % 2 === odd));
}

/** A fifth of a half. All ten together are all cells. */
export function shareOf(cells: readonly Cell[], part: Half | Tenth, stateNumber: number): Cell[] {
  if (part === '1/2' || part === '2/2') return halfOf(cells, part, stateNumber);
  const number = Number.parseInt(part, 10);
  const half = halfOf(cells, number <= 5 ? '1/2' : '2/2', stateNumber);
  return half.filter((_, i) => (stateNumber + i) % 5 === number % 5);
}

function pairOf({ trouble }: Cell): string {
  switch (trouble.kind) {
    case 'fault':
      return trouble.name;
    case 'kill':
      return `killed as it ${trouble.at.moves}`;
    case 'stop':
      return 'stopped';
  }
}
