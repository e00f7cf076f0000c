import { Life, SPEED } from './life';
import { Lives } from './lives';
import type { Record } from './records/record';
import type { Register } from './registers/register';

export interface Play {
  readonly directory: string;
  readonly kills: number;
  readonly registers: readonly Register[];
  readonly records: readonly Record[];
}

interface Played {
  /** What was lost, and values that were older than one that came after them. */
  readonly problems: readonly string[];
  /** Answered writes to registers. */
  readonly written: number;
  /** Answered calls of records. */
  readonly made: number;
}

/** Lives of one local AWS over one directory: each is killed amid the writes of its writers, the last one rests. */
export async function playLives({ directory, kills, registers, records }: Play): Promise<Played> {
  const began = Date.now();
  const lives = new Lives(registers, records);
  for (let n = 0; n <= kills; n++) {
    const life = await Life.begin(directory, began + (Date.now() - began) * SPEED);
    try {
      if (n === 0) await lives.setUp(life.aws);
      else await lives.check(life.aws, n === kills);
      if (n < kills) await lives.write(life, n);
    } finally {
      await life.kill();
    }
  }
  return lives;
}
