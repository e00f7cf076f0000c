import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { FrozenDatabase } from './source';
import type { WorkerAnswer, WorkerTask } from './worker';

interface Job {
  readonly task: WorkerTask;
  readonly resolve: (frozen: FrozenDatabase | undefined) => void;
  readonly reject: (error: Error) => void;
}

/**
 * PostgreSQL in processes of their own: the event loop here stays free, and the memory is given back as soon as no work is left.
 * A process goes from one task to the next; after a failed task it is replaced.
 */
export class WorkerPool {
  readonly #waiting: Job[] = [];
  readonly #working = new Set<ChildProcess>();
  constructor(readonly most: number) {}

  /** Tasks run in the order they came, `most` of them at once. Rejects with the task's own error message. */
  run(task: WorkerTask): Promise<FrozenDatabase | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      if (this.#working.size < this.most) this.#next(this.#start());
    });
  }

  /** Ends all work at once. */
  close(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the databases were closed'));
    for (const child of this.#working) child.kill();
  }

  #start(): ChildProcess {
    const child = fork(join(__dirname, 'worker.ts'), { execArgv: ['--require', require.resolve('tsx/cjs')] });
    this.#working.add(child);
    return child;
  }

  #end(child: ChildProcess): void {
    this.#working.delete(child);
    child.removeAllListeners();
    // An error of a process that is no longer needed is nobody's.
    child.on('error', () => {});
    child.kill();
  }

  #next(child: ChildProcess): void {
    const job = this.#waiting.shift();
    if (job === undefined) return this.#end(child);
    const fail = (message: string): void => {
      this.#end(child);
      job.reject(new Error(message));
      if (this.#waiting.length > 0) this.#next(this.#start());
    };
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`its process ended with ${signal ?? code} before it answered`));
    child.once('message', (answer: WorkerAnswer) => {
      if ('error' in answer) return fail(answer.error);
      child.removeAllListeners();
      job.resolve(answer.frozen);
      this.#next(child);
    });
    child.send(job.task);
  }
}
