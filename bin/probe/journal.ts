import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Made } from './made';

/** Where one probe makes its things. */
export interface ProbePlace {
  readonly account: string;
  readonly region: string;
}

/** What one probe made, on disk before it is made: after a crash `lakeferry probe --clean` removes it. */
export class Journal {
  private constructor(
    private readonly file: string,
    readonly place: ProbePlace,
  ) {}

  static begin(directory: string, name: string, place: ProbePlace): Journal {
    mkdirSync(directory, { recursive: true });
    const file = join(directory, `${name}.jsonl`);
    appendFileSync(file, `${JSON.stringify(place)}\n`);
    return new Journal(file, place);
  }

  /** Journals of probes that did not end. */
  static left(directory: string): Journal[] {
    if (!existsSync(directory)) return [];
    const files = readdirSync(directory).filter((name) => name.endsWith('.jsonl'));
    return files.map((name) => {
      const file = join(directory, name);
      return new Journal(file, linesOf(file)[0] as ProbePlace);
    });
  }

  add(made: Made): void {
    appendFileSync(this.file, `${JSON.stringify(made)}\n`);
  }

  /** Newest first, the order in which to remove. */
  made(): Made[] {
    return (linesOf(this.file).slice(1) as Made[]).reverse();
  }

  end(): void {
    rmSync(this.file);
  }
}

/** A crash may cut the last line short: what it would have named was not made yet. */
function linesOf(file: string): unknown[] {
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as unknown);
}
