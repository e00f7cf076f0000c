import { phaseOf } from '../../core/runs/phases';
import type { RunDetails } from '../runs/run';
import type { DemoObserver } from './run-demo';

/** Live lines on a terminal; elsewhere one plain line per change. With `--json`, the same on standard error. */
export function observerFor({
  json,
  isTerminal,
}: {
  readonly json: boolean;
  readonly isTerminal: boolean;
}): DemoObserver {
  if (isTerminal && !json) return liveObserver(process.stdout);
  return plainObserver((line) => (json ? process.stderr : process.stdout).write(`${line}\n`));
}

/** Prints a source's phase when it changes. */
export function plainObserver(print: (line: string) => void): DemoObserver {
  const phases = new Map<string, string>();
  return {
    say: print,
    progress(runs) {
      for (const [source, run] of runs) {
        const phase = phaseOf(run);
        if (phases.get(source) !== phase) print(`  ${source}: ${phase}`);
        phases.set(source, phase);
      }
    },
  };
}

/** Redraws a block of lines, one per source, below what was said. */
function liveObserver(out: NodeJS.WriteStream): DemoObserver {
  let drawn: string[] = [];
  const erase = (): void => {
    if (drawn.length > 0) out.write(`\u001b[${drawn.length}A\u001b[J`);
  };
  const draw = (): void => {
    for (const line of drawn) out.write(`${line}\n`);
  };
  return {
    say(text) {
      erase();
      out.write(`${text}\n`);
      draw();
    },
    progress(runs) {
      const lines = [...runs].map(([source, run]) => boardLine(source, run));
      if (lines.join() === drawn.join()) return;
      erase();
      drawn = lines;
      draw();
      const ended = [...runs.values()].every((run) => run.status !== 'RUNNING');
      if (ended) drawn = [];
    },
  };
}

const MARKS: Readonly<Record<string, string>> = {
  SUCCEEDED: '\u001b[32m✔\u001b[0m',
  FAILED: '\u001b[31m✖\u001b[0m',
};

const boardLine = (source: string, run: RunDetails): string =>
  `  ${MARKS[run.status] ?? '·'} ${source.padEnd(24)} ${phaseOf(run)}`;
