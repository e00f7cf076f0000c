import fc from 'fast-check';
import { MACHINES } from '../../../core/machines';
import type { Write } from '../../../packages/local-aws/store';
import type { Happening, Verdict } from '../world/watched-store';

/**
 * The process dies at the nth happening of its kind: when executions of a machine enter or leave a state, or when a
 * service keeps something. Counted by kind, not over all, for what goes on side by side has no order.
 */
export interface Death {
  /** `export-snapshot Entered`, `rds-exports` */
  readonly kind: string;
  readonly nth: number;
  /** Whether its last write was kept. */
  readonly isWritten: boolean;
}

const NAMESPACES = [
  'rds-snapshots',
  'rds-exports',
  's3-versions',
  'events-deliveries',
  'glue-crawlers',
  'glue-partitions',
  'lakeformation-assignments',
  'lakeformation-grants',
];
const KINDS = [
  ...MACHINES.toReversed().flatMap((machine) => [`${machine} Entered`, `${machine} Exited`]),
  ...NAMESPACES,
];

export const deaths: fc.Arbitrary<Death> = fc.record({
  kind: fc.constantFrom(...KINDS),
  nth: fc.integer({ min: 1, max: 25 }),
  isWritten: fc.boolean(),
});

/** Lets the process die where the scenario says. */
export class Reaper {
  /** So far. */
  deaths = 0;
  readonly #seen = new Map<string, number>();
  #planned: readonly Death[];
  #isWatching = false;

  constructor(planned: readonly Death[]) {
    this.#planned = planned;
  }

  /** A process is up: one that dies while it starts is like one that starts later. */
  begin(): void {
    this.#isWatching = true;
  }

  judge({ machine, type }: Happening): Verdict {
    const direction = /State(Entered|Exited)$/.exec(type)?.[1];
    return direction === undefined ? 'go-on' : this.#count(`${machine} ${direction}`);
  }

  judgeWrite({ namespace }: Write): Verdict {
    return this.#count(namespace);
  }

  #count(kind: string): Verdict {
    if (!this.#isWatching) return 'go-on';
    const nth = (this.#seen.get(kind) ?? 0) + 1;
    this.#seen.set(kind, nth);
    const death = this.#planned.find((d) => d.kind === kind && d.nth === nth);
    if (death === undefined) return 'go-on';
    this.#planned = this.#planned.filter((d) => d !== death);
    this.#isWatching = false;
    this.deaths++;
    return death.isWritten ? 'kill-after' : 'kill-before';
  }
}
