import type { Happening, Verdict } from '../world/watched-store';
import type { Death } from './scenario';

/** Lets the process die where the scenario says. */
export class Reaper {
  /** So far. */
  deaths = 0;
  readonly #seen = new Map<string, number>();
  #planned: readonly Death[];

  constructor(planned: readonly Death[]) {
    this.#planned = planned;
  }

  judge({ machine, type }: Happening): Verdict {
    const happening = /State(Entered|Exited)$/.exec(type)?.[1];
    const nth = (this.#seen.get(`${machine} ${happening}`) ?? 0) + 1;
    this.#seen.set(`${machine} ${happening}`, nth);
    const death = this.#planned.find((d) => d.machine === machine && d.happening === happening && d.nth === nth);
    if (death === undefined) return 'go-on';
    this.#planned = this.#planned.filter((d) => d !== death);
    this.deaths++;
    return death.isWritten ? 'kill-after' : 'kill-before';
  }
}
