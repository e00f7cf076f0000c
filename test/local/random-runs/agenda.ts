import type { Runtime } from '../../../local/runtime';
import type { Action } from './scenario';

/** What is still to be done, in its order. Each is done once, whatever process lives at its time; one cut short by a death is done again. */
export class Agenda {
  readonly #open: Set<Action>;
  #opensAt: number | undefined;

  constructor(
    actions: readonly Action[],
    readonly act: (runtime: Runtime, action: Action) => Promise<void>,
  ) {
    this.#open = new Set(actions);
  }

  get isDone(): boolean {
    return this.#open.size === 0;
  }

  /** A process lives from now on. */
  begin(runtime: Runtime): void {
    const { clock } = runtime;
    this.#opensAt ??= clock.now();
    for (const action of this.#open) {
      clock.at(this.#opensAt + action.at, () => {
        void clock
          .hold(() => this.act(runtime, action))
          .then(
            () => this.#open.delete(action),
            () => {
              // the process is dead: the next one finds this still open
            },
          );
      });
    }
  }
}
