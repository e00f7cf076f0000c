import type { Runtime } from '../../../local/runtime';

export interface Task {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly act: (runtime: Runtime) => Promise<void>;
}

const MINUTE_MS = 60_000;
const MOST_ATTEMPTS = 20;

/**
 * What is still to be done to the running process, each in its time and one after another. One cut short by the death
 * of the process is done again by the next: time stands still meanwhile.
 */
export class Agenda {
  /** What could not be done, however often it was tried. */
  readonly failures: string[] = [];
  readonly #open = new Set<Task>();
  readonly #isDead: () => boolean;
  readonly #onDone: () => void;
  #runtime: Runtime | undefined;

  constructor(isDead: () => boolean, onDone: () => void) {
    this.#isDead = isDead;
    this.#onDone = onDone;
  }

  get isDone(): boolean {
    return this.#open.size === 0;
  }

  /** A process lives from now on. */
  begin(runtime: Runtime): void {
    this.#runtime = runtime;
    for (const task of this.#open) this.#arm(task, runtime);
  }

  add(task: Task): void {
    this.#open.add(task);
    if (this.#runtime !== undefined) this.#arm(task, this.#runtime);
  }

  #arm(task: Task, runtime: Runtime, at = task.at, attempt = 1): void {
    const { clock } = runtime;
    clock.at(at, () => void clock.hold(() => this.#do(task, runtime, attempt)));
  }

  /** What a dead process answers does not count, not even success: its writes are lost. */
  async #do(task: Task, runtime: Runtime, attempt: number): Promise<void> {
    const isOver = (): boolean => this.#runtime !== runtime || this.#isDead();
    if (isOver()) return;
    const failure = await task.act(runtime).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (isOver()) return;
    if (failure !== undefined && attempt < MOST_ATTEMPTS) {
      return this.#arm(task, runtime, runtime.clock.now() + MINUTE_MS, attempt + 1);
    }
    if (failure !== undefined) this.failures.push(failure);
    this.#open.delete(task);
    this.#onDone();
  }
}
