import type { TaskFailure } from '../errors';
import type { Json } from '../json';

interface Waiting {
  readonly succeed: (output: Json) => void;
  readonly fail: (failure: TaskFailure) => void;
  readonly heartbeat: () => void;
}

/** Tasks that wait for their token to come back. A token is good until its Task has ended. */
export class TaskTokens {
  readonly #waiting = new Map<string, Waiting>();

  wait(token: string, heartbeat: () => void): Promise<Json> {
    return new Promise((succeed, fail) => {
      this.#waiting.set(token, { succeed, fail, heartbeat });
    });
  }

  forget(token: string): void {
    this.#waiting.delete(token);
  }

  /** Each answers false for a token that nobody waits for. */
  succeed(token: string, output: Json): boolean {
    return this.#take(token, (w) => w.succeed(output));
  }
  fail(token: string, failure: TaskFailure): boolean {
    return this.#take(token, (w) => w.fail(failure));
  }
  heartbeat(token: string): boolean {
    const waiting = this.#waiting.get(token);
    waiting?.heartbeat();
    return waiting !== undefined;
  }

  #take(token: string, tell: (waiting: Waiting) => void): boolean {
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) return false;
    this.#waiting.delete(token);
    tell(waiting);
    return true;
  }
}
