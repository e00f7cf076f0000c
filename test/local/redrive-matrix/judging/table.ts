import type { Cell } from '../cells';
import type { Outcome } from './verdict';

export interface Judged {
  readonly cell: Cell;
  readonly outcome: Outcome;
}

/** Machine x state x what went wrong: what came of it, and of how many calls or writes. */
export function matrixTable(heading: string, judged: readonly Judged[]): string {
  const outcomes = new Map<string, Map<Outcome, number>>();
  for (const { cell, outcome } of judged) {
    for (const key of rowsOf(cell)) {
      const counts = outcomes.get(key) ?? new Map<Outcome, number>();
      outcomes.set(key, counts.set(outcome, (counts.get(outcome) ?? 0) + 1));
    }
  }
  const rows = [...outcomes].map(([key, counts]) => [
    ...key.split('\t'),
    [...counts].map(([o, n]) => `${o} ${n}`).join('; '),
  ]);
  const sorted = [
    ['state', 'what went wrong', 'outcome'],
    ...rows.sort(([a], [b]) => (a! < b! ? -1 : a === b ? 0 : 1)),
  ];
  const widths = [0, 1].map((column) => Math.max(...sorted.map((row) => row[column]!.length)));
  const lines = sorted.map(
    ([state, wrong, outcome]) => `  ${state!.padEnd(widths[0]!)}  ${wrong!.padEnd(widths[1]!)}  ${outcome}`,
  );
  return `\n${heading}\n${lines.join('\n')}\n`;
}

/** A write in which several states come and go stands in the row of each. */
function rowsOf({ state, trouble }: Cell): string[] {
  switch (trouble.kind) {
    case 'fault':
      return [`${state}\t${trouble.name}${trouble.isInner ? ' inside the function' : ''}, ${trouble.lasts}`];
    case 'kill':
      return trouble.covers.map((moment) => `${moment.state}\tprocess killed ${trouble.side} it ${moment.moves}`);
    case 'stop':
      return [`${state}\texecution stopped`];
  }
}
