import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import type { FrozenDatabase } from './source';
import type { WorkerAnswer, WorkerTask } from './worker';

interface Job {
  readonly task: WorkerTask;
  readonly resolve: (frozen: FrozenDatabase | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** From source the worker needs a loader; in the package it is compiled, as this file is. */
const IS_SOURCE = extname(__filename) === '.ts';
const WORKER = join(__dirname, IS_SOURCE ? 'worker.ts' : 'worker.js');

/** Real time: who takes one snapshot after another finds PostgreSQL running. */
const LINGER_MS = 1_500;

/**
 * PostgreSQL in processes of their own: the event loop here stays free, and the memory is given back as soon as no work
 * is left. A process goes from one task to the next and lingers a moment for another; after a failed task it is
 * replaced.
 */
export class WorkerPool {
  readonly #waiting: Job[] = [];
  readonly #working = new Set<ChildProcess>();
  readonly #idle: ChildProcess[] = [];
  constructor(readonly most: number) {}

  /** Tasks run in the order they came, `most` of them at once. Rejects with the task's own error message. */
  run(task: WorkerTask): Promise<FrozenDatabase | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      const child = this.#idle.pop() ?? (this.#working.size < this.most ? this.#start() : undefined);
      if (child !== undefined) this.#next(child);
    });
  }

  /** Ends all work at once. */
  close(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the databases were closed'));
    this.#idle.splice(0);
    for (const child of this.#working) child.kill();
  }

  #start(): ChildProcess {
    const child = fork(WORKER, { execArgv: IS_SOURCE ? ['--require', require.resolve('tsx/cjs')] : [] });
    this.#working.add(child);
    return child;
  }

  #end(child: ChildProcess): void {
    this.#working.delete(child);
    stopListening(child);
    // An error of a process that is no longer needed is nobody's.
    child.on('error', () => {});
    child.kill();
  }

  /** Idle, it does not keep this process from ending, nor may its own end trouble anyone. */
  #linger(child: ChildProcess): void {
    stopListening(child);
    child.unref();
    child.channel?.unref();
    const leave = (): void => {
      clearTimeout(timer);
      const place = this.#idle.indexOf(child);
      if (place < 0) return;
      this.#idle.splice(place, 1);
      this.#end(child);
    };
    child.once('exit', leave);
    child.once('error', leave);
    this.#idle.push(child);
    const timer = setTimeout(leave, LINGER_MS).unref();
  }

  #next(child: ChildProcess): void {
    const job = this.#waiting.shift();
    if (job === undefined) {
      this.#linger(child);
      return;
    }
    stopListening(child);
    child.ref();
    child.channel?.ref();
    const fail = (message: string): void => {
      this.#end(child);
      job.reject(new Error(message));
      if (this.#waiting.length > 0) this.#next(this.#start());
    };
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`its process ended with ${signal ?? code} before it answered`));
    child.once('message', (answer: WorkerAnswer) => {
      if ('error' in answer) return fail(answer.error);
      job.resolve(answer.frozen);
      this.#next(child);
    });
    child.send(job.task);
  }
}

function stopListening(child: ChildProcess): void {
  for (const event of ['message', 'exit', 'error']) child.removeAllListeners(event);
}
